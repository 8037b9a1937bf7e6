/*
 * The numbers of BSD's random(3) with 256 bytes of state, as gawk takes them: each is the sum of two that came before, and
 * stays in a table until the number that was given last happens to point at it.
 */

const DEGREE = 63;
const SEPARATION = 1;
/** How many numbers are thrown away after a start. */
const WARM_UP = 10 * DEGREE;
const TABLE_LENGTH = 512;
const DIVISOR = 2 ** 31;
const LARGEST = 0x7fffffff;
/** What stands for 0, from which nothing would follow. */
const NO_ZERO = 123459876;

/** A sequence of numbers that follows from its seed. */
export class RandomNumbers {
  readonly #state = new Uint32Array(DEGREE);
  readonly #table = new Uint32Array(TABLE_LENGTH);
  #last = 0;
  #front = 0;
  #rear = 0;
  /** The numbers are made when the first one is asked for. */
  #isFilled = false;
  seed = 1;

  start(seed: number): void {
    this.seed = Number.isFinite(seed) ? Math.trunc(seed) + 0 : 0;
    this.#isFilled = false;
  }

  /** From 0 on, less than 1. */
  next(): number {
    if (!this.#isFilled) this.#fill();
    for (;;) {
      const first = this.#whole();
      const number = 0.5 + (first / DIVISOR + this.#whole()) / DIVISOR - 0.5;
      if (number !== 1) return number;
    }
  }

  #fill(): void {
    const state = this.#state;
    state[0] = Number(BigInt.asUintN(32, BigInt(this.seed)));
    for (let at = 1; at < DEGREE; at++) state[at] = following((state[at - 1] ?? 0) | 0);
    this.#front = SEPARATION;
    this.#rear = 0;
    for (let at = 0; at < TABLE_LENGTH; at++) this.#table[at] = this.#sum();
    this.#last = this.#sum();
    for (let count = 0; count < WARM_UP; count++) this.#whole();
    this.#isFilled = true;
  }

  /** A whole number of 31 bits. */
  #whole(): number {
    const next = this.#sum();
    const at = this.#last % TABLE_LENGTH;
    this.#last = this.#table[at] ?? 0;
    this.#table[at] = next;
    return this.#last;
  }

  #sum(): number {
    const state = this.#state;
    const sum = ((state[this.#front] ?? 0) + (state[this.#rear] ?? 0)) >>> 0;
    state[this.#front] = sum;
    if (++this.#front === DEGREE) this.#front = 0;
    if (++this.#rear === DEGREE) this.#rear = 0;
    return sum >>> 1;
  }
}

/** The generator of Park and Miller, which fills the state, of numbers with a sign. */
function following(number: number): number {
  const from = number === 0 ? NO_ZERO : number;
  const next = 16807 * (from % 127773) - 2836 * Math.trunc(from / 127773);
  return next < 0 ? next + LARGEST : next;
}
