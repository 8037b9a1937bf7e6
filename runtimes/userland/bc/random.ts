const LAG = 31;
const SHORT_LAG = 3;
const SKIPPED = 310;
const MODULUS = 2_147_483_647;

/** The numbers that `random` of the C library gives who doesn't seed it. */
export class LaggedRandom {
  readonly #state: number[] = [1];
  #at = SHORT_LAG;

  constructor() {
    const state = this.#state;
    for (let index = 1; index < LAG; index++) state.push((16_807 * (state[index - 1] ?? 0)) % MODULUS);
    // The sums begin with the number that is 31 places before.
    for (let count = 0; count < SKIPPED; count++) this.next();
  }

  /** From 0 on, less than 2^31. */
  next(): number {
    const state = this.#state;
    const at = this.#at;
    const sum = ((state[at] ?? 0) + (state[(at + LAG - SHORT_LAG) % LAG] ?? 0)) >>> 0;
    state[at] = sum;
    this.#at = (at + 1) % LAG;
    return sum >>> 1;
  }
}
