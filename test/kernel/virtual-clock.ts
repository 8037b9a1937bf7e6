/**
 * A clock for tests: it moves a little each time somebody looks at it, and to the next wake-up when nothing runs any more. So
 * tests that sleep take no time, and don't depend on the machine's speed.
 */
export class VirtualClock {
  readonly #tickMs: number;
  #nowMs = Date.UTC(2025, 0, 1);
  #wakeMs = Number.POSITIVE_INFINITY;
  #isScheduled = false;
  #wake: (nowMs: number) => void = () => {};

  /** @param tickMs by how much it moves at each look */
  constructor(tickMs = 0.01) {
    this.#tickMs = tickMs;
  }

  onWake(wake: (nowMs: number) => void): void {
    this.#wake = wake;
  }

  now(): number {
    this.#nowMs += this.#tickMs;
    return this.#nowMs;
  }

  wakeAt(atMs: number): void {
    this.#wakeMs = atMs;
    if (this.#isScheduled || atMs === Number.POSITIVE_INFINITY) return;
    this.#isScheduled = true;
    // By then everything has come to a standstill: all that a machine does is done in microtasks.
    setImmediate(() => {
      this.#isScheduled = false;
      const dueMs = this.#wakeMs;
      if (dueMs === Number.POSITIVE_INFINITY) return;
      this.#nowMs = Math.max(this.#nowMs, dueMs);
      this.#wakeMs = Number.POSITIVE_INFINITY;
      this.#wake(this.#nowMs);
    });
  }
}
