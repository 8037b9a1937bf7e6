/*
 * Numbers as the `long double` of x86-64 holds them (64 bits of mantissa, 15 of exponent), in which bash's printf counts. They
 * are exact fractions here: mantissa · 2^exponent.
 */

export type ExtendedFloat =
  | { readonly kind: "finite"; readonly negative: boolean; readonly mantissa: bigint; readonly exponent: number }
  | { readonly kind: "infinite"; readonly negative: boolean }
  | { readonly kind: "nan"; readonly negative: boolean };

export interface ReadFloat {
  readonly value: ExtendedFloat;
  /** What follows the number. */
  readonly rest: string;
  readonly outOfRange: boolean;
}

const MANTISSA_BITS = 64;
/** The exponent of the mantissa's last bit, in the largest number and in the smallest (denormal) one. */
const MAX_EXPONENT = 16383 - 63;
const MIN_EXPONENT = -16445;
/** Digits beyond which a decimal exponent can't matter. */
const MAX_DECIMAL_EXPONENT = 20_000;

const DECIMAL = /^[ \t\n\v\f\r]*([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?/;
const HEXADECIMAL =
  /^[ \t\n\v\f\r]*([+-]?)0[xX](?:([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*))?|\.([0-9a-fA-F]+))(?:[pP]([+-]?[0-9]+))?/;
const NAMED = /^[ \t\n\v\f\r]*([+-]?)(infinity|inf|nan)/i;

/** As strtold reads it. @returns nothing if no number begins the text */
export function readFloat(text: string): ReadFloat | undefined {
  const named = NAMED.exec(text);
  if (named !== null) {
    const kind = (named[2] ?? "").toLowerCase() === "nan" ? "nan" : "infinite";
    return { value: { kind, negative: named[1] === "-" }, rest: text.slice(named[0].length), outOfRange: false };
  }
  const hexadecimal = HEXADECIMAL.exec(text);
  const match = hexadecimal ?? DECIMAL.exec(text);
  if (match === null) return undefined;
  const negative = match[1] === "-";
  const whole = match[2] ?? "";
  const fraction = match[3] ?? match[4] ?? "";
  const exponent = Math.max(-99_999, Math.min(99_999, Number(match[5] ?? "0")));
  const rest = text.slice(match[0].length);
  const read =
    hexadecimal !== null
      ? rounded(BigInt(`0x0${whole}${fraction}`), 1n, exponent - 4 * fraction.length)
      : decimal(whole + fraction, exponent - fraction.length);
  if (read === "overflow") return { value: { kind: "infinite", negative }, rest, outOfRange: true };
  return {
    value: { kind: "finite", negative, ...read },
    rest,
    outOfRange: read.mantissa === 0n && !/^[0.]*$/.test(whole + fraction),
  };
}

function decimal(digits: string, exponent: number): ReturnType<typeof rounded> {
  const significant = digits.replace(/^0+/, "");
  if (significant === "") return { mantissa: 0n, exponent: 0 };
  const magnitude = significant.length + exponent;
  if (magnitude > MAX_DECIMAL_EXPONENT) return "overflow";
  if (magnitude < -MAX_DECIMAL_EXPONENT) return { mantissa: 0n, exponent: 0 };
  return exponent >= 0
    ? rounded(BigInt(significant) * 10n ** BigInt(exponent), 1n, 0)
    : rounded(BigInt(significant), 10n ** BigInt(-exponent), 0);
}

/** The nearest number to numerator / denominator · 2^scale; ties go to the even one. */
export function rounded(
  numerator: bigint,
  denominator: bigint,
  scale: number,
): { mantissa: bigint; exponent: number } | "overflow" {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 };
  let exponent = bitLength(numerator) - bitLength(denominator) - MANTISSA_BITS;
  exponent = Math.max(exponent, MIN_EXPONENT - scale);
  let mantissa = divideAt(numerator, denominator, exponent);
  if (bitLength(mantissa) > MANTISSA_BITS) mantissa = divideAt(numerator, denominator, ++exponent);
  if (bitLength(mantissa) > MANTISSA_BITS) {
    mantissa >>= 1n;
    exponent++;
  }
  return exponent + scale > MAX_EXPONENT ? "overflow" : { mantissa, exponent: exponent + scale };
}

function divideAt(numerator: bigint, denominator: bigint, exponent: number): bigint {
  return exponent >= 0
    ? divideToEven(numerator, denominator << BigInt(exponent))
    : divideToEven(numerator << BigInt(-exponent), denominator);
}

/** A quotient rounded to the nearest whole number, ties to the even one. */
export function divideToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && (quotient & 1n) === 1n)) return quotient + 1n;
  return quotient;
}

export function bitLength(value: bigint): number {
  return value === 0n
    ? 0
    : value.toString(16).length * 4 - Math.clz32(Number.parseInt(value.toString(16).charAt(0), 16)) + 28;
}
