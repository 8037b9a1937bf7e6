import type { Node } from "./memfs-types.ts";

/** A moment as files have it: the millisecond of a `Date`, and the nanoseconds (0 to 999,999) after it. */
export class FileTime extends Date {
  readonly ns: number;

  constructor(ms: number, ns = 0) {
    super(ms);
    this.ns = ns;
  }

  /** @param ms with a fraction */
  static of(ms: number): FileTime {
    const whole = Math.floor(ms);
    return new FileTime(whole, Math.min(MAX_NS, Math.round((ms - whole) * NS_PER_MS)));
  }
}

/** The range of `Date`. */
export const MAX_TIME_MS = 8.64e15;
export const NS_PER_MS = 1_000_000;
/** Nanoseconds after a millisecond. */
export const MAX_NS = NS_PER_MS - 1;

/** The rest of a millisecond is for moments that the clocks don't tell apart. */
const MAX_FRACTION = 0.9;

let offsetMs = Date.now() - performance.now();
let last = { ms: 0, ns: 0 };

/** The time by the host's clock, whose milliseconds are those of `Date.now`, finer than that; never the same again. */
export function currentTime(): FileTime {
  const ms = Date.now();
  const fine = performance.now() + offsetMs;
  // The clocks drift apart, and one of them can be set.
  const fraction = Math.min(Math.max(fine - ms, 0), MAX_FRACTION);
  offsetMs += ms + fraction - fine;
  const least = ms === last.ms ? last.ns + 1 : 0;
  last = { ms, ns: Math.min(MAX_NS, Math.max(least, Math.floor(fraction * NS_PER_MS))) };
  return new FileTime(last.ms, last.ns);
}

export interface InodeTimes {
  /** Of access: set with the others, and by who sets times. Reading doesn't change it, as with `noatime`. */
  readonly atime: FileTime;
  /** Of the last change of the content. */
  readonly mtime: FileTime;
  /** Of the last change of anything. */
  readonly ctime: FileTime;
}

/** A time that isn't given stays. */
export type NewFileTimes = Partial<Pick<InodeTimes, "atime" | "mtime">>;

export function timesOf({ atime, mtime, ctime }: Node): InodeTimes {
  return { atime: exactly(atime), mtime: exactly(mtime), ctime: exactly(ctime) };
}

/** In this order: memfs changes ctime along with mtime. */
export function setTimes(node: Node, { atime, mtime, ctime }: InodeTimes): void {
  node.atime = atime;
  node.mtime = mtime;
  node.ctime = ctime;
}

/** The content has changed. */
export function stampModified(node: Node, time: FileTime = currentTime()): void {
  node.mtime = time;
  node.ctime = time;
}

function exactly(date: Date): FileTime {
  return date instanceof FileTime ? date : new FileTime(date.getTime());
}
