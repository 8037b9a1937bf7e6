import { bytesOf } from "../quoting.ts";
import { type ExtendedFloat, readFloat } from "./extended-float.ts";

/** A number that an argument is, and what is to be said of it. */
export interface ReadNumber<T> {
  readonly value: T;
  /** Behind `printf: `. */
  readonly error?: string;
  readonly warning?: string;
}

const MAX = 0x7fff_ffff_ffff_ffffn;
const MAX_UNSIGNED = 0xffff_ffff_ffff_ffffn;
const INTEGER = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)/;

/** As strtol reads it with base 0; `'c` and `"c` are the number of a character. */
export function integerArgument(text: string, isUnsigned: boolean): ReadNumber<bigint> {
  const character = characterCode(text);
  if (character !== undefined) return { value: BigInt(character) };
  if (text === "") return { value: 0n };
  const match = INTEGER.exec(text);
  if (match === null) return { value: 0n, error: invalidNumber(text) };
  const digits = match[2] ?? "";
  const isOctal = digits.length > 1 && digits.startsWith("0") && !/^0[xX]/.test(digits);
  const octal = isOctal ? (/^[0-7]*/.exec(digits)?.[0] ?? "") : "";
  const size = isOctal ? BigInt(octal.length > 1 ? `0o${octal.slice(1)}` : 0) : BigInt(digits);
  const end = match[0].length - (isOctal ? digits.length - octal.length : 0);
  const negative = match[1] === "-";
  const limit = isUnsigned ? MAX_UNSIGNED : negative ? MAX + 1n : MAX;
  const isTooLarge = size > limit;
  const value = isTooLarge && isUnsigned ? limit : (isTooLarge ? limit : size) * (negative ? -1n : 1n);
  if (end < text.length) return { value, error: invalidNumber(text) };
  return isTooLarge ? { value, warning: outOfRange(text) } : { value };
}

export function floatArgument(text: string): ReadNumber<ExtendedFloat> {
  const character = characterCode(text);
  const read = readFloat(character === undefined ? text : String(character));
  const zero: ExtendedFloat = { kind: "finite", negative: false, mantissa: 0n, exponent: 0 };
  if (read === undefined) return text === "" ? { value: zero } : { value: zero, error: invalidNumber(text) };
  if (read.rest !== "") return { value: read.value, error: invalidNumber(text) };
  return read.outOfRange ? { value: read.value, warning: outOfRange(text) } : { value: read.value };
}

function characterCode(text: string): number | undefined {
  if (!text.startsWith("'") && !text.startsWith('"')) return undefined;
  const code = text.codePointAt(1) ?? 0;
  return code >= 0xdc80 && code <= 0xdcff ? (bytesOf(String.fromCharCode(code))[0] ?? 0) : code;
}

function invalidNumber(text: string): string {
  if (/^0[0-9]/.test(text)) return `${text}: invalid octal number`;
  if (/^0[xX]/.test(text)) return `${text}: invalid hex number`;
  return `${text}: invalid number`;
}

function outOfRange(text: string): string {
  return `${text}: Numerical result out of range`;
}

/** `%d` and its kin, without the padding. */
export function integerDigits(
  value: bigint,
  conversion: string,
  precision: number | undefined,
  isAlternate: boolean,
): string {
  const size = conversion === "d" || conversion === "i" ? (value < 0n ? -value : value) : BigInt.asUintN(64, value);
  let digits = size.toString(conversion === "o" ? 8 : conversion === "x" || conversion === "X" ? 16 : 10);
  if (precision === 0 && size === 0n) digits = "";
  digits = digits.padStart(precision ?? 0, "0");
  if (isAlternate && conversion === "o" && !digits.startsWith("0")) digits = `0${digits}`;
  return conversion === "X" ? digits.toUpperCase() : digits;
}
