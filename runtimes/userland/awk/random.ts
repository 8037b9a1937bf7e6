const BITS = 0x100000000;

/** A sequence of numbers that follows from its seed. It is not the sequence of any other awk. */
export class RandomNumbers {
  #state = 0;
  seed = 1;

  constructor() {
    this.start(1);
  }

  start(seed: number): void {
    this.seed = seed;
    this.#state = (Math.trunc(seed) ^ 0x9e3779b9) >>> 0;
  }

  /** From 0 on, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / BITS;
  }
}
