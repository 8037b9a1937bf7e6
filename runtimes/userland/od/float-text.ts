import { type ExtendedFloat, readFloat } from "../../bash/builtins/extended-float.ts";
import { floatDigits } from "../../bash/builtins/printf-float.ts";
import { formatFloat } from "../awk/format-float.ts";

/* Floats with as few digits as tell them from all others, in the form of C's %g. */

const SMALLEST_FLOAT = 2 ** -126;
const SMALLEST_DOUBLE = 2 ** -1022;
/** So many digits any decimal number keeps in a float; from there on they are tried. */
const FLOAT_DIGITS = 6;
const DOUBLE_DIGITS = 15;
const EXTENDED_DIGITS = 18;
const MAX_EXTENDED_DIGITS = 21;

export function floatText(view: DataView, at: number, isLittle: boolean): string {
  const value = view.getFloat32(at, isLittle);
  if (Number.isNaN(value)) return nanText(view.getUint8(isLittle ? at + 3 : at));
  return shortest(value, Math.abs(value) < SMALLEST_FLOAT ? 1 : FLOAT_DIGITS, Math.fround);
}

export function doubleText(view: DataView, at: number, isLittle: boolean): string {
  const value = view.getFloat64(at, isLittle);
  if (Number.isNaN(value)) return nanText(view.getUint8(isLittle ? at + 7 : at));
  return shortest(value, Math.abs(value) < SMALLEST_DOUBLE ? 1 : DOUBLE_DIGITS, (read) => read);
}

/** What is not a number has a sign, too, which engines may lose. */
function nanText(highest: number): string {
  return highest > 127 ? "-nan" : "nan";
}

function shortest(value: number, fromDigits: number, read: (number: number) => number): string {
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  let digits = fromDigits;
  while (read(Number(value.toPrecision(digits))) !== value) digits++;
  const text = formatFloat("g", value, digits, false);
  return text.sign + text.digits;
}

/** A `long double` of x86: ten bytes of sixteen. */
export function extendedText(view: DataView, at: number, isLittle: boolean): string {
  const high = view.getUint16(isLittle ? at + 8 : at + 6, isLittle);
  const mantissa = view.getBigUint64(isLittle ? at : at + 8, isLittle);
  const sign = high >> 15 === 1 ? "-" : "";
  const field = high & 0x7fff;
  const isNormal = mantissa >> 63n === 1n;
  if (field === 0x7fff) return sign + (mantissa === 1n << 63n ? "inf" : "nan");
  if (field > 0 && !isNormal) return `${sign}nan`;
  if (mantissa === 0n) return `${sign}0`;
  const value = { kind: "finite", negative: false, mantissa, exponent: Math.max(field, 1) - 16_383 - 63 } as const;
  let digits = isNormal ? EXTENDED_DIGITS : 1;
  let text = floatDigits(value, "g", digits, false);
  while (digits < MAX_EXTENDED_DIGITS && !isSame(readFloat(text)?.value, value))
    text = floatDigits(value, "g", ++digits, false);
  return sign + text;
}

function isSame(a: ExtendedFloat | undefined, b: { readonly mantissa: bigint; readonly exponent: number }): boolean {
  if (a?.kind !== "finite") return false;
  const least = Math.min(a.exponent, b.exponent);
  return a.mantissa << BigInt(a.exponent - least) === b.mantissa << BigInt(b.exponent - least);
}
