import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";

const XZ_CHECKS: Readonly<Record<number, string>> = { 0: "NONE", 1: "CRC32", 4: "CRC64", 10: "SHA-256" };
const LZMA_UNKNOWN_SIZE = 0xffffffff;

/** @returns nothing if it is no compressed file or simple archive */
export function compressedKind(head: Head): FileKind | undefined {
  if (head.has("\x1f\x8b")) return gzipKind(head);
  if (head.has("BZh")) {
    const level = /^\d/.exec(head.text(3, 4))?.[0];
    const size = level === undefined ? "" : `, block size = ${level}00k`;
    return { text: `bzip2 compressed data${size}`, mime: "application/x-bzip2", extensions: "bz2" };
  }
  if (head.has("\xfd7zXZ\0")) {
    const check = XZ_CHECKS[head.byte(7) & 15];
    const text = `XZ compressed data, checksum${check === undefined ? "" : ` ${check}`}`;
    return { text, mime: "application/x-xz", extensions: "xz" };
  }
  if (head.has("\x28\xb5\x2f\xfd"))
    return {
      text: `Zstandard compressed data (v0.8+), Dictionary ID: ${zstdDictionary(head)}`,
      mime: "application/zstd",
      extensions: "zst",
    };
  if (head.has("\x5d\0\0")) {
    const isStreamed = head.little32(5) === LZMA_UNKNOWN_SIZE && head.little32(9) === LZMA_UNKNOWN_SIZE;
    if (isStreamed) return { text: "LZMA compressed data, streamed", mime: "application/x-lzma", extensions: "lzma" };
  }
  if (head.has("7z\xbc\xaf'\x1c"))
    return {
      text: `7-zip archive data, version ${head.byte(6)}.${head.byte(7)}`,
      mime: "application/x-7z-compressed",
      extensions: "7z/cb7",
    };
  return undefined;
}

/** How many bytes its number has, by the last bits of the byte behind the magic number. */
function zstdDictionary(head: Head): string {
  const flag = head.byte(4) & 3;
  if (flag === 0) return "None";
  // Behind the window's size, unless there is none.
  const at = (head.byte(4) & 32) === 0 ? 6 : 5;
  return String(flag === 1 ? head.byte(at) : flag === 2 ? head.little16(at) : head.little32(at));
}

const GZIP_SYSTEMS: Readonly<Record<number, string>> = {
  0: "FAT filesystem (MS-DOS, OS/2, NT)",
  1: "Amiga",
  2: "VMS",
  3: "Unix",
  4: "VM/CMS",
  5: "Atari TOS",
  6: "HPFS filesystem (OS/2, NT)",
  7: "MacOS",
  8: "Z-System",
  9: "CP/M",
  10: "TOPS/20",
  11: "NTFS filesystem (NT)",
  12: "QDOS",
  13: "Acorn RISCOS",
};
const MOST_COMPRESSION = 2;
const MOST_SPEED = 4;
const FLAGS = { text: 1, crc: 2, extra: 4, name: 8, comment: 16, encrypted: 32 };
const NAME_AT = 10;

function gzipKind(head: Head): FileKind {
  const parts = ["gzip compressed data"];
  const flags = head.byte(3);
  if (flags & FLAGS.text) parts.push("ASCII");
  if (flags & FLAGS.crc) parts.push("has CRC");
  if (flags & FLAGS.extra) parts.push("extra field");
  else if (flags & FLAGS.name) parts.push(`was "${head.string(NAME_AT)}"`);
  if (flags & FLAGS.comment) parts.push("has comment");
  if (flags & FLAGS.encrypted) parts.push("encrypted");
  const seconds = head.little32(4);
  if (seconds > 0) parts.push(`last modified: ${dateText(seconds)}`);
  if (head.byte(8) === MOST_COMPRESSION) parts.push("max compression");
  if (head.byte(8) === MOST_SPEED) parts.push("max speed");
  const system = GZIP_SYSTEMS[head.byte(9)];
  if (system !== undefined) parts.push(`from ${system}`);
  return {
    text: parts.join(", "),
    mime: "application/gzip",
    extensions: "gz/tgz/tpz/zabw/svgz/adz/kmy/xcfgz",
  };
}

/** As `Thu Jan  2 03:04:05 2020`, in universal time. */
function dateText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const [weekday = "", day = "", month = "", year = "", time = ""] = date.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}
