import { lower, upper } from "../state/letter-case.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import type { LetterCaseOperator, Operation } from "./pieces.ts";

/** `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}` */
export function removed(text: string, pattern: Pattern, operator: "#" | "##" | "%" | "%%"): string {
  const isLongest = operator.length > 1;
  if (operator.startsWith("#")) {
    const end = pattern.prefixEnd(text, isLongest);
    return end > 0 ? text.slice(end) : text;
  }
  const start = pattern.suffixStart(text, isLongest);
  return start >= 0 ? text.slice(0, start) : text;
}

/** What stands for a match: pieces of text, and the match itself at each `&` that was not quoted. */
export type Replacement = (match: string) => string;

export function plainReplacement(text: string): Replacement {
  return () => text;
}

/** A text in which `\&` is an `&`. */
export function replacementOf(text: string): Replacement {
  if (!/[&\\]/.test(text)) return plainReplacement(text);
  const parts: (string | undefined)[] = [];
  let plain = "";
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "\\" && (text[i + 1] === "&" || text[i + 1] === "\\")) plain += text[++i] ?? "";
    else if (character === "&") {
      parts.push(plain, undefined);
      plain = "";
    } else plain += character;
  }
  parts.push(plain);
  return (match) => parts.map((part) => part ?? match).join("");
}

export function quoteReplacement(text: string): string {
  return text.replace(/[&\\]/g, "\\$&");
}

export function replaced(
  text: string,
  pattern: Pattern,
  replacement: Replacement,
  operator: (Operation & { kind: "replace" })["operator"],
): string {
  if (operator === "/#") {
    const end = pattern.prefixEnd(text, true);
    return end < 0 ? text : replacement(text.slice(0, end)) + text.slice(end);
  }
  if (operator === "/%") {
    const start = pattern.suffixStart(text, true);
    return start < 0 ? text : text.slice(0, start) + replacement(text.slice(start));
  }
  if (pattern.isEmpty) return text;
  if (text === "") return pattern.matches("") ? replacement("") : "";
  let result = "";
  let next = 0;
  pattern.eachMatch(text, (start, end) => {
    result += text.slice(next, start) + replacement(text.slice(start, end));
    next = end;
    return operator === "//";
  });
  return result + text.slice(next);
}

const ANY = compilePattern("?", { extglob: false, ignoreCase: false });

/** `${x^p}`, `${x^^p}`, `${x,p}`, `${x,,p}`; `~` swaps. */
export function withLetterCase(text: string, pattern: Pattern | undefined, operator: LetterCaseOperator): string {
  const change = operator.startsWith("^") ? upper : operator.startsWith(",") ? lower : swapped;
  const tested = pattern ?? ANY;
  if (operator.length === 1) {
    const first = String.fromCodePoint(...[text.codePointAt(0) ?? []].flat());
    return first !== "" && tested.matches(first) ? change(first) + text.slice(first.length) : text;
  }
  if (tested === ANY) return change(text);
  let result = "";
  for (const character of text) result += tested.matches(character) ? change(character) : character;
  return result;
}

function swapped(text: string): string {
  let result = "";
  for (const character of text) result += upper(character) === character ? lower(character) : upper(character);
  return result;
}

/** How many characters a text has. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) length--;
  }
  return length;
}

/** A part of a text by characters. @returns nothing if the length ends before the offset */
export function sliceText(text: string, offset: number, length: number | undefined): string | undefined {
  const isSimple = lengthOf(text) === text.length;
  const characters = isSimple ? text : [...text];
  const size = characters.length;
  const start = offset < 0 ? size + offset : offset;
  if (start < 0 || start > size) return "";
  let end = size;
  if (length !== undefined) {
    end = length < 0 ? size + length : Math.min(size, start + length);
    if (end < start) return undefined;
  }
  const slice = characters.slice(start, end);
  return typeof slice === "string" ? slice : slice.join("");
}
