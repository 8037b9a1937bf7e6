import { codeSource } from "../../regex/bracket.ts";
import { characterClass, classSource } from "../../regex/character-classes.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";

/** Whose classes are meant: Perl's are of ASCII, Rust's of Unicode. */
export type Flavour = "perl" | "rust";

const ASCII: Readonly<Record<string, string>> = {
  d: "[0-9]",
  w: "[0-9A-Za-z_]",
  s: "[\\t-\\r\\u{20}]",
  h: "[\\t\\u{20}\\u{a0}]",
};
const UNICODE: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  w: "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]",
  s: "[\\p{White_Space}]",
};
/** What bytes are decoded to that are no characters. */
export const NO_CHARACTERS = "\\u{dc80}-\\u{dcff}";
const CONTROLS: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7, e: 27, "0": 0 };

/** A set of characters as a `RegExp` with the flag `v` has it, and where it ends in the text. */
interface ClassSource {
  readonly source: string;
  readonly end: number;
  /** The code point, if it is one character. */
  readonly code?: number;
}

/** What stands behind a backslash and means characters, at the letter's place. @returns nothing for anything else */
export function escapedClass(text: string, at: number, flavour: Flavour): ClassSource | undefined {
  const letter = text.charAt(at);
  const known = flavour === "rust" ? UNICODE : ASCII;
  const set = known[letter.toLowerCase()];
  const others = flavour === "rust" ? NO_CHARACTERS : "";
  if (set !== undefined) return { source: letter === letter.toLowerCase() ? set : `[^${set}${others}]`, end: at + 1 };
  if (letter === "p" || letter === "P") return property(text, at);
  if (letter === "x" || letter === "u" || letter === "U") {
    const digits = /^.(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{1,2}))/.exec(text.slice(at, at + 12));
    if (!digits) return undefined;
    return single(Number.parseInt(digits[1] ?? digits[2] ?? "0", 16), at + digits[0].length);
  }
  if (letter === "R") return { source: "[\\n-\\r\\u{85}]", end: at + 1 };
  const control = CONTROLS[letter];
  if (control !== undefined) return single(control, at + 1);
  const code = text.codePointAt(at) ?? 0;
  return /[0-9A-Za-z]/.test(letter) ? undefined : single(code, at + (code > 0xffff ? 2 : 1));
}

function single(code: number, end: number): ClassSource {
  return { source: codeSource(code), end, code };
}

function property(text: string, at: number): ClassSource {
  const found = /^.(?:\{(\^?)(\w+(?:=\w+)?)\}|([A-Z]))/.exec(text.slice(at, at + 60));
  const name = found?.[2] ?? found?.[3] ?? "";
  const isNegated = (text.charAt(at) === "P") !== (found?.[1] === "^");
  for (const full of [name, `Script=${name}`, `General_Category=${name}`]) {
    const source = `\\${isNegated ? "P" : "p"}{${full}}`;
    if (isRegex(source)) return { source, end: at + (found?.[0].length ?? 1) };
  }
  throw new RegexSyntaxError("unknown property after \\P or \\p");
}

function isRegex(source: string): boolean {
  try {
    return new RegExp(source, "v").source !== "";
  } catch {
    return false;
  }
}

/** `[…]`, at its opening bracket. @throws RegexSyntaxError */
export function bracketClass(text: string, at: number, flavour: Flavour, keepsToLines: boolean): ClassSource {
  let i = at + 1;
  const isNegated = text[i] === "^";
  if (isNegated) i++;
  const parts: string[] = [];
  let [left, operator]: [string | undefined, string] = [undefined, ""];
  for (let isFirst = true; ; isFirst = false) {
    if (i >= text.length) throw new RegexSyntaxError("missing terminating ] for character class");
    if (text[i] === "]" && !isFirst) break;
    const found = flavour === "rust" && !isFirst ? /^(?:&&|--|~~)/.exec(text.slice(i, i + 2))?.[0] : undefined;
    if (found !== undefined) {
      left = combined(left, operator, parts.splice(0));
      operator = found;
      i += 2;
      continue;
    }
    const low = element(text, i, flavour);
    i = low.end;
    if (low.code !== undefined && text[i] === "-" && i + 1 < text.length && text[i + 1] !== "]") {
      const high = element(text, i + 1, flavour);
      i = high.end;
      if (high.code === undefined) parts.push(low.source, "\\-", high.source);
      else if (high.code < low.code) throw new RegexSyntaxError("range out of order in character class");
      else parts.push(`${codeSource(low.code)}-${codeSource(high.code)}`);
    } else parts.push(low.source);
  }
  const negation = isNegated ? (flavour === "rust" ? `^${NO_CHARACTERS}` : "^") : "";
  const source = `[${negation}${left === undefined ? parts.join("") : combined(left, operator, parts)}]`;
  return { source: keepsToLines ? `[${source}--\\n]` : source, end: i + 1 };
}

/** What two sets come to, the second by its parts. */
function combined(left: string | undefined, operator: string, parts: readonly string[]): string {
  const right = `[${parts.join("")}]`;
  if (left === undefined) return right;
  if (operator === "~~") return `[[${left}--${right}][${right}--${left}]]`;
  return `[${left}${operator}${right}]`;
}

function element(text: string, at: number, flavour: Flavour): ClassSource {
  const named = /^\[:(\^?)(\w+):\]/.exec(text.slice(at, at + 20));
  const isUnknown = named !== null && characterClass(named[2] ?? "") === undefined;
  if (named && !(isUnknown && flavour === "rust")) {
    const name = named[2] ?? "";
    if (isUnknown) throw new RegexSyntaxError("unknown POSIX class name");
    return { source: `[${named[1]}[${classSource(name)}&&[\\x00-\\x7f]]]`, end: at + named[0].length };
  }
  if (text[at] === "[" && flavour === "rust") return bracketClass(text, at, flavour, false);
  if (text[at] === "\\") {
    if (text[at + 1] === "b") return single(8, at + 2);
    const escaped = escapedClass(text, at + 1, flavour);
    if (!escaped) throw new RegexSyntaxError("unrecognized character follows \\");
    return escaped;
  }
  const code = text.codePointAt(at) ?? 0;
  return single(code, at + (code > 0xffff ? 2 : 1));
}
