import { bytesOf, isPrintable, octalEscape } from "../../bash/quoting.ts";

/** Characters that a shell would not take as they are, if they are anywhere, and at the beginning. */
const SPECIAL = /[\s!"$&'()*;<=>?[\\\]^`|{}]/;
const SPECIAL_FIRST = /^[#~]/;
/** Control characters that have a letter in C. */
export const C_ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** What letters behind a backslash stand for in C. */
export const C_CHARACTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(C_ESCAPES).map(([character, escaped]) => [escaped.slice(1), character]),
);

/** How dumps show bytes that C has an escape for. */
export const C_BYTE_ESCAPES: Readonly<Record<number, string>> = {
  0: "\\0",
  ...Object.fromEntries(Object.entries(C_ESCAPES).map(([character, escaped]) => [character.charCodeAt(0), escaped])),
};

/** In typographic quotation marks, as messages show what was typed. */
export function quoted(text: string): string {
  return `‘${visible(text)}’`;
}

/** As a word of a shell's, in quotes always. */
export function quoteAlways(text: string): string {
  return shellWord(text, true);
}

/** As a word of a shell's, in quotes if it needs any. */
export function quoteIfNeeded(text: string): string {
  return shellWord(text, false);
}

function shellWord(text: string, always: boolean): string {
  const characters = [...text];
  if (characters.every(isPrintable)) {
    if (!always && text !== "" && !SPECIAL.test(text) && !SPECIAL_FIRST.test(text)) return text;
    if (!text.includes("'")) return `'${text}'`;
    if (!/["$\\`]/.test(text)) return `"${text}"`;
    return `'${text.replaceAll("'", "'\\''")}'`;
  }
  let word = "'";
  let isEscaping = false;
  for (const character of characters) {
    const mustEscape = !isPrintable(character);
    if (mustEscape !== isEscaping) word += mustEscape ? "'$'" : "''";
    isEscaping = mustEscape;
    if (mustEscape) word += C_ESCAPES[character] ?? octal(character);
    else word += character === "'" ? "'\\''" : character;
  }
  return `${word}'`;
}

function visible(text: string): string {
  let shown = "";
  for (const character of text)
    shown +=
      character === "\\" ? "\\\\" : isPrintable(character) ? character : (C_ESCAPES[character] ?? octal(character));
  return shown;
}

/** Each byte of a character by its number. */
export function octal(character: string): string {
  return bytesOf(character).map(octalEscape).join("");
}
