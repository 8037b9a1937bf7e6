import type { Pattern } from "../../bash/expansion/pattern.ts";
import { compareText } from "../../web/collation.ts";
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
      .sort((a, b) => compare(a, b) || compareText(a, b));
  const [lefts, rights] = [ordered(left), ordered(right)];
  let [i, j] = [0, 0];
  while (i < lefts.length || j < rights.length) {
    const [a, b] = [lefts[i], rights[j]];
    const order = a === undefined ? 1 : b === undefined ? -1 : compare(a, b);
    if (order === 0 && a !== undefined && b !== undefined && a !== b) {
      if (compareText(a, b) < 0) moveUp(lefts, i, b, compare);
      else moveUp(rights, j, a, compare);
    }
    yield [order <= 0 ? lefts[i++] : undefined, order >= 0 ? rights[j++] : undefined];
  }
}

/** Puts a name before those that differ from it in case only, if it is there. */
function moveUp(names: string[], from: number, wanted: string, compare: Compare): void {
  for (let at = from + 1; at < names.length && compare(names[at] ?? "", wanted) === 0; at++) {
    if (names[at] !== wanted) continue;
    names.splice(at, 1);
    names.splice(from, 0, wanted);
    return;
  }
}
