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
  schedule(atMs: number): void {
    this.atMs = atMs;
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

/** The interrupt of the isolate's one interpreter. */
export const interrupt = new Interrupt();
