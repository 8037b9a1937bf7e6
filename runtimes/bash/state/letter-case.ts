import type { Attributes } from "./variable.ts";

/** One character to another, as `towupper` does: what has no single counterpart stays. */
export function upper(text: string): string {
  return mapped(text, (character) => character.toUpperCase());
}

export function lower(text: string): string {
  return mapped(text, (character) => character.toLowerCase());
}

/** The first letter large, the others small: `declare -c`. */
export function capitalized(text: string): string {
  const first = String.fromCodePoint(...[text.codePointAt(0) ?? []].flat());
  return upper(first) + lower(text.slice(first.length));
}

export function inLetterCase(text: string, letterCase: Attributes["letterCase"]): string {
  if (letterCase === undefined) return text;
  if (letterCase === "upper") return upper(text);
  return letterCase === "lower" ? lower(text) : capitalized(text);
}

function mapped(text: string, change: (character: string) => string): string {
  const whole = change(text);
  if (isAscii(text)) return whole;
  let result = "";
  for (const character of text) {
    const other = change(character);
    result += [...other].length === 1 ? other : character;
  }
  return result;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
