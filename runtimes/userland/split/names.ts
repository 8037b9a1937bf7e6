import { Failure } from "../program/failure.ts";

/** What the files that `split` makes are called. */
export interface Naming {
  readonly prefix: string;
  readonly suffix: string;
  readonly digits: string;
  /** How many digits a name has; nothing: two, and more when those are used up. */
  readonly length: number | undefined;
  /** The number of the first file. */
  readonly first: number;
}

/** @throws Failure when names are used up */
export function nameOf(index: number, { prefix, suffix, digits, length, first }: Naming): string {
  const number = index + first;
  const base = digits.length;
  if (length !== undefined) {
    if (number >= base ** length) throw new Failure("output file suffixes exhausted");
    return `${prefix}${written(number, length, digits)}${suffix}`;
  }
  return `${prefix}${growing(number, digits)}${suffix}`;
}

/** Names get longer when their first digit is the last one there is: `yz` is followed by `zaaa`. */
function growing(number: number, digits: string): string {
  const [base, last] = [digits.length, digits.at(-1) ?? ""];
  let [rest, width] = [number, 2];
  for (;;) {
    const count = (base - 1) * base ** (width - 1);
    if (rest < count) return last.repeat(width - 2) + written(rest, width, digits);
    rest -= count;
    width++;
  }
}

function written(number: number, length: number, digits: string): string {
  let [text, rest] = ["", number];
  for (let at = 0; at < length; at++) {
    text = digits.charAt(rest % digits.length) + text;
    rest = Math.floor(rest / digits.length);
  }
  return text;
}
