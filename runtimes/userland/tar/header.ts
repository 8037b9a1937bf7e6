import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";
import type { Member } from "./member.ts";

/* One block of a header: https://www.gnu.org/software/tar/manual/html_node/Standard.html. */

export const BLOCK_BYTES = 512;
export const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** Where fields are, and how long. */
const FIELD = {
  name: [0, NAME_BYTES],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  kind: [156, 1],
  linkName: [157, NAME_BYTES],
  magic: [257, 8],
  user: [265, 32],
  group: [297, 32],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, PREFIX_BYTES],
} as const;

type Field = keyof typeof FIELD;

const GNU_MAGIC = "ustar  \0";
const POSIX_MAGIC = "ustar\x0000";
const SPACE = 32;

export type Format = "gnu" | "ustar" | "pax" | "v7";

function fieldBytes(block: Uint8Array, field: Field): Uint8Array {
  const [at, length] = FIELD[field];
  return block.subarray(at, at + length);
}

function textIn(block: Uint8Array, field: Field): string {
  const bytes = fieldBytes(block, field);
  const end = bytes.indexOf(0);
  return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end), "escape");
}

/** Octal digits, or the number itself behind a byte 80 or FF. */
function numberIn(block: Uint8Array, field: Field): number {
  const bytes = fieldBytes(block, field);
  const [first = 0] = bytes;
  if (first === 0x80 || first === 0xff) {
    let number = first === 0xff ? -1 : 0;
    for (const byte of bytes.subarray(1)) number = number * 256 + byte;
    return number;
  }
  return Number.parseInt(textIn(block, field).trim(), 8) || 0;
}

/** The sum of all bytes, with blanks in the place of the sum. */
function checksumOf(block: Uint8Array): number {
  let sum = 0;
  for (const byte of block) sum += byte;
  for (const byte of fieldBytes(block, "checksum")) sum += SPACE - byte;
  return sum;
}

export function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** @returns nothing if the block is no header */
export function parseHeader(block: Uint8Array): Member | undefined {
  if (block.length < BLOCK_BYTES || numberIn(block, "checksum") !== checksumOf(block)) return undefined;
  const magic = textIn(block, "magic");
  const isPosix = decodeUtf8(fieldBytes(block, "magic"), "escape") === POSIX_MAGIC;
  const prefix = isPosix ? textIn(block, "prefix") : "";
  const name = textIn(block, "name");
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    linkName: textIn(block, "linkName"),
    kind: String.fromCharCode(fieldBytes(block, "kind")[0] ?? 0),
    mode: numberIn(block, "mode") & 0o7777,
    uid: numberIn(block, "uid"),
    gid: numberIn(block, "gid"),
    user: magic === "" ? "" : textIn(block, "user"),
    group: magic === "" ? "" : textIn(block, "group"),
    size: numberIn(block, "size"),
    mtimeSeconds: numberIn(block, "mtime"),
    device: magic === "" ? [0, 0] : [numberIn(block, "major"), numberIn(block, "minor")],
  };
}

/** How a name is divided so that it fits into a header of POSIX; nothing if it can't be. */
export function splitName(name: Uint8Array): readonly [prefix: Uint8Array, name: Uint8Array] | undefined {
  if (name.length <= NAME_BYTES) return [new Uint8Array(0), name];
  for (let at = Math.min(PREFIX_BYTES, name.length - 2); at > 0; at--) {
    if (name[at] !== 47) continue;
    return name.length - at - 1 <= NAME_BYTES ? [name.subarray(0, at), name.subarray(at + 1)] : undefined;
  }
  return undefined;
}

/** @param parts the name, divided @default its beginning, as far as it fits */
export function headerBlock(
  member: Member,
  format: Format,
  parts: readonly [prefix: Uint8Array, name: Uint8Array] = [new Uint8Array(0), encodeUtf8(member.name)],
): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  const put = (field: Field, bytes: Uint8Array): void => {
    const [at, length] = FIELD[field];
    block.set(bytes.subarray(0, length), at);
  };
  const putNumber = (field: Field, value: number): void => put(field, numberBytes(value, FIELD[field][1], format));
  put("prefix", parts[0]);
  put("name", parts[1]);
  putNumber("mode", member.mode);
  putNumber("uid", member.uid);
  putNumber("gid", member.gid);
  putNumber("size", member.size);
  putNumber("mtime", Math.floor(member.mtimeSeconds));
  put("kind", encodeUtf8(member.kind));
  put("linkName", encodeUtf8(member.linkName));
  if (format !== "v7") {
    put("magic", encodeUtf8(format === "gnu" ? GNU_MAGIC : POSIX_MAGIC));
    put("user", encodeUtf8(member.user).subarray(0, 31));
    put("group", encodeUtf8(member.group).subarray(0, 31));
    const [major, minor] = member.device;
    if (format !== "gnu" || "34".includes(member.kind)) {
      putNumber("major", major);
      putNumber("minor", minor);
    }
  }
  const sum = checksumOf(block).toString(8).padStart(6, "0");
  put("checksum", encodeUtf8(`${sum}\0 `));
  return block;
}

function numberBytes(value: number, length: number, format: Format): Uint8Array {
  const digits = value < 0 ? "" : value.toString(8);
  if (value >= 0 && digits.length < length) return encodeUtf8(digits.padStart(length - 1, "0"));
  if (format !== "gnu") return encodeUtf8("7".repeat(length - 1));
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at > 0; at--) {
    bytes[at] = ((rest % 256) + 256) % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[0] = value < 0 ? 0xff : 0x80;
  return bytes;
}

/** Zeros that fill the last block of so many bytes. */
export function blockPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Data in whole blocks. */
export function inBlocks(bytes: Uint8Array): Uint8Array {
  return concatBytes([bytes, blockPadding(bytes.length)]);
}
