import type { Literal } from "../../regex/literal.ts";

/** What is searched for in lines. */
export interface LinePattern {
  /** A text that all lines have that match. */
  readonly literal?: Literal | undefined;
  /** Finds lines in a text of many; without, each is tested. */
  readonly candidates?: LineCandidates | undefined;
  test(line: string): boolean;
  /** The first match from a place on. */
  find(line: string, from: number): readonly [start: number, end: number] | undefined;
}

interface LineCandidates {
  /** Whether all that it finds are matches. */
  readonly isExact: boolean;
  isSafeFor(longestLine: number): boolean;
  /** A place in the next line that may match. */
  next(text: string, from: number): number | undefined;
}

/** Matches nothing at all. */
export const NO_PATTERN: LinePattern = { test: () => false, find: () => undefined };
