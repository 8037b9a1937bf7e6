import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { VolumeLimits } from "../api/limits.ts";
import { type DirectoryChange, type FileChange, type InodeChange, MAX_OWNER, type SymlinkChange } from "./delta.ts";
import { MAX_NS, MAX_TIME_MS } from "./file-time.ts";
import { MAX_INO } from "./memfs-tree.ts";
import { type Steps, stepping } from "./steps.ts";
import { MAX_NAME_BYTES, MAX_PATH_BYTES } from "./walk.ts";

const KIND_BITS: ReadonlyMap<unknown, number> = new Map([
  ["file", S_IFREG],
  ["symlink", S_IFLNK],
  ["directory", S_IFDIR],
]);
/** More than the system layout has. */
export const MAX_HIDDEN_NAMES = 100_000;
const MAX_MODE = S_IFMT | 0o7777;

/**
 * Checks one change by itself: that every field is what its type says, since it came from another thread or process.
 * @throws RangeError
 */
export function* assertChange(change: InodeChange, limits: VolumeLimits): Steps {
  const { kind, ino, mode, uid, gid } = change;
  if (!isCount(ino) || ino < 1 || ino > MAX_INO) throw new RangeError(`delta has inode number ${ino}`);
  for (const id of [uid, gid]) if (!isCount(id) || id > MAX_OWNER) throw new RangeError(`delta has owner ${id}`);
  assertTime("atime", change.atimeMs, change.atimeNs);
  assertTime("mtime", change.mtimeMs, change.mtimeNs);
  assertTime("ctime", change.ctimeMs, change.ctimeNs);
  const kindBits = KIND_BITS.get(kind);
  if (kindBits === undefined || !isCount(mode) || mode > MAX_MODE || (mode & S_IFMT) !== kindBits)
    throw new RangeError(`delta has a ${kind} of mode ${mode}`);
  if (change.kind === "file") assertFile(change, limits);
  else if (change.kind === "symlink") assertSymlink(change);
  else yield* assertDirectory(change);
}

function assertTime(name: string, ms: number, ns: number): void {
  if (!Number.isInteger(ms) || Math.abs(ms) > MAX_TIME_MS) throw new RangeError(`delta has ${name} ${ms}`);
  if (!isCount(ns) || ns > MAX_NS) throw new RangeError(`delta has ${name} with ${ns} ns`);
}

/** What a change has to be to the inode as it is. */
export function assertFits(change: InodeChange, known: { mode: number; size: number } | undefined): void {
  if (known && (known.mode & S_IFMT) !== (change.mode & S_IFMT))
    throw new RangeError(`delta changes the kind of inode ${change.ino}`);
  if (change.kind !== "file") return;
  const { size, content } = change;
  const knownSize = known?.size ?? 0;
  if (!content && size !== knownSize) throw new RangeError(`delta resizes a file to ${size} bytes without content`);
  if (content && content.offset > knownSize)
    throw new RangeError(`delta has content at ${content.offset} of a file of ${knownSize} bytes`);
}

function assertFile({ size, content }: FileChange, limits: VolumeLimits): void {
  if (!isCount(size)) throw new RangeError(`delta has a file of ${size} bytes`);
  if (size > limits.maxFileBytes)
    throw new RangeError(`delta has a file of ${size} bytes (maxFileBytes is ${limits.maxFileBytes})`);
  if (content === undefined) return;
  const { offset, bytes } = Object(content);
  if (!(bytes instanceof Uint8Array) || !(bytes.buffer instanceof ArrayBuffer))
    throw new RangeError("delta has content that is not bytes");
  if (!isCount(offset) || offset + bytes.length !== size)
    throw new RangeError(`delta has ${bytes.length} bytes at ${offset} of a file of ${size}`);
}

function assertSymlink({ target }: SymlinkChange): void {
  if (!isText(target, MAX_PATH_BYTES - 1)) throw new RangeError("delta has a bad symbolic link");
}

function* assertDirectory({ removed, set, hidden }: DirectoryChange): Steps {
  if (!Array.isArray(removed) || !Array.isArray(set)) throw new RangeError("delta has a directory without names");
  yield* stepping(removed, assertName);
  if (hidden !== undefined) yield* assertHidden(hidden);
  yield* stepping(set, (entry) => {
    if (!Array.isArray(entry) || !isCount(entry[1])) throw new RangeError("delta has a name without an inode");
    assertName(entry[0]);
  });
}

function* assertHidden(hidden: unknown): Steps {
  if (!Array.isArray(hidden) || hidden.length > MAX_HIDDEN_NAMES)
    throw new RangeError("delta has a merged directory without a list of hidden names");
  yield* stepping(hidden, assertName);
}

function assertName(name: unknown): void {
  if (!isText(name, MAX_NAME_BYTES) || name === "." || name === ".." || name.includes("/"))
    throw new RangeError(`delta has the name ${JSON.stringify(name)}`);
}

function isText(value: unknown, maxBytes: number): value is string {
  if (typeof value !== "string" || value === "" || value.length > maxBytes) return false;
  return Buffer.byteLength(value) <= maxBytes && !value.includes("\0") && value.isWellFormed();
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
