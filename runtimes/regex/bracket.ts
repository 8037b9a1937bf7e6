import type { BracketEnds } from "./bracket-ends.ts";
import { characterClass, classSource, folded } from "./character-classes.ts";

/** Which code points a bracket expression stands for. */
export type CharacterSet = (code: number) => boolean;

export interface BracketOptions {
  readonly ignoreCase: boolean;
  /** A backslash quotes in patterns, and stands for itself in regular expressions. */
  readonly hasEscapes: boolean;
  /** `!` negates in patterns, beside `^`. */
  readonly hasBang: boolean;
}

export interface Bracket {
  readonly set: CharacterSet;
  /** The set as a class of a `RegExp` with the flag `v`; letter case is left to the flag `i`. */
  readonly source: string;
  /** Where it ends, behind its `]`. */
  readonly end: number;
  /** A range that goes down, or a class that there isn't. */
  readonly problem: "range" | "class" | undefined;
}

/** The longest name of a class. */
const MAX_CLASS_CHARS = "xdigit".length;

/**
 * Reads `[…]` from its opening bracket.
 * @param ends of the text, the same for all of its brackets
 * @returns nothing if it isn't closed: the bracket then is a character
 */
export function parseBracket(
  text: string,
  at: number,
  options: BracketOptions,
  ends: BracketEnds,
): Bracket | undefined {
  let i = at + 1;
  const isNegated = text[i] === "^" || (options.hasBang && text[i] === "!");
  if (isNegated) i++;
  const singles = new Set<number>();
  const ranges: [number, number][] = [];
  const classes: CharacterSet[] = [];
  const sources: string[] = [];
  let problem: Bracket["problem"];
  const places: number[] = [];
  for (let isFirst = true; ; isFirst = false) {
    if (i >= text.length || (!isFirst && ends.isDead(i))) {
      ends.addDead(places);
      return undefined;
    }
    if (text[i] === "]" && !isFirst) break;
    if (!isFirst) places.push(i);
    if (text[i] === "[" && text[i + 1] === ":") {
      const close = ends.closeOf(":", i + 2);
      if (close > 0) {
        const name = caseless(text.slice(i + 2, close), options.ignoreCase);
        const set = name.length <= MAX_CLASS_CHARS ? characterClass(name) : undefined;
        if (set) {
          classes.push(set);
          sources.push(classSource(name));
        } else problem ??= "class";
        i = close + 2;
        continue;
      }
    }
    const low = element(text, i, options, ends);
    i = low.end;
    if (text[i] === "-" && i + 1 < text.length && text[i + 1] !== "]") {
      const high = element(text, i + 1, options, ends);
      i = high.end;
      ranges.push([low.code, high.code]);
      if (low.code > high.code) problem ??= "range";
      else sources.push(`${codeSource(low.code)}-${codeSource(high.code)}`);
    } else {
      singles.add(low.code);
      sources.push(codeSource(low.code));
    }
  }
  const isIn = (code: number): boolean =>
    singles.has(code) || ranges.some(([low, high]) => code >= low && code <= high) || classes.some((set) => set(code));
  return {
    set: (code) => matches(isIn, code, options.ignoreCase) !== isNegated,
    source: `[${isNegated ? "^" : ""}${sources.join("")}]`,
    end: i + 1,
    problem,
  };
}

/** A code point as a `RegExp` has it, in a class and elsewhere. */
export function codeSource(code: number): string {
  const isPlain = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isPlain ? String.fromCharCode(code) : `\\u{${code.toString(16)}}`;
}

function matches(isIn: CharacterSet, code: number, ignoreCase: boolean): boolean {
  if (isIn(code)) return true;
  if (!ignoreCase) return false;
  const lower = folded(code);
  if (isIn(lower)) return true;
  const upper = String.fromCodePoint(code).toUpperCase();
  return isIn(upper.codePointAt(0) ?? code);
}

function caseless(name: string, ignoreCase: boolean): string {
  return ignoreCase && (name === "upper" || name === "lower") ? "alpha" : name;
}

/** One character: itself, quoted, `[.x.]` or `[=x=]`. */
function element(
  text: string,
  at: number,
  options: BracketOptions,
  ends: BracketEnds,
): { readonly code: number; readonly end: number } {
  const kind = text[at + 1];
  if (text[at] === "[" && (kind === "." || kind === "=")) {
    const close = ends.closeOf(kind, at + 2);
    if (close > 0) return { code: text.codePointAt(at + 2) ?? 0, end: close + 2 };
  }
  const start = options.hasEscapes && text[at] === "\\" && at + 1 < text.length ? at + 1 : at;
  const code = text.codePointAt(start) ?? 0;
  return { code, end: start + (code > 0xffff ? 2 : 1) };
}
