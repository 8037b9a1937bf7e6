/*
 * The shell's 64-bit integers. Small ones are numbers, which engines compute with at no cost; what leaves the range in which
 * those are exact is a bigint, wrapped to 64 bits, until it is small again.
 */

export type Integer = number | bigint;

const BITS = 64;

function isExact(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
}

export function wrapped(value: bigint): Integer {
  const result = BigInt.asIntN(BITS, value);
  const small = Number(result);
  return isExact(small) ? small : result;
}

export function add(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (isExact(sum)) return sum;
  }
  return wrapped(BigInt(a) + BigInt(b));
}

export function subtract(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (isExact(difference)) return difference;
  }
  return wrapped(BigInt(a) - BigInt(b));
}

export function multiply(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // `+ 0` makes 0 of -0.
    if (isExact(product)) return product + 0;
  }
  return wrapped(BigInt(a) * BigInt(b));
}

/** Towards zero. The divisor is not 0. */
export function divide(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") return Math.trunc(a / b) + 0;
  return wrapped(BigInt(a) / BigInt(b));
}

/** With the sign of the dividend. The divisor is not 0. */
export function remainder(a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number") return (a % b) + 0;
  return wrapped(BigInt(a) % BigInt(b));
}

/** The exponent is not negative. Squares and multiplies, modulo 2 to the 64th: huge exponents cost nothing. */
export function power(base: Integer, exponent: Integer): Integer {
  let result = 1n;
  let square = BigInt.asUintN(BITS, BigInt(base));
  for (let rest = BigInt(exponent); rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asUintN(BITS, result * square);
    square = BigInt.asUintN(BITS, square * square);
  }
  return wrapped(result);
}

/** Counts of 64 and more, and negative ones, are taken modulo 64, as the processor does. */
export function shiftLeft(a: Integer, count: Integer): Integer {
  return wrapped(BigInt(a) << (BigInt(count) & 63n));
}

export function shiftRight(a: Integer, count: Integer): Integer {
  return wrapped(BigInt(a) >> (BigInt(count) & 63n));
}

export function bitwise(operator: "&" | "|" | "^", a: Integer, b: Integer): Integer {
  if (typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b) {
    if (operator === "&") return a & b;
    return operator === "|" ? a | b : a ^ b;
  }
  const x = BigInt(a);
  const y = BigInt(b);
  if (operator === "&") return wrapped(x & y);
  return wrapped(operator === "|" ? x | y : x ^ y);
}

export function compare(a: Integer, b: Integer): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
