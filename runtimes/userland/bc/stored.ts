import { type Decimal, ZERO } from "../decimal/decimal.ts";

/** The elements of an array that were assigned; the others are zero. */
export type Elements = Map<number, Decimal>;

/** Variables and arrays by their numbers; those of a function hide those of its callers until it returns. */
export class Stored {
  readonly #variables: Decimal[][] = [];
  readonly #arrays: Elements[][] = [];

  variable(number: number): Decimal {
    return this.#variables[number]?.at(-1) ?? ZERO;
  }

  assign(number: number, value: Decimal): void {
    const values = this.#valuesOf(number);
    values[Math.max(values.length - 1, 0)] = value;
  }

  hide(number: number, value: Decimal): void {
    const values = this.#valuesOf(number);
    if (values.length === 0) values.push(ZERO);
    values.push(value);
  }

  show(number: number): void {
    this.#variables[number]?.pop();
  }

  array(number: number): Elements {
    const levels = this.#levelsOf(number);
    let elements = levels.at(-1);
    if (elements === undefined) {
      elements = new Map();
      levels.push(elements);
    }
    return elements;
  }

  hideArray(number: number, elements: Elements): void {
    this.array(number);
    this.#levelsOf(number).push(elements);
  }

  showArray(number: number): void {
    this.#arrays[number]?.pop();
  }

  #valuesOf(number: number): Decimal[] {
    let values = this.#variables[number];
    if (values === undefined) {
      values = [];
      this.#variables[number] = values;
    }
    return values;
  }

  #levelsOf(number: number): Elements[] {
    let levels = this.#arrays[number];
    if (levels === undefined) {
      levels = [];
      this.#arrays[number] = levels;
    }
    return levels;
  }
}
