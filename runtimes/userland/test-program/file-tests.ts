import type { FileStatus } from "../../kernel/description.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { statusOf } from "../program/file-kinds.ts";

const TYPE_BITS = 0o170000;
const TYPES: Readonly<Record<string, number>> = {
  b: 0o060000,
  c: 0o020000,
  d: 0o040000,
  f: 0o100000,
  p: 0o010000,
  S: 0o140000,
};
const LINK = 0o120000;
const MODE_BITS: Readonly<Record<string, number>> = { g: 0o2000, u: 0o4000, k: 0o1000, x: 0o111 };

/** What `test -LETTER` says of a file; nothing if no such test is known. There is one user, root, who may read and write all. */
export function testFile(files: FileSystem, letter: string, path: string): boolean | undefined {
  const type = TYPES[letter];
  const bits = MODE_BITS[letter];
  const status = (): FileStatus | undefined => statusOf(files, path);
  if (type !== undefined) return ((status()?.mode ?? 0) & TYPE_BITS) === type;
  if (bits !== undefined) return ((status()?.mode ?? 0) & bits) !== 0;
  switch (letter) {
    case "e":
    case "r":
    case "w":
    case "O":
    case "G":
      return status() !== undefined;
    case "s":
      return (status()?.size ?? 0) > 0;
    // Access times are not kept: nothing was changed since it was read.
    case "N":
      return false;
    case "h":
    case "L":
      return ((statusOf(files, path, false)?.mode ?? 0) & TYPE_BITS) === LINK;
    default:
      return undefined;
  }
}

/** `-nt`, `-ot` and `-ef`. */
export function compareFiles(files: FileSystem, operator: string, left: string, right: string): boolean {
  const [a, b] = [statusOf(files, left), statusOf(files, right)];
  if (operator === "-nt") return a !== undefined && (b === undefined || a.mtimeMs > b.mtimeMs);
  if (operator === "-ot") return b !== undefined && (a === undefined || a.mtimeMs < b.mtimeMs);
  return a !== undefined && b !== undefined && a.ino === b.ino;
}

export function isTerminal(process: Process, fd: number): boolean {
  if (!process.descriptors.has(fd)) return false;
  const { kind, path } = process.descriptors.get(fd);
  return kind === "device" && (path === "/dev/tty" || path.startsWith("/dev/pts/"));
}
