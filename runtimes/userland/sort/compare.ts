import { latin1Of } from "../../web/encoding.ts";
import { compareVersions } from "../program/version-order.ts";

/** Compares two parts of one array of bytes. */
export type PartCompare = (bytes: Uint8Array, aFrom: number, aTo: number, bFrom: number, bTo: number) => number;

export const compareBytes: PartCompare = (bytes, aFrom, aTo, bFrom, bTo) => {
  const length = Math.min(aTo - aFrom, bTo - bFrom);
  for (let at = 0; at < length; at++) {
    const difference = (bytes[aFrom + at] ?? 0) - (bytes[bFrom + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return aTo - aFrom - (bTo - bFrom);
};

/** The comparison that options say, but for -R. */
export function comparison(letters: string): PartCompare {
  if (letters.includes("n")) return compareNumbers;
  if (letters.includes("g"))
    return (bytes, aFrom, aTo, bFrom, bTo) => compareGeneral(textOf(bytes, aFrom, aTo), textOf(bytes, bFrom, bTo));
  if (letters.includes("h")) return compareHuman;
  if (letters.includes("M"))
    return (bytes, aFrom, aTo, bFrom, bTo) => month(textOf(bytes, aFrom, aTo)) - month(textOf(bytes, bFrom, bTo));
  const table = translation(letters);
  const plain = table ? translated(table) : compareBytes;
  if (!letters.includes("V")) return plain;
  return (bytes, aFrom, aTo, bFrom, bTo) => compareVersions(textOf(bytes, aFrom, aTo), textOf(bytes, bFrom, bTo));
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return latin1Of(bytes.subarray(from, to));
}

const IGNORED = -1;

/** What each byte counts as, if not all count as themselves. */
function translation(letters: string): Int16Array | undefined {
  if (!/[fdi]/.test(letters)) return undefined;
  const table = Int16Array.from({ length: 256 }, (_, byte) => byte);
  for (let byte = 0; byte < 256; byte++) {
    const character = String.fromCharCode(byte);
    if (letters.includes("d") && !/[0-9A-Za-z \t\n]/.test(character)) table[byte] = IGNORED;
    if (letters.includes("i") && !/[ -~]/.test(character)) table[byte] = IGNORED;
    if (letters.includes("f") && /[a-z]/.test(character) && table[byte] !== IGNORED) table[byte] = byte - 32;
  }
  return table;
}

function translated(table: Int16Array): PartCompare {
  return (bytes, aFrom, aTo, bFrom, bTo) => {
    let [a, b] = [aFrom, bFrom];
    for (;;) {
      while (a < aTo && table[bytes[a] ?? 0] === IGNORED) a++;
      while (b < bTo && table[bytes[b] ?? 0] === IGNORED) b++;
      if (a >= aTo || b >= bTo) return (a < aTo ? 1 : 0) - (b < bTo ? 1 : 0);
      const difference = (table[bytes[a++] ?? 0] ?? 0) - (table[bytes[b++] ?? 0] ?? 0);
      if (difference !== 0) return difference;
    }
  };
}

const [MINUS, DOT, ZERO, NINE] = [45, 46, 48, 57];

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function skipBlanks(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 10)) at++;
  return at;
}

/** Numbers of any length, digit by digit; what is no number counts as 0. */
const compareNumbers: PartCompare = (bytes, aFrom, aTo, bFrom, bTo) => {
  const a = numberAt(bytes, aFrom, aTo);
  const b = numberAt(bytes, bFrom, bTo);
  if (a.sign !== b.sign) return a.sign - b.sign;
  return a.sign * compareSizes(bytes, a, b);
};

interface NumberPlace {
  /** 0 for zero. */
  readonly sign: number;
  /** The digits before the point, without zeros in front. */
  readonly from: number;
  readonly point: number;
  /** Behind the digits after the point. */
  readonly to: number;
}

function numberAt(bytes: Uint8Array, start: number, limit: number): NumberPlace {
  let at = skipBlanks(bytes, start, limit);
  const isNegative = bytes[at] === MINUS && at < limit;
  if (isNegative) at++;
  while (at < limit && bytes[at] === ZERO) at++;
  const from = at;
  while (at < limit && isDigit(bytes[at])) at++;
  const point = at;
  let to = at;
  if (at < limit && bytes[at] === DOT) {
    at++;
    while (at < limit && isDigit(bytes[at])) {
      if (bytes[at] !== ZERO) to = at + 1;
      at++;
    }
  }
  const isZero = point === from && to === point;
  return { sign: isZero ? 0 : isNegative ? -1 : 1, from, point, to };
}

function compareSizes(bytes: Uint8Array, a: NumberPlace, b: NumberPlace): number {
  const difference = a.point - a.from - (b.point - b.from);
  return difference !== 0 ? difference : compareBytes(bytes, a.from, a.to, b.from, b.to);
}

const SUFFIXES = "KMGTPEZY";

/** A suffix says more than the number before it: 2000K comes before 1M. */
const compareHuman: PartCompare = (bytes, aFrom, aTo, bFrom, bTo) => {
  const rank = (from: number, to: number): number => {
    const { sign, point } = numberAt(bytes, from, to);
    let at = point;
    if (bytes[at] === DOT && at < to)
      do at++;
      while (at < to && isDigit(bytes[at]));
    const suffix = at < to ? String.fromCharCode(bytes[at] ?? 0) : "";
    return sign * (suffix === "" ? 0 : suffix === "k" ? 1 : SUFFIXES.indexOf(suffix) + 1);
  };
  const difference = rank(aFrom, aTo) - rank(bFrom, bTo);
  return difference !== 0 ? difference : compareNumbers(bytes, aFrom, aTo, bFrom, bTo);
};

export const FLOAT = /^[ \t\n\v\f\r]*([-+]?(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan))/i;

/** What is no number comes first, then what is not a number, then numbers. */
function compareGeneral(a: string, b: string): number {
  const [x, y] = [float(a), float(b)];
  if (x === undefined || y === undefined) return (x === undefined ? 0 : 1) - (y === undefined ? 0 : 1);
  if (Number.isNaN(x) || Number.isNaN(y)) return (Number.isNaN(x) ? 0 : 1) - (Number.isNaN(y) ? 0 : 1);
  return x < y ? -1 : x > y ? 1 : 0;
}

function float(text: string): number | undefined {
  const number = FLOAT.exec(text)?.[1];
  if (number === undefined) return undefined;
  if (/inf/i.test(number)) return number.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(number);
}

export const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function month(text: string): number {
  return MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase()) + 1;
}
