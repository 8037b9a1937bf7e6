/** Kept of a call's time for what follows an interrupt: exception handlers, a traceback. */
const MAX_RESERVE_MS = 200;
const RESERVE_SHARE = 0.2;

const NO_SIGNAL = 0;
const SIGINT = 2;

/**
 * Where the interpreter looks for a signal, every few loops: it finds SIGINT, once, shortly before the time of a session's call
 * is up. So most code that takes too long ends with KeyboardInterrupt, and the session goes on.
 */
class Interrupt {
  atMs = Number.POSITIVE_INFINITY;
  #isGiven = false;

  /** To be called when a call begins. */
  schedule(deadlineMs: number): void {
    const leftMs = Math.max(0, deadlineMs - Date.now());
    this.atMs = deadlineMs - Math.min(MAX_RESERVE_MS, leftMs * RESERVE_SHARE);
    this.#isGiven = false;
  }

  get isDue(): boolean {
    return Date.now() >= this.atMs;
  }

  /** Whether the code was interrupted, or is to be now. */
  get isGiven(): boolean {
    return this.#isGiven;
  }

  give(): void {
    this.#isGiven = true;
  }

  get 0(): number {
    if (this.#isGiven || !this.isDue) return NO_SIGNAL;
    this.give();
    return SIGINT;
  }

  set 0(_taken: number) {}
}

/** Of the one interpreter there is. */
export const interrupt = new Interrupt();
