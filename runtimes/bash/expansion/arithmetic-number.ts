import { arithmeticError } from "./arithmetic-error.ts";
import { type Integer, wrapped } from "./integers.ts";

/** A constant: decimal, `0` octal, `0x`, `base#digits` up to base 64. @param before what stands in front of it in the expression */
export function parseNumber(constant: string, before: string): Integer {
  const fail = (message: string): never => {
    throw arithmeticError(before + constant, message, constant);
  };
  if (/^(?:0|[1-9]\d{0,14})$/.test(constant)) return Number(constant);
  let base = 10;
  let hasBase = false;
  let i = 0;
  if (constant[0] === "0") {
    hasBase = true;
    base = constant[1] === "x" || constant[1] === "X" ? 16 : 8;
    i = base === 16 ? 2 : 1;
  }
  let value = 0n;
  for (; i < constant.length; i++) {
    const unit = constant.charCodeAt(i);
    if (unit === 35) {
      if (hasBase) fail("invalid number");
      if (value < 2n || value > 64n) fail("invalid arithmetic base");
      base = Number(value);
      value = 0n;
      hasBase = true;
      if (i + 1 === constant.length) fail("invalid integer constant");
      continue;
    }
    const digit = digitOf(unit, base);
    if (digit >= base) fail("value too great for base");
    value = BigInt.asIntN(64, value * BigInt(base) + BigInt(digit));
  }
  return wrapped(value);
}

function digitOf(unit: number, base: number): number {
  if (unit >= 48 && unit <= 57) return unit - 48;
  if (unit >= 97 && unit <= 122) return unit - 87;
  if (unit >= 65 && unit <= 90) return unit - (base <= 36 ? 55 : 29);
  return unit === 64 ? 62 : 63;
}
