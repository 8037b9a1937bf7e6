/** What a process ends with that did not end by itself, as shells and timeout(1) tell it: a signal is 128 and its number. */
export const EXIT = {
  success: 0,
  timedOut: 124,
  /** It was found, but can't be run. */
  cannotExecute: 126,
  notFound: 127,
  /** SIGABRT. */
  aborted: 134,
  /** SIGKILL. */
  killed: 137,
  /** SIGTERM. */
  terminated: 143,
} as const;
