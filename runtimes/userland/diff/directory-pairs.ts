import type { Pattern } from "../../bash/expansion/pattern.ts";
import type { DiffCall } from "./diff-options.ts";

type Compare = (a: string, b: string) => number;

/** The names in a directory, without those that are left out. @throws SystemError */
export function namesIn({ files }: DiffCall, directory: string, excluded: readonly Pattern[]): string[] {
  const names = files.readdir(directory).map(({ name }) => name);
  return names.filter((name) => !excluded.some((pattern) => pattern.matches(name)));
}

/**
 * Names of two directories in their order, side by side where they are alike.
 * @param start what is before it is left out
 */
export function* pairsOf(
  left: readonly string[],
  right: readonly string[],
  compare: Compare,
  start: string | undefined,
): Generator<readonly [string | undefined, string | undefined]> {
  const ordered = (names: readonly string[]): string[] =>
    names
      .filter((name) => start === undefined || compare(name, start) >= 0)
      .sort((a, b) => compare(a, b) || (a < b ? -1 : a > b ? 1 : 0));
  const [lefts, rights] = [ordered(left), ordered(right)];
  const paired = new Set(lefts).intersection(new Set(rights));
  let [i, j] = [0, 0];
  while (i < lefts.length || j < rights.length) {
    const [a, b] = [lefts[i], rights[j]];
    const order = a === undefined ? 1 : b === undefined ? -1 : compare(a, b);
    // Among names that differ in case only, one that both have goes with itself.
    const isMatch = order === 0 && (a === b || (!paired.has(a ?? "") && !paired.has(b ?? "")));
    if (isMatch) {
      yield [a, b];
      i++;
      j++;
    } else if (order < 0 || (order === 0 && !paired.has(a ?? ""))) {
      yield [a, undefined];
      i++;
    } else {
      yield [undefined, b];
      j++;
    }
  }
}
