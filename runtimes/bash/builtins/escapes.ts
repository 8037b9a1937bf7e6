/*
 * Backslashes, as `echo -e`, the format of printf and its `%b` read them. A byte given by its number becomes the lone surrogate
 * that stands for it: see textOfBytes, which makes characters of those that are UTF-8.
 */

import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";

const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

export type EscapeDialect = "echo" | "format" | "%b";

export interface Unescaped {
  readonly text: string;
  /** `\c` was met: nothing more is to be printed. */
  readonly ends: boolean;
  /** `missing hex digit for \x` */
  readonly complaints: readonly string[];
}

export function readEscapes(source: string, dialect: EscapeDialect): Unescaped {
  const complaints: string[] = [];
  let text = "";
  let done = 0;
  for (;;) {
    const at = source.indexOf("\\", done);
    if (at === -1) return { text: text + source.slice(done), ends: false, complaints };
    text += source.slice(done, at);
    const found = escapeAt(source, at, dialect);
    if (found === "end") return { text, ends: true, complaints };
    if (found.complaint !== undefined) complaints.push(found.complaint);
    text += found.text;
    done = found.end;
  }
}

export interface Escape {
  readonly text: string;
  readonly end: number;
  readonly complaint?: string;
}

/** Reads what begins with the backslash at `at`. */
export function escapeAt(source: string, at: number, dialect: EscapeDialect): Escape | "end" {
  const letter = source.charAt(at + 1);
  const named = LETTERS[letter];
  if (named !== undefined) return { text: named, end: at + 2 };
  if (letter === "c" && dialect !== "format") return "end";
  if (letter === "x") return numbered(source, at, digitsAt(source, at + 2, 2, isHexDigit), 16, dialect);
  if (letter === "u") return numbered(source, at, digitsAt(source, at + 2, 4, isHexDigit), 16, dialect);
  if (letter === "U") return numbered(source, at, digitsAt(source, at + 2, 8, isHexDigit), 16, dialect);
  if (letter >= "0" && letter <= "7" && letter.length === 1 && (dialect !== "echo" || letter === "0")) {
    const start = letter === "0" && dialect !== "format" ? at + 2 : at + 1;
    const digits = digitsAt(source, start, 3, isOctalDigit);
    return { text: byteText(Number.parseInt(digits || "0", 8) & 0xff), end: start + digits.length };
  }
  if (dialect === "format" && (letter === "'" || letter === '"' || letter === "?"))
    return { text: letter, end: at + 2 };
  return { text: `\\${letter}`, end: at + 1 + letter.length };
}

function numbered(source: string, at: number, digits: string, base: number, dialect: EscapeDialect): Escape {
  const letter = source.charAt(at + 1);
  const end = at + 2 + digits.length;
  if (digits === "") {
    const kind = letter === "x" ? "hex" : "unicode";
    const text = `\\${letter}`;
    return dialect === "echo" ? { text, end } : { text, end, complaint: `missing ${kind} digit for \\${letter}` };
  }
  const value = Number.parseInt(digits, base);
  return { text: letter === "x" ? byteText(value) : characterText(value), end };
}

function digitsAt(source: string, from: number, most: number, isDigit: (character: string) => boolean): string {
  let end = from;
  while (end < source.length && end - from < most && isDigit(source.charAt(end))) end++;
  return source.slice(from, end);
}

export function isHexDigit(character: string): boolean {
  return /^[0-9A-Fa-f]$/.test(character);
}

export function isOctalDigit(character: string): boolean {
  return character >= "0" && character <= "7" && character.length === 1;
}

/** A byte as text: ASCII, or the surrogate that stands for it. */
export function byteText(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

function characterText(code: number): string {
  if (code > 0x10ffff) return "";
  if (code >= 0xd800 && code <= 0xdfff) return encodedUnit(code).map(byteText).join("");
  return String.fromCodePoint(code);
}

/** Half of a surrogate pair, which bash writes as three bytes that are not UTF-8. */
function encodedUnit(code: number): number[] {
  return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

const ESCAPED_BYTE = /[\udc80-\udcff]/;

/** Text in which bytes that were written one by one are the characters that they make together. */
export function joinBytes(text: string): string {
  return ESCAPED_BYTE.test(text) ? decodeUtf8(encodeUtf8(text), "escape") : text;
}
