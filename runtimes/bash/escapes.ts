/*
 * Backslashes, as `$'…'`, `echo -e`, the format of printf and its `%b` read them. A byte given by its number becomes the lone
 * surrogate that stands for it: see joinBytes, which makes characters of those that are UTF-8.
 */

import { decodeUtf8, encodeUtf8 } from "../web/encoding.ts";

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

export type EscapeDialect = "$''" | "echo" | "format" | "%b";

export interface Unescaped {
  readonly text: string;
  /** Nothing more is to be printed: `\c` was met, or in `$'…'` a NUL. */
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

/** What `$'…'` stands for, and `${x@E}`. */
export function ansiC(body: string): string {
  return joinBytes(readEscapes(body, "$''").text);
}

export interface Escape {
  readonly text: string;
  readonly end: number;
  readonly complaint?: string;
}

/** Reads what begins with the backslash at `at`. */
export function escapeAt(source: string, at: number, dialect: EscapeDialect): Escape | "end" {
  const found = anyEscapeAt(source, at, dialect);
  return dialect === "$''" && found !== "end" && found.text === "\0" ? "end" : found;
}

function anyEscapeAt(source: string, at: number, dialect: EscapeDialect): Escape | "end" {
  const letter = source.charAt(at + 1);
  const named = LETTERS[letter];
  if (named !== undefined) return { text: named, end: at + 2 };
  if (letter === "c" && dialect === "$''") return controlAt(source, at);
  if (letter === "c" && dialect !== "format") return "end";
  if (letter === "x" && dialect === "$''" && source.charAt(at + 2) === "{") return bracedByteAt(source, at);
  if (letter === "x") return numbered(source, at, digitsAt(source, at + 2, 2, isHexDigit), dialect);
  if (letter === "u") return numbered(source, at, digitsAt(source, at + 2, 4, isHexDigit), dialect);
  if (letter === "U") return numbered(source, at, digitsAt(source, at + 2, 8, isHexDigit), dialect);
  if (isOctalDigit(letter) && (dialect !== "echo" || letter === "0")) {
    const start = letter === "0" && (dialect === "echo" || dialect === "%b") ? at + 2 : at + 1;
    const digits = digitsAt(source, start, 3, isOctalDigit);
    return { text: byteText(Number.parseInt(digits || "0", 8) & 0xff), end: start + digits.length };
  }
  const hasQuotes = dialect === "format" || dialect === "$''";
  if (hasQuotes && (letter === "'" || letter === '"' || letter === "?")) return { text: letter, end: at + 2 };
  return { text: `\\${letter}`, end: at + 1 + letter.length };
}

function numbered(source: string, at: number, digits: string, dialect: EscapeDialect): Escape {
  const letter = source.charAt(at + 1);
  const end = at + 2 + digits.length;
  if (digits === "") {
    const text = `\\${letter}`;
    if (dialect === "echo" || dialect === "$''") return { text, end };
    return { text, end, complaint: `missing ${letter === "x" ? "hex" : "unicode"} digit for \\${letter}` };
  }
  const value = Number.parseInt(digits, 16);
  return { text: letter === "x" ? byteText(value) : characterText(value), end };
}

/** `\x{…}`: of any number of digits the last byte. */
function bracedByteAt(source: string, at: number): Escape {
  const digits = digitsAt(source, at + 3, Number.POSITIVE_INFINITY, isHexDigit);
  const end = at + 3 + digits.length;
  const byte = Number.parseInt(digits.slice(-2) || "0", 16);
  return { text: byteText(byte), end: source.charAt(end) === "}" ? end + 1 : end };
}

/** `\cX`, the key X with Control; `\c\\` is that of the backslash. */
function controlAt(source: string, at: number): Escape {
  const key = source.charAt(at + 2);
  if (key === "") return { text: "\\c", end: at + 2 };
  const end = key === "\\" && source.charAt(at + 3) === "\\" ? at + 4 : at + 3;
  return { text: String.fromCharCode(key === "?" ? 0x7f : key.toUpperCase().charCodeAt(0) & 0x1f), end };
}

function digitsAt(source: string, from: number, most: number, isDigit: (character: string) => boolean): string {
  let end = from;
  while (end < source.length && end - from < most && isDigit(source.charAt(end))) end++;
  return source.slice(from, end);
}

function isHexDigit(character: string): boolean {
  return /^[0-9A-Fa-f]$/.test(character);
}

function isOctalDigit(character: string): boolean {
  return character >= "0" && character <= "7" && character.length === 1;
}

/** A byte as text: ASCII, or the surrogate that stands for it. */
export function byteText(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

/** A character by its number. What is none in Unicode is written as the bytes that UTF-8 would have for it. */
function characterText(code: number): string {
  const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  if (isCharacter) return String.fromCodePoint(code);
  if (code > 0x7fffffff) return "";
  const following = code < 0x10000 ? 2 : code < 0x200000 ? 3 : code < 0x4000000 ? 4 : 5;
  const lead = (0xff << (7 - following)) & 0xff;
  const bytes = [lead | (code >> (6 * following))];
  for (let shift = 6 * (following - 1); shift >= 0; shift -= 6) bytes.push(0x80 | ((code >> shift) & 63));
  return bytes.map(byteText).join("");
}

const ESCAPED_BYTE = /[\udc80-\udcff]/;

/** Text in which bytes that were written one by one are the characters that they make together. */
export function joinBytes(text: string): string {
  return ESCAPED_BYTE.test(text) ? decodeUtf8(encodeUtf8(text), "escape") : text;
}
