import type { FileType } from "./file-type.ts";

/* Formats that are told by what a file begins with. */

type Describe = (head: string) => string | undefined;

const FORMATS: readonly (readonly [beginning: string, text: string | Describe, mime: string])[] = [
  ["BZh", bzip2Text, "application/x-bzip2"],
  ["7z\xbc\xaf'\x1c", sevenZipText, "application/x-7z-compressed"],
  ["dex\n", (head) => `Dalvik dex file version ${head.slice(4, 7)}`, "application/octet-stream"],
  ["!<arch>\ndebian-binary", debianText, "application/vnd.debian.binary-package"],
  ["!<arch>\n", "current ar archive", "application/x-archive"],
  ["070701", "ASCII cpio archive (SVR4 with no CRC)", "application/x-cpio"],
  ["070702", "ASCII cpio archive (SVR4 with CRC)", "application/x-cpio"],
  ["070707", "ASCII cpio archive (pre-SVR4 or odc)", "application/x-cpio"],
  ["\xca\xfe\xba\xbe\0\0\0", machText, "application/x-mach-binary"],
  ["\xca\xfe\xba\xbe", javaText, "application/x-java-applet"],
];

/** @param head characters that stand for bytes */
export function formatOf(head: string): FileType | undefined {
  for (const [beginning, description, mime] of FORMATS) {
    if (!head.startsWith(beginning)) continue;
    const text = typeof description === "string" ? description : description(head);
    if (text !== undefined) return { text, mime };
  }
  return undefined;
}

function bzip2Text(head: string): string {
  const level = /^BZh(\d)/.exec(head)?.[1];
  return `bzip2 compressed data${level === undefined ? "" : `, block size = ${level}00k`}`;
}

function sevenZipText(head: string): string {
  return `7-zip archive data, version ${code(head.charAt(6))}.${code(head.charAt(7))}`;
}

/** Its first member has the version. */
function debianText(head: string): string {
  return `Debian binary package (format ${/^\d+\.\d+/.exec(head.slice(68))?.[0] ?? ""})`;
}

/** The number that big-endian bytes are. */
function code(bytes = ""): number {
  return Array.from(bytes).reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0);
}

const FIRST_JAVA_SE = 53;
const SE_NUMBER = 44;

function javaText(head: string): string {
  const [minor, major] = [code(head.slice(4, 6)), code(head.slice(6, 8))];
  const java = major - SE_NUMBER;
  const name = major >= FIRST_JAVA_SE ? `Java SE ${java}` : `Java 1.${java}`;
  return `compiled Java class data, version ${major}.${minor} (${name})`;
}

const PROCESSORS: Readonly<Record<number, string>> = {
  7: "i386",
  12: "arm",
  16777223: "x86_64",
  16777228: "arm64",
};
const ENTRY_BYTES = 20;
const ENTRIES_AT = 8;

/** Classes of Java begin alike, with a version where the number of architectures is here. */
const MOST_ENTRIES = 20;

function machText(head: string): string | undefined {
  const entries = code(head.charAt(7));
  if (entries === 0 || entries > MOST_ENTRIES) return undefined;
  const names = Array.from({ length: entries }, (_, index) => {
    const at = ENTRIES_AT + index * ENTRY_BYTES;
    return `[${PROCESSORS[code(head.slice(at, at + 4))] ?? "unknown"}]`;
  });
  return `Mach-O universal binary with ${entries} architecture${entries === 1 ? "" : "s"}: ${names.join(" ")}`;
}
