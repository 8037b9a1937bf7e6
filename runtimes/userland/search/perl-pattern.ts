import type { Literal } from "../../regex/literal.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import type { LinePattern } from "./line-pattern.ts";
import type { Flavour } from "./perl-class.ts";
import { perlSource } from "./perl-source.ts";

export interface PerlPatternOptions {
  readonly ignoreCase: boolean;
  readonly whole: "word" | "line" | undefined;
  readonly keepsToLines: boolean;
  /** A carriage return may stand before the end of a line. */
  readonly allowsCarriageReturn?: boolean;
  readonly dotAll?: boolean;
}

/** A pattern that V8's engine matches, as its first match goes. @returns the error, in PCRE's words */
export function perlPattern(
  text: string,
  options: PerlPatternOptions,
  flavour: Flavour = "perl",
): PerlPattern | RegexSyntaxError {
  try {
    return new PerlPattern(text, options, flavour);
  } catch (error) {
    if (error instanceof RegexSyntaxError) return error;
    if (error instanceof SyntaxError) return new RegexSyntaxError("this expression is not supported");
    throw error;
  }
}

export class PerlPattern implements LinePattern {
  readonly literal: Literal | undefined;
  readonly candidates: LinePattern["candidates"];
  /** Its groups are named `g1`, `g2` and so on. */
  readonly regex: RegExp;
  readonly names: ReadonlyMap<string, string>;
  /** Whether a match may have a newline in it. */
  readonly mayHaveNewline: boolean;
  readonly #kept: readonly string[];

  constructor(text: string, options: PerlPatternOptions, flavour: Flavour) {
    const { ignoreCase, whole, keepsToLines } = options;
    const { source, kept, names, mayHaveNewline } = perlSource(text, { ...options, flavour });
    const word = flavour === "rust" ? "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]" : "\\w";
    const bounded =
      whole === "line"
        ? `(?<![^\\n])(?:${source})${options.allowsCarriageReturn ? "(?=\\r?(?![^\\n]))" : "(?![^\\n])"}`
        : whole === "word"
          ? `(?<!${word})(?:${source})(?!${word})`
          : source;
    const flags = ignoreCase ? "giv" : "gv";
    const plain = new RegExp(bounded, flags);
    this.regex = kept.length > 0 ? new RegExp(bounded, `d${flags}`) : plain;
    this.#kept = kept;
    this.names = names;
    this.mayHaveNewline = mayHaveNewline;
    this.literal = ignoreCase || whole ? undefined : literalOf(text);
    this.candidates = keepsToLines
      ? {
          isExact: true,
          isSafeFor: () => true,
          next: (page, from) => {
            plain.lastIndex = from;
            return plain.exec(page)?.index;
          },
        }
      : undefined;
  }

  test(line: string): boolean {
    return this.find(line, 0) !== undefined;
  }

  find(line: string, from: number): readonly [start: number, end: number] | undefined {
    this.regex.lastIndex = from;
    const found = this.regex.exec(line);
    if (!found) return undefined;
    const kept = this.#kept.map((name) => found.indices?.groups?.[name]).find((span) => span !== undefined);
    return kept ?? [found.index, found.index + found[0].length];
  }
}

function literalOf(text: string): Literal | undefined {
  return /^[\w\-/:;,=<>@#%&~"' ]+$/.test(text) ? { text, isAll: true } : undefined;
}
