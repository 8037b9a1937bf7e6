import {
  compared,
  type Decimal,
  decimalOf,
  difference,
  isZero,
  ONE,
  power,
  product,
  quotient,
  remainder,
  rescaled,
  squareRoot,
  sum,
  ZERO,
} from "../decimal/decimal.ts";
import { DcError } from "./dc-error.ts";

export type DcOperator = "+" | "-" | "*" | "/" | "%" | "~" | "^";

/** @param warn of what is not quite right @returns what takes the operands' place @throws DcError */
export function operate(
  operator: DcOperator,
  left: Decimal,
  right: Decimal,
  scale: number,
  warn: (message: string) => void,
): readonly Decimal[] {
  switch (operator) {
    case "+":
      return [sum(left, right)];
    case "-":
      return [difference(left, right)];
    case "*":
      return [product(left, right, scale)];
    case "/":
      if (isZero(right)) throw new DcError("divide by zero");
      return [quotient(left, right, scale)];
    case "%":
      if (isZero(right)) throw new DcError("remainder by zero");
      return [remainder(left, right, scale)];
    case "~":
      if (isZero(right)) throw new DcError("divide by zero");
      return [quotient(left, right, scale), remainder(left, right, scale)];
    case "^":
      if (right.scale > 0) warn("Runtime warning: non-zero scale in exponent");
      return [isZero(left) && right.digits < 0n ? ZERO : power(left, rescaled(right, 0).digits, scale)];
  }
}

export function rootOf(value: Decimal, scale: number): Decimal {
  if (value.digits < 0n) throw new DcError("square root of negative number");
  return squareRoot(value, scale);
}

/** What is left of a power that is divided by a modulus; all but the base are whole numbers. @throws DcError */
export function modularPower(
  base: Decimal,
  exponent: Decimal,
  modulus: Decimal,
  scale: number,
  warn: (message: string) => void,
): Decimal {
  if (isZero(modulus) || exponent.digits < 0n) throw new DcError("remainder by zero");
  if (base.scale > 0) warn("Runtime warning: non-zero scale in base");
  if (exponent.scale > 0) warn("Runtime warning: non-zero scale in exponent");
  if (modulus.scale > 0) warn("Runtime warning: non-zero scale in modulus");
  let left = rescaled(exponent, 0).digits;
  const divisor = decimalOf(rescaled(modulus, 0).digits);
  let [result, factor] = [ONE, remainder(base, divisor, 0)];
  for (; left > 0n; left >>= 1n) {
    if (left & 1n) result = remainder(product(result, factor, scale), divisor, 0);
    factor = remainder(product(factor, factor, scale), divisor, 0);
  }
  return result;
}

export function isCompared(operator: string, top: Decimal, below: Decimal): boolean {
  const order = compared(top, below);
  return operator === "=" ? order === 0 : operator === "<" ? order < 0 : order > 0;
}
