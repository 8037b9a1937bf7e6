import type { Timers } from "./timers.ts";

/** How many steps the processes of a machine take between two looks at the clock, at which others get their turn. */
const STEPS_PER_TURN = 128;
/** How often who gives way does so: what others do between two of their own steps takes several turns of the engine's. */
const YIELDS = 8;

/**
 * Counts the steps of all processes together. Whoever takes the last step of a turn lets the others run and looks at the clock
 * for all: so time passes for sleepers, and the deadline comes, however busy the rest is. What never takes a step, as one long
 * call into the engine, can only be ended by the host, with the whole isolate.
 */
export class Turns {
  readonly #now: () => number;
  readonly #timers: Timers;
  readonly #isCancelled: () => boolean;
  readonly #onDeadline: () => void;
  #stepsLeft = STEPS_PER_TURN;
  #sliceEndMs = Number.POSITIVE_INFINITY;
  /** Those that stand still until the next slice begins. */
  #parked: (() => void)[] = [];

  constructor(now: () => number, isCancelled: () => boolean, timers: Timers, onDeadline: () => void) {
    this.#now = now;
    this.#isCancelled = isCancelled;
    this.#timers = timers;
    this.#onDeadline = onDeadline;
  }

  /** @returns whether the turn is over */
  step(): boolean {
    return --this.#stepsLeft <= 0;
  }

  /** Looks at the clock, then lets the others run; when the slice is over, until the next one. */
  async next(): Promise<void> {
    this.begin();
    if (this.#now() >= this.#sliceEndMs) await this.#untilNextSlice();
    for (let yields = 0; yields < YIELDS; yields++) await undefined;
  }

  /** Lets everybody run until that time. Who computes then stands still, and the machine wants to be entered again at once. */
  beginSlice(untilMs: number): void {
    this.#sliceEndMs = untilMs;
    this.#stepsLeft = STEPS_PER_TURN;
    this.#timers.isOverdue = false;
    for (const goOn of this.#parked.splice(0)) goOn();
  }

  #untilNextSlice(): Promise<void> {
    this.#timers.isOverdue = true;
    return new Promise((resolve) => this.#parked.push(resolve));
  }

  /** Looks at the clock. */
  begin(nowMs = this.#now()): void {
    // When the slice is over, whoever takes the next step is to stand still.
    this.#stepsLeft = nowMs >= this.#sliceEndMs ? 0 : STEPS_PER_TURN;
    const { nextMs, deadlineMs } = this.#timers;
    const isOver = nowMs >= deadlineMs || (deadlineMs !== Number.POSITIVE_INFINITY && this.#isCancelled());
    if (nowMs < nextMs && !isOver) return;
    if (isOver) {
      this.#timers.deadlineMs = Number.POSITIVE_INFINITY;
      this.#onDeadline();
    }
    this.#timers.fireDue(nowMs);
  }
}
