import { byteText } from "../../bash/escapes.ts";
import { compileRegex, type Regex } from "../../regex/regex.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";
import { AwkError } from "./awk-error.ts";
import { escapedLetter } from "./escapes.ts";

/** So many compiled expressions are kept. */
const MAX_KEPT = 500;
const SPECIAL = /[.[\](){}*+?|^$\\]/;

/** The regular expressions of a program, compiled once each. */
export class Regexes {
  readonly #kept = new Map<string, Regex>();
  readonly #asBytes: boolean;
  #ignoreCase = false;

  /** @param asBytes whether every byte is a character */
  constructor(asBytes: boolean) {
    this.#asBytes = asBytes;
  }

  set ignoreCase(ignoreCase: boolean) {
    if (ignoreCase !== this.#ignoreCase) this.#kept.clear();
    this.#ignoreCase = ignoreCase;
  }

  get ignoreCase(): boolean {
    return this.#ignoreCase;
  }

  /** @throws AwkError */
  of(source: string): Regex {
    const known = this.#kept.get(source);
    if (known) return known;
    const compiled = compileRegex(withoutEscapes(source), {
      syntax: "extended",
      ignoreCase: this.#ignoreCase,
      isLenient: true,
      repeatedPlaces: "text",
      matchesBytes: this.#asBytes,
    });
    if (compiled instanceof RegexSyntaxError) throw new AwkError(`invalid regexp: ${compiled.message}: /${source}/`);
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    this.#kept.set(source, compiled);
    return compiled;
  }
}

/** Replaces the escapes that are awk's, in sets as well, by what POSIX's expressions have for them. */
function withoutEscapes(source: string): string {
  if (!source.includes("\\")) return source;
  let text = "";
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    if (character === "[") {
      const set = readSet(source, at);
      text += set.text;
      at = set.end;
    } else if (character === "\\" && at + 1 < source.length) {
      const escaped = readEscape(source, at);
      text += escaped.plain ?? escaped.kept;
      at = escaped.end;
    } else {
      text += character;
      at++;
    }
  }
  return text;
}

interface Escape {
  /** As it is in an expression. */
  readonly kept: string;
  /** The same, if it is not what was written. */
  readonly plain?: string;
  /** The character it stands for, in a set. */
  readonly character: string;
  readonly end: number;
}

function readEscape(source: string, at: number): Escape {
  const [, hex, octal] = /^\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(source.slice(at, at + 4)) ?? [];
  if (hex !== undefined || octal !== undefined) {
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? "", 8) & 0xff;
    const character = byteText(byte);
    const end = at + 1 + (hex !== undefined ? hex.length + 1 : (octal?.length ?? 0));
    return { kept: "", plain: SPECIAL.test(character) ? `\\${character}` : character, character, end };
  }
  const letter = String.fromCodePoint(source.codePointAt(at + 1) ?? 0);
  const end = at + 1 + letter.length;
  if (letter === "y") return { kept: "", plain: "\\b", character: letter, end };
  const known = escapedLetter(letter);
  if (known !== undefined && letter !== "\\") return { kept: "", plain: known, character: known, end };
  if (/[89]/.test(letter)) return { kept: "", plain: letter, character: letter, end };
  return { kept: `\\${letter}`, character: letter, end };
}

/** A set has no escapes in POSIX: what is special there goes where it isn't. */
function readSet(source: string, start: number): { readonly text: string; readonly end: number } {
  let at = start + 1;
  const isNegated = source[at] === "^";
  if (isNegated) at++;
  const moved = { close: false, caret: false, dash: false };
  let items = "";
  for (let isFirst = true; at < source.length; isFirst = false) {
    const character = source.charAt(at);
    if (character === "]" && !isFirst) break;
    const named = character === "[" ? /^\[([:.=]).*?\1\]/s.exec(source.slice(at, at + 40))?.[0] : undefined;
    if (named !== undefined) {
      items += named;
      at += named.length;
    } else if (character === "\\" && at + 1 < source.length) {
      const escaped = readEscape(source, at);
      if (escaped.character === "]") moved.close = true;
      else if (escaped.character === "^") moved.caret = true;
      else if (escaped.character === "-") moved.dash = true;
      else items += escaped.character;
      at = escaped.end;
    } else {
      if (character === "]") moved.close = true;
      else items += character;
      at++;
    }
  }
  if (at >= source.length) return { text: source.slice(start), end: source.length };
  if (items === "" && moved.caret && !moved.close && !moved.dash && !isNegated) return { text: "\\^", end: at + 1 };
  // A dash at the end of the items must stay the last.
  const isDashLast = moved.dash || items.endsWith("-");
  const rest = items.endsWith("-") ? items.slice(0, -1) : items;
  const needsCaretLast = !isNegated && rest === "" && !moved.close && moved.caret;
  const text = `[${isNegated ? "^" : ""}${moved.close ? "]" : ""}${rest}${needsCaretLast ? "" : moved.caret ? "^" : ""}${isDashLast ? "-" : ""}${needsCaretLast ? "^" : ""}]`;
  return { text, end: at + 1 };
}
