import type { FileStatus } from "./description.ts";

const NS_PER_MS = 1_000_000;
const MAX_NS = NS_PER_MS - 1;

export interface FileTime {
  /** Milliseconds since the epoch. */
  readonly ms: number;
  /** Nanoseconds after them, from 0 to 999,999. */
  readonly ns: number;
}

/** The times utimensat(2) can set; one that isn't given stays. */
export interface NewTimes {
  readonly atime?: FileTime | undefined;
  readonly mtime?: FileTime | undefined;
}

export interface BothTimes {
  readonly atime: FileTime;
  readonly mtime: FileTime;
}

/** @param ms with a fraction */
export function fileTimeOf(ms: number): FileTime {
  const whole = Math.floor(ms);
  return { ms: whole, ns: Math.min(MAX_NS, Math.round((ms - whole) * NS_PER_MS)) };
}

/** Access and modification at one time. @param ms with a fraction */
export function bothTimes(ms: number): BothTimes {
  const time = fileTimeOf(ms);
  return { atime: time, mtime: time };
}

/** @returns milliseconds since the epoch, with a fraction */
export function fractionalMs({ ms, ns }: FileTime): number {
  return ms + ns / NS_PER_MS;
}

/** The times of a file that can be set, for another one. */
export function settableTimes(status: FileStatus): BothTimes {
  return { atime: accessTime(status), mtime: modificationTime(status) };
}

export function accessTime({ atimeMs: ms, atimeNs: ns }: FileStatus): FileTime {
  return { ms, ns };
}

/** Of the content. */
export function modificationTime({ mtimeMs: ms, mtimeNs: ns }: FileStatus): FileTime {
  return { ms, ns };
}

/** Of anything: content, mode, owner, names. */
export function changeTime({ ctimeMs: ms, ctimeNs: ns }: FileStatus): FileTime {
  return { ms, ns };
}

/** @returns less than 0 if `a` is earlier */
export function compareTimes(a: FileTime, b: FileTime): number {
  return a.ms - b.ms || a.ns - b.ns;
}
