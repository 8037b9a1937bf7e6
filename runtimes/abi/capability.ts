import type { ProgramHost } from "./system-calls.ts";

/**
 * All a guest can reach outside its isolate. The host gives one object of synchronous functions over the slot's
 * volume; what crosses is strings, numbers, booleans and ArrayBuffers, and the host checks each argument.
 *
 * A function that can fail answers an errno: the index of its name in {@link ERRNO_NAMES}, 0 for success.
 */
export interface HostCapability extends ProgramHost {
  /** Fills {@link STAT_FIELDS} of the registers. */
  stat(path: string, followLink: boolean): number;
  /** Fills `SPACE_FIELDS` of the registers. */
  space(): number;
  exists(path: string): boolean;
  /** The whole file; a number is an errno. */
  readBytes(path: string): ArrayBuffer | number;
  /**
   * Leaves the whole content at the beginning of the window that both sides see.
   * @returns how many bytes, or an errno below zero: EFBIG if the window has no room for them
   */
  readShort(path: string): number;
  /** Reads at most so many bytes, also of an endless device, as one character a byte. */
  readPrefix(path: string, maxBytes: number): string | number;
  writeBytes(path: string, bytes: ArrayBuffer, append: boolean): number;
  /** Cuts a file, or extends it with zeros. */
  truncate(path: string, size: number): number;
  /** Names, each behind a letter for its kind (`f`, `d`, `l`, `c`), joined with `/`. */
  readdir(path: string): string | number;
  /**
   * The statuses of all that `readdir` names, in its order: {@link STATUS_FIELDS} numbers for each, as `stat` leaves them. Links
   * are not followed. EFBIG if there are more than {@link MAX_STATUSES}.
   */
  statuses(path: string): ArrayBuffer | number;
  mkdir(path: string, recursive: boolean): number;
  remove(path: string, recursive: boolean): number;
  rename(from: string, to: string): number;
  chmod(path: string, mode: number): number;
  symlink(target: string, path: string): number;
  link(existing: string, path: string): number;
  readlink(path: string): string | number;
  realpath(path: string): string | number;
  /**
   * Takes milliseconds since the epoch, and nanoseconds after them.
   * @param sets a sum of {@link SET_TIMES}: the other time stays
   */
  utimes(
    path: string,
    sets: number,
    atimeMs: number,
    atimeNs: number,
    mtimeMs: number,
    mtimeNs: number,
    followLink: boolean,
  ): number;
  /** A number of -1 stays. */
  chown(path: string, uid: number, gid: number, followLink: boolean): number;
  /** Fills {@link CLOCK_FIELDS} of the registers: the time as files get it, which is never the same again. */
  clock(): number;
  /** At most 65,536 random bytes. */
  random(bytes: number): ArrayBuffer;
  /** What processes of a machine that hosts a program have printed: 1 for stdout, 2 for stderr. */
  print(stream: number, bytes: ArrayBuffer): void;
  /** The call's end. Called once a call, and once more when all that a call left has ended for good. */
  finish(exitCode: number, stdout: string, stderr: string, flags: number, state: string): void;
}

/** What the host gives: the capability without what is the machine's own. */
export type SlotCapability = Omit<HostCapability, "finish" | "print">;

export const ERRNO_NAMES = [
  "OK",
  "EACCES",
  "EBUSY",
  "EEXIST",
  "EFBIG",
  "EILSEQ",
  "EINVAL",
  "EISDIR",
  "ELOOP",
  "EMLINK",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOSPC",
  "ENOTDIR",
  "ENOTEMPTY",
  "EPERM",
  "EROFS",
  "EXDEV",
] as const;

/** The errno names a workspace operation can fail with, and the text a program would print for each. */
export const POSIX_MESSAGES = {
  EACCES: "Permission denied",
  EBUSY: "Device or resource busy",
  EEXIST: "File exists",
  EFBIG: "File too large",
  EILSEQ: "Invalid or incomplete multibyte or wide character",
  EINVAL: "Invalid argument",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMLINK: "Too many links",
  ENAMETOOLONG: "File name too long",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  EPERM: "Operation not permitted",
  EROFS: "Read-only file system",
  EXDEV: "Invalid cross-device link",
} as const;

export type ErrnoName = (typeof ERRNO_NAMES)[number];

/** A Float64Array that both sides see: numbers without the cost of an object that crosses. */
export const REGISTERS = 17;

/** Where `stat` leaves its answer. */
export const STAT_FIELDS = {
  mode: 0,
  size: 1,
  ino: 2,
  nlink: 3,
  uid: 4,
  gid: 5,
  atimeMs: 6,
  atimeNs: 7,
  mtimeMs: 8,
  mtimeNs: 9,
  ctimeMs: 10,
  ctimeNs: 11,
} as const;

/** How many there are. */
export const STATUS_FIELDS = 12;

/** Of how many files `statuses` tells at once. */
export const MAX_STATUSES = 16_384;

/** Where `clock` leaves its answer: milliseconds since the epoch, and nanoseconds after them. */
export const CLOCK_FIELDS = { ms: 0, ns: 1 } as const;

/** Which times `utimes` sets. */
export const SET_TIMES = { atime: 1, mtime: 2 } as const;

/** When the guest wants to be woken (milliseconds since the epoch), or Infinity. */
export const NEXT_WAKE = 12;

/** Not 0 if the slot has changed what is in `/usr` or `/bin`: then what was found there in other slots doesn't hold. */
export const CHANGES_PROGRAMS = 13;

/** How much is kept of what a call has printed first. */
export const EARLY_STDOUT_BYTES = 14;
export const EARLY_STDERR_BYTES = 15;

/** Another number whenever something has changed, or could have: as long as it stays, so do all files. */
export const CHANGES = 16;

/** What `finish` says of the call beside its exit code. */
export const FINISH_FLAGS = {
  timedOut: 1,
  outputLimit: 2,
  memoryLimit: 4,
  stdoutCut: 8,
  stderrCut: 16,
  stateTooLarge: 32,
  /** Processes of the call run on in the machine. */
  leavesProcesses: 64,
} as const;
