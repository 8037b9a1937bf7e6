import type { FileKind } from "./file-kind.ts";
import type { Head } from "./head.ts";

/** Fields of the header that are told of if they are not as usual: where, how wide, what is usual, and what they are. */
const UNUSUAL: readonly (readonly [at: number, bytes: 1 | 2, usual: number, name: string])[] = [
  [16, 2, 4096, "page size"],
  [18, 1, 1, "writer version"],
  [19, 1, 1, "read version"],
  [20, 1, 0, "unused bytes"],
  [21, 1, 64, "maximum payload"],
  [22, 1, 32, "minimum payload"],
  [23, 1, 32, "leaf payload"],
];
const ENCODINGS: Readonly<Record<number, string>> = { 1: "UTF-8", 2: "UTF-16 little endian", 3: "UTF-16 big endian" };

/** @returns nothing if it is no database of SQLite's. */
export function sqliteKind(head: Head): FileKind | undefined {
  if (!head.has("SQLite format 3")) return undefined;
  const parts = ["SQLite 3.x database"];
  const ifAny = (at: number, name: string): void => {
    if (head.big32(at) !== 0) parts.push(`${name} ${head.big32(at)}`);
  };
  ifAny(68, "application id");
  ifAny(60, "user version");
  parts.push(`last written using SQLite version ${head.big32(96)}`);
  for (const [at, bytes, usual, name] of UNUSUAL) {
    const value = bytes === 1 ? head.byte(at) : head.big16(at);
    if (value !== usual) parts.push(`${name} ${value}`);
  }
  parts.push(`file counter ${head.big32(24)}`, `database pages ${head.big32(28)}`);
  ifAny(32, "1st free page");
  ifAny(36, "free pages");
  parts.push(`cookie 0x${head.big32(40).toString(16)}`, `schema ${head.big32(44)}`);
  ifAny(48, "cache page size");
  ifAny(52, "largest root page");
  const encoding = head.big32(56);
  parts.push(ENCODINGS[encoding] ?? `unknown 0x${encoding.toString(16)} encoding`);
  ifAny(64, "vacuum mode");
  parts.push(`version-valid-for ${head.big32(92)}`);
  return {
    text: parts.join(", "),
    mime: "application/vnd.sqlite3",
    extensions: "sqlite/sqlite3/db/db3/dbe/sdb/help",
  };
}
