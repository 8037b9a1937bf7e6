import type { RegexSyntaxError } from "../../regex/tree.ts";
import { Failure } from "../program/failure.ts";
import type { LinePattern } from "../search/line-pattern.ts";
import { perlPattern } from "../search/perl-pattern.ts";
import { type PosixOptions, posixPattern } from "../search/posix-patterns.ts";

interface GrepPatternOptions extends Omit<PosixOptions, "syntax"> {
  readonly syntax: PosixOptions["syntax"] | "perl";
}

/** @returns the error, with GNU's message @throws Failure */
export function grepPattern(patterns: readonly string[], options: GrepPatternOptions): LinePattern | RegexSyntaxError {
  const { syntax } = options;
  if (syntax === "perl") {
    if (patterns.length > 1) throw new Failure("the -P option only supports a single pattern");
    return perlPattern(patterns[0] ?? "", options);
  }
  const isRegex = syntax !== "fixed";
  const bare = isRegex ? patterns.find((pattern) => BARE_CLASS.test(pattern)) : undefined;
  if (bare !== undefined) throw new Failure("character class syntax is [[:space:]], not [:space:]");
  return posixPattern(patterns, { ...options, syntax });
}

/** A class outside of brackets, as the whole of a bracket expression. */
const BARE_CLASS = /(?:^|[^[\\])\[:[a-z]+:\](?!\])/;

/** What GNU's says of extended expressions that repeat nothing. */
export function warningsOf(pattern: string): string[] {
  const withoutPlaces = pattern.replace(/\\(?:[bB<>`']|(.))/gs, (pair, other) => (other === undefined ? "" : pair));
  const outside = withoutPlaces.replace(/\\.|\[\^?\]?(?:\[[:.=].*?[:.=]\]|[^\]])*\]/g, "x");
  return [...outside.matchAll(/(?:^|[|(^])(?:(?<mark>[*+?])|\{\d+(?:,\d*)?\}|\{,\d+\})/g)].map(
    ({ groups }) => `${groups?.["mark"] ?? "{...}"} at start of expression`,
  );
}
