/*
 * How long past its limit a call may take to end, step by step. Each step must be over before the next one begins, or the
 * watchdog would take a worker for stuck that is about to answer; a test holds the order.
 */

/** A shell that is told to end does so by itself within this time, with its output; then its isolate is stopped. */
export const COOPERATION_MS = 60;

/** What an isolate that was stopped had printed is asked for; it takes this long at most. */
export const PARTIAL_OUTPUT_MS = 150;

/** A worker that has been silent for so long past the limit of its call counts as stuck, and is replaced. */
export const WATCHDOG_MS = 500;
/**
 * On a machine with many more threads than processors, one that is about to answer may not run for a second. A worker that is a
 * thread always gets so long: to give one up costs the process a processor.
 */
export const MAX_WATCHDOG_MS = 3_000;

/** The grace on a machine with that much to do. @param load how many threads want to run for each processor */
export function watchdogMs(load: number): number {
  return Math.min(MAX_WATCHDOG_MS, WATCHDOG_MS * Math.max(1, load));
}
