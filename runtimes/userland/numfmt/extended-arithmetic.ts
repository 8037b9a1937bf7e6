import { type ExtendedFloat, rounded } from "../../bash/builtins/extended-float.ts";

/*
 * Arithmetic on `long double`s as x86-64 does it: each result is rounded. The largest numbers here are far from the limits of
 * the exponent.
 */

export type Extended = Extract<ExtendedFloat, { readonly kind: "finite" }>;

function extended(negative: boolean, numerator: bigint, denominator: bigint, scale: number): Extended {
  const value = rounded(numerator, denominator, scale);
  if (value === "overflow") throw new RangeError("a number is too large");
  return { kind: "finite", negative, ...value };
}

export function ofInteger(value: bigint): Extended {
  return extended(value < 0n, value < 0n ? -value : value, 1n, 0);
}

export const ZERO = ofInteger(0n);

export function isZero({ mantissa }: Extended): boolean {
  return mantissa === 0n;
}

export function negated(value: Extended): Extended {
  return { ...value, negative: !value.negative };
}

export function times(a: Extended, b: Extended): Extended {
  return extended(a.negative !== b.negative, a.mantissa * b.mantissa, 1n, a.exponent + b.exponent);
}

export function over(a: Extended, b: Extended): Extended {
  return extended(a.negative !== b.negative, a.mantissa, b.mantissa, a.exponent - b.exponent);
}

export function plus(a: Extended, b: Extended): Extended {
  const scale = Math.min(a.exponent, b.exponent);
  const sum = signedAt(a, scale) + signedAt(b, scale);
  const negative = sum === 0n ? a.negative && b.negative : sum < 0n;
  return extended(negative, sum < 0n ? -sum : sum, 1n, scale);
}

function signedAt({ negative, mantissa, exponent }: Extended, scale: number): bigint {
  const value = mantissa << BigInt(exponent - scale);
  return negative ? -value : value;
}

/** Whether the magnitude is at least a whole number. */
export function reaches({ mantissa, exponent }: Extended, limit: bigint): boolean {
  return exponent >= 0 ? mantissa << BigInt(exponent) >= limit : mantissa >= limit << BigInt(-exponent);
}

export function powerOf(base: bigint, exponent: number): Extended {
  return ofInteger(base ** BigInt(exponent));
}

export type Rounding = "up" | "down" | "from-zero" | "towards-zero" | "nearest";

const HALF: Extended = { kind: "finite", negative: false, mantissa: 1n, exponent: -1 };

export function roundedToWhole(value: Extended, rounding: Rounding): Extended {
  if (value.exponent >= 0) return value;
  const { negative } = value;
  if (rounding === "nearest") return roundedToWhole(plus(value, negative ? negated(HALF) : HALF), "towards-zero");
  const bits = BigInt(-value.exponent);
  const whole = value.mantissa >> bits;
  const hasRest = whole << bits !== value.mantissa;
  const grows = hasRest && (rounding === "from-zero" || rounding === (negative ? "down" : "up"));
  const integer = grows ? whole + 1n : whole;
  // A whole number has no sign if it is zero.
  return { ...ofInteger(integer), negative: negative && integer !== 0n };
}
