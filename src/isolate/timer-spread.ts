import { performance } from "node:perf_hooks";

/**
 * isolated-vm keeps the timer of every entry until it is due, and goes through those due at once by recursion. Some 75,000
 * overflow the stack of its thread, which ends the whole process: a program gets there by calling the kernel in a loop.
 */
const TIMERS_PER_MS = 25;
/** Beyond that many, those that are past are forgotten. */
const MAX_KNOWN = 10_000;

interface Due {
  timers: number;
  /** No earlier millisecond after this one has room. */
  free: number;
}

const known = new Map<number, Due>();
let pruneAt = MAX_KNOWN;

/** @returns a timeout as long or a little longer, whose timer is due when few others of this thread are */
export function spreadTimeout(timeoutMs: number): number {
  const nowMs = Math.floor(performance.now());
  const wanted = dueAt(nowMs + Math.ceil(timeoutMs));
  let found = dueAt(wanted.free);
  while (found.timers >= TIMERS_PER_MS) {
    wanted.free++;
    found = dueAt(wanted.free);
  }
  found.timers++;
  if (known.size > pruneAt) forgetPast(nowMs);
  return wanted.free - nowMs;
}

function dueAt(ms: number): Due {
  let due = known.get(ms);
  if (!due) {
    due = { timers: 0, free: ms };
    known.set(ms, due);
  }
  return due;
}

function forgetPast(nowMs: number): void {
  for (const ms of known.keys()) if (ms < nowMs) known.delete(ms);
  pruneAt = known.size + MAX_KNOWN;
}
