interface Timer {
  /** For whom it is. */
  readonly owner: object;
  readonly dueMs: number;
  readonly fire: () => void;
}

/** What is to happen later. The engine has no clock of its own here: the host is told when to wake the machine. */
export class Timers {
  readonly #onNextWake: (atMs: number) => void;
  /** By their time; of those with the same, the one made first comes first. */
  readonly #timers: Timer[] = [];
  #deadlineMs = Number.POSITIVE_INFINITY;
  #publishedMs = Number.POSITIVE_INFINITY;
  #isOverdue = false;

  constructor(onNextWake: (atMs: number) => void) {
    this.#onNextWake = onNextWake;
  }

  /** When something is to happen, or Infinity. */
  get nextMs(): number {
    return Math.min(this.#timers[0]?.dueMs ?? Number.POSITIVE_INFINITY, this.#deadlineMs);
  }

  get deadlineMs(): number {
    return this.#deadlineMs;
  }

  set deadlineMs(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
    this.#publish();
  }

  /** Whether somebody waits for nothing but to be let run. */
  set isOverdue(isOverdue: boolean) {
    this.#isOverdue = isOverdue;
    this.#publish();
  }

  /** @returns what takes it back */
  add(owner: object, dueMs: number, fire: () => void): () => void {
    const timer = { owner, dueMs, fire };
    let place = this.#timers.length;
    while (place > 0 && (this.#timers[place - 1]?.dueMs ?? 0) > dueMs) place--;
    this.#timers.splice(place, 0, timer);
    this.#publish();
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
      this.#publish();
    };
  }

  /** Forgets what was for somebody who is gone. */
  drop(owner: object): void {
    for (let index = this.#timers.length - 1; index >= 0; index--)
      if (this.#timers[index]?.owner === owner) this.#timers.splice(index, 1);
    this.#publish();
  }

  /** Fires what is due. */
  fireDue(nowMs: number): void {
    for (let first = this.#timers[0]; first && first.dueMs <= nowMs; first = this.#timers[0]) {
      this.#timers.shift();
      first.fire();
    }
    this.#publish();
  }

  #publish(): void {
    const nextMs = this.#isOverdue ? 0 : this.nextMs;
    if (nextMs === this.#publishedMs) return;
    this.#publishedMs = nextMs;
    this.#onNextWake(nextMs);
  }
}
