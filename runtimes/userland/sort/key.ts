import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";

const FAILED = 2;

/** What part of a line is compared, and how. */
export interface SortKey {
  /** Fields and characters from 0 on; the end is behind the part. */
  readonly startField: number;
  readonly startChar: number;
  readonly endField: number;
  /** 0: to the end of the field. */
  readonly endChar: number;
  /** Letters of the options that say how. */
  readonly letters: string;
  readonly skipsBlanksAtEnd: boolean;
  readonly skipsBlanksAtStart: boolean;
}

const EXCLUSIVE = ["n", "g", "h", "M"];
/** The order in which they are told of. */
const LETTERS = "bdfghiMnRrV";

/** Reads `F[.C][OPTS][,F[.C][OPTS]]`. @throws Failure */
export function parseKey(text: string): SortKey {
  const match = /^(\d+)?(?:\.(\d*))?([A-Za-z]*)(,?)(?:(\d+)?(?:\.(\d*))?([A-Za-z]*))?(.*)$/s.exec(text) ?? [];
  const [, startField, startChar, startLetters = "", comma, endField, endChar, endLetters = "", rest = ""] = match;
  const bad = (message: string): never => {
    throw new Failure(`${message}: invalid field specification ${quoted(text)}`, FAILED);
  };
  const badCount = (message: string, where: string): never => {
    throw new Failure(`${message}: invalid count at start of ${quoted(where)}`, FAILED);
  };
  if (startField === undefined) return badCount("invalid number at field start", text);
  if (Number(startField) === 0) return bad("field number is zero");
  if (startChar === "") return badCount("invalid number after '.'", text.slice(text.indexOf(".") + 1));
  if (startChar !== undefined && Number(startChar) === 0) return bad("character offset is zero");
  if (comma !== "" && endField === undefined)
    return badCount("invalid number after ','", text.slice(text.indexOf(",") + 1));
  if (endField !== undefined && Number(endField) === 0) return bad("field number is zero");
  if (endChar === "") return badCount("invalid number after '.'", "");
  const unknown = [...startLetters, ...endLetters].some((letter) => !LETTERS.includes(letter));
  if (rest !== "" || unknown) return bad("stray character in field spec");
  const letters = [...new Set(startLetters + endLetters)].filter((letter) => letter !== "b").join("");
  return {
    startField: Number(startField) - 1,
    startChar: Number(startChar ?? 1) - 1,
    endField: endField === undefined ? Number.POSITIVE_INFINITY : Number(endField) - 1,
    endChar: Number(endChar ?? 0),
    letters,
    skipsBlanksAtStart: startLetters.includes("b"),
    skipsBlanksAtEnd: endLetters.includes("b"),
  };
}

/** Options that are given for all keys count for those that have none of their own. */
export function withDefaults(key: SortKey, letters: string): SortKey {
  if (key.letters !== "" || key.skipsBlanksAtStart || key.skipsBlanksAtEnd) return key;
  const skips = letters.includes("b");
  return { ...key, letters: letters.replace("b", ""), skipsBlanksAtStart: skips, skipsBlanksAtEnd: skips };
}

/** The whole line. */
export function wholeLine(letters: string): SortKey {
  const whole = { startField: 0, startChar: 0, endField: Number.POSITIVE_INFINITY, endChar: 0 };
  return {
    ...whole,
    letters: letters.replace("b", ""),
    skipsBlanksAtStart: letters.includes("b"),
    skipsBlanksAtEnd: false,
  };
}

/** @throws Failure for ways of comparing that exclude each other */
export function assertCompatible({ letters }: SortKey): void {
  const exclusive = EXCLUSIVE.filter((letter) => letters.includes(letter)).length;
  const other = /[VRdi]/.test(letters) ? 1 : 0;
  if (exclusive + other <= 1) return;
  const shown = [...LETTERS].filter((letter) => letters.includes(letter) && letter !== "r").join("");
  throw new Failure(`options '-${shown}' are incompatible`, FAILED);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10;
}

/** Where a key begins in a line. @param separator a byte, or nothing for blanks */
export function keyStart(
  bytes: Uint8Array,
  from: number,
  to: number,
  key: SortKey,
  separator: number | undefined,
): number {
  let at = from;
  for (let field = 0; field < key.startField && at < to; field++) {
    at = fieldEnd(bytes, at, to, separator);
    if (separator !== undefined && at < to) at++;
  }
  if (key.skipsBlanksAtStart) while (at < to && isBlank(bytes[at])) at++;
  return Math.min(to, at + key.startChar);
}

/** Where it ends. */
export function keyEnd(
  bytes: Uint8Array,
  from: number,
  to: number,
  key: SortKey,
  separator: number | undefined,
): number {
  if (key.endField === Number.POSITIVE_INFINITY) return to;
  const fields = key.endChar === 0 ? key.endField + 1 : key.endField;
  let at = from;
  for (let field = 0; field < fields && at < to; field++) {
    at = fieldEnd(bytes, at, to, separator);
    if (separator !== undefined && at < to && (field + 1 < fields || key.endChar > 0)) at++;
  }
  if (key.endChar === 0) return at;
  if (key.skipsBlanksAtEnd) while (at < to && isBlank(bytes[at])) at++;
  return Math.min(to, at + key.endChar);
}

function fieldEnd(bytes: Uint8Array, from: number, to: number, separator: number | undefined): number {
  let at = from;
  if (separator !== undefined) {
    while (at < to && bytes[at] !== separator) at++;
    return at;
  }
  while (at < to && isBlank(bytes[at])) at++;
  while (at < to && !isBlank(bytes[at])) at++;
  return at;
}
