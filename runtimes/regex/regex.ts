/*
 * POSIX regular expressions: the leftmost match, and of these the longest. V8's finds where a match begins, and where it ends as
 * well if the expression is one whose first match is the longest. For all others, and for those over which V8 could go back
 * and forth for ever, positions are followed all at once, so that no match takes more than the product of the expression's size
 * and the text's; groups are then found inside what is known to match.
 */
import { Backtracking } from "./backtracking.ts";
import { extendedOf } from "./basic.ts";
import { Candidates } from "./candidates.ts";
import { type ExtendedOptions, parseExtended } from "./extended.ts";
import { GroupFinder } from "./groups.ts";
import { type Literal, literalIn } from "./literal.ts";
import { NativeRegex } from "./native.ts";
import { step, width } from "./positions.ts";
import { type ParsedRegex, RegexSyntaxError } from "./tree.ts";

export interface RegexOptions extends ExtendedOptions {
  readonly syntax: "basic" | "extended";
}

/** From where to where; nothing for a group that took no part. */
export type Span = readonly [start: number, end: number] | undefined;

/** @returns the error, with glibc's message, for what is no regular expression */
export function compileRegex(text: string, options: RegexOptions): Regex | RegexSyntaxError {
  try {
    const isBasic = options.syntax === "basic";
    return new Regex(parseExtended(isBasic ? extendedOf(text) : text, { isBasic, ...options }), options.ignoreCase);
  } catch (error) {
    if (error instanceof RegexSyntaxError) return error;
    throw error;
  }
}

/** A text as an extended expression that matches only it. */
export function quoteRegex(text: string): string {
  return text.replace(/[.[\]{}()*+?|^$\\]/g, (character) =>
    character === "]" || character === "}" ? character : `\\${character}`,
  );
}

export class Regex {
  readonly #parsed: ParsedRegex;
  readonly #native: NativeRegex;
  readonly #ignoreCase: boolean;

  constructor(parsed: ParsedRegex, ignoreCase: boolean) {
    this.#parsed = parsed;
    this.#ignoreCase = ignoreCase;
    this.#native = new NativeRegex(parsed, ignoreCase);
  }

  get hasBackReferences(): boolean {
    return this.#parsed.hasBackReferences;
  }

  /** A text that all matches have, if letter case matters. */
  get literal(): Literal | undefined {
    return this.#ignoreCase ? undefined : literalIn(this.#parsed.root);
  }

  /** Finds matches in texts of many lines, if the expression keeps to lines. */
  candidates(): Candidates {
    return new Candidates(this.#parsed, this.#ignoreCase);
  }

  /** How many groups it has. */
  get groups(): number {
    return this.#parsed.groups;
  }

  test(text: string): boolean {
    if (this.#native.isSafeOn(text) && !this.#parsed.hasBackReferences)
      return this.#native.start(text, 0) !== undefined;
    return this.find(text) !== undefined;
  }

  /** @returns the spans of the match and of its groups */
  find(text: string, from = 0): readonly Span[] | undefined {
    const { root, groups, hasBackReferences } = this.#parsed;
    const isSafe = this.#native.isSafeOn(text);
    if (isSafe && this.#native.isLongest) return this.#native.find(text, from);
    if (hasBackReferences) return new Backtracking(root, groups, text, this.#ignoreCase).find(from);
    const start = isSafe ? this.#native.start(text, from) : this.#firstStart(text, from);
    if (start === undefined) return undefined;
    const end = step(root, text, [start], "forward").at(-1) ?? start;
    const spans: Span[] = new Array(groups + 1).fill(undefined);
    spans[0] = [start, end];
    if (groups > 0) new GroupFinder(text, spans).find(root, start, new Set([end]));
    return spans;
  }

  /** @returns the texts of the match and of its groups, "" for those that took no part */
  match(text: string): string[] | undefined {
    return this.find(text)?.map((span) => (span ? text.slice(span[0], span[1]) : ""));
  }

  #firstStart(text: string, from: number): number | undefined {
    const all: number[] = [];
    for (let at = 0; at <= text.length; at += width(text, at)) all.push(at);
    return step(this.#parsed.root, text, all, "backward").find((start) => start >= from);
  }
}
