import type { RandomSource } from "./random-source.ts";

const BYTE = 256n;
const MOST_OF_BYTE = 255n;

/**
 * Chooses whole numbers, each as likely as the others, in the way of GNU's programs: the same bytes make the same choices.
 * What a choice leaves of the bytes is used by the next one.
 */
export class RandomChoice {
  readonly #source: RandomSource;
  /** A number from 0 to the most, each as likely. */
  #number = 0n;
  #most = 0n;

  constructor(source: RandomSource) {
    this.#source = source;
  }

  /** A number from 0 on, below another. @throws Failure */
  async below(limit: number): Promise<number> {
    const choices = BigInt(limit);
    let [number, most] = [this.#number, this.#most];
    for (;;) {
      while (most < choices - 1n) {
        number = number * BYTE + BigInt(await this.#source.byte());
        most = most * BYTE + MOST_OF_BYTE;
      }
      if (most === choices - 1n) {
        this.#number = 0n;
        this.#most = 0n;
        return Number(number);
      }
      const excess = most - (choices - 1n);
      const unusable = excess % choices;
      if (number <= most - unusable) {
        this.#number = number / choices;
        this.#most = excess / choices;
        return Number(number % choices);
      }
      // A number that can't be used is random among the others of its kind.
      number -= most - unusable + 1n;
      most = unusable - 1n;
    }
  }
}
