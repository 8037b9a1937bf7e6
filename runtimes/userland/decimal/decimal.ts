/*
 * Decimal numbers of any length, as `bc` and `dc` reckon with them: a whole number, and how many of its digits stand behind
 * the point. Results are cut, never rounded.
 */

export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** A result that is too long to be held. */
export class TooLong extends Error {}

export const ZERO: Decimal = { digits: 0n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

/** What is longer would take the machine's memory. */
const MAX_DIGITS = 5_000_000;
const LOG2_10 = Math.log2(10);

const smallPowers: bigint[] = [];

export function powerOfTen(exponent: number): bigint {
  if (exponent > MAX_DIGITS) throw new TooLong();
  if (exponent >= 256) return 10n ** BigInt(exponent);
  let power = smallPowers[exponent];
  if (power === undefined) {
    power = 10n ** BigInt(exponent);
    smallPowers[exponent] = power;
  }
  return power;
}

export function decimalOf(value: number | bigint): Decimal {
  return { digits: BigInt(value), scale: 0 };
}

export function isZero({ digits }: Decimal): boolean {
  return digits === 0n;
}

/** The same number with so many digits behind the point: more are cut. */
export function rescaled({ digits, scale }: Decimal, wanted: number): Decimal {
  if (wanted === scale) return { digits, scale };
  if (wanted > scale) return { digits: digits * powerOfTen(wanted - scale), scale: wanted };
  return { digits: digits / powerOfTen(scale - wanted), scale: wanted };
}

export function negated({ digits, scale }: Decimal): Decimal {
  return { digits: -digits, scale };
}

export function sum(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) return { digits: a.digits + b.digits, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  return { digits: rescaled(a, scale).digits + rescaled(b, scale).digits, scale };
}

export function difference(a: Decimal, b: Decimal): Decimal {
  return sum(a, negated(b));
}

/** @returns below, above or zero */
export function compared(a: Decimal, b: Decimal): number {
  const { digits } = difference(a, b);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

export function product(a: Decimal, b: Decimal, scale: number): Decimal {
  const full = a.scale + b.scale;
  if (lengthOf(a) + lengthOf(b) > MAX_DIGITS) throw new TooLong();
  return rescaled({ digits: a.digits * b.digits, scale: full }, Math.min(full, Math.max(scale, a.scale, b.scale)));
}

/** @param b not zero */
export function quotient(a: Decimal, b: Decimal, scale: number): Decimal {
  const shift = scale + b.scale - a.scale;
  const digits = shift >= 0 ? (a.digits * powerOfTen(shift)) / b.digits : a.digits / (b.digits * powerOfTen(-shift));
  return { digits, scale };
}

/** What is left of a division that goes on to a scale. @param b not zero */
export function remainder(a: Decimal, b: Decimal, scale: number): Decimal {
  const wanted = Math.max(a.scale, b.scale + scale);
  const whole = quotient(a, b, scale);
  return rescaled(difference(a, { digits: whole.digits * b.digits, scale: whole.scale + b.scale }), wanted);
}

/** @param exponent whole; not below zero if the base is zero */
export function power(base: Decimal, exponent: bigint, scale: number): Decimal {
  if (exponent === 0n) return ONE;
  const count = exponent < 0n ? -exponent : exponent;
  if (base.digits === 0n)
    return { digits: 0n, scale: Math.min(base.scale * Number(count), Math.max(scale, base.scale)) };
  const isOne = base.scale === 0 && (base.digits === 1n || base.digits === -1n);
  if (!isOne && Number(count) * Math.max(base.scale, lengthOf(base) - 1, 0.3) > MAX_DIGITS) throw new TooLong();
  const full = {
    digits: isOne ? (count % 2n === 0n ? 1n : base.digits) : base.digits ** count,
    scale: base.scale * Number(count),
  };
  if (exponent < 0n) return quotient(ONE, full, scale);
  return rescaled(full, Math.min(full.scale, Math.max(scale, base.scale)));
}

/** @param value not below zero */
export function squareRoot(value: Decimal, scale: number): Decimal {
  if (value.digits === 0n) return ZERO;
  if (compared(value, ONE) === 0) return ONE;
  const wanted = Math.max(scale, value.scale);
  return { digits: wholeRoot(rescaled(value, wanted * 2).digits), scale: wanted };
}

/** Newton's way, from a guess that is too large. */
function wholeRoot(value: bigint): bigint {
  if (value < 1n << 50n) return BigInt(Math.floor(Math.sqrt(Number(value))));
  const bits = bitsOf(value);
  const shift = BigInt(bits - 50 + (bits % 2));
  let root = BigInt(Math.ceil(Math.sqrt(Number(value >> shift)) + 1)) << (shift / 2n);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function bitsOf(value: bigint): number {
  const text = (value < 0n ? -value : value).toString(16);
  return (text.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(text.charAt(0), 16)));
}

/** About how many decimal digits it has. */
function lengthOf({ digits }: Decimal): number {
  if (digits < 1n << 60n && digits > -(1n << 60n))
    return digits === 0n ? 1 : Math.floor(Math.log10(Math.abs(Number(digits)))) + 1;
  return Math.ceil(bitsOf(digits) / LOG2_10);
}

/** How many digits a number has as it is written, without a zero before the point. */
export function digitCount(value: Decimal): number {
  const { digits, scale } = value;
  const length = (digits < 0n ? -digits : digits).toString().length;
  return digits === 0n ? Math.max(scale, 1) : Math.max(length, scale);
}

/** The whole part as a number that counts something; nothing if it is too large for that. */
export function countOf(value: Decimal): number | undefined {
  const { digits } = rescaled(value, 0);
  return digits > 0x7fffffffn || digits < -0x7fffffffn ? undefined : Number(digits);
}
