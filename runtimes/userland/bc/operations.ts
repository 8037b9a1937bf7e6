import {
  compared,
  type Decimal,
  difference,
  isZero,
  ONE,
  power,
  product,
  quotient,
  remainder,
  rescaled,
  sum,
  TooLong,
  ZERO,
} from "../decimal/decimal.ts";
import type { Operator } from "./instruction.ts";
import { RuntimeFault } from "./runtime-fault.ts";

const MAX_EXPONENT = 0x7fffffffffffffffn;

/** @param place where a fault happened @throws RuntimeFault */
export function operate(
  operator: Operator,
  left: Decimal,
  right: Decimal,
  scale: number,
  place: () => string,
): { readonly value: Decimal; readonly warning?: string } {
  switch (operator) {
    case "+":
      return { value: sum(left, right) };
    case "-":
      return { value: difference(left, right) };
    case "*":
      return { value: product(left, right, scale) };
    case "/":
      if (isZero(right)) throw new RuntimeFault("Divide by zero", place());
      return { value: quotient(left, right, scale) };
    case "%":
      if (isZero(right)) throw new RuntimeFault("Modulo by zero", place());
      return { value: remainder(left, right, scale) };
    case "^":
      return raised(left, right, scale, place);
    default:
      return { value: isTrue(operator, compared(left, right)) ? ONE : ZERO };
  }
}

function raised(base: Decimal, exponent: Decimal, scale: number, place: () => string): ReturnType<typeof operate> {
  const whole = rescaled(exponent, 0).digits;
  if (whole > MAX_EXPONENT || whole < -MAX_EXPONENT) throw new RuntimeFault("exponent too large in raise", place());
  if (isZero(base) && whole < 0n) throw new RuntimeFault("divide by zero", place());
  const warning = exponent.scale > 0 ? { warning: "non-zero scale in exponent" } : {};
  try {
    return { value: power(base, whole, scale), ...warning };
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
    throw new RuntimeFault("exponent too large in raise", place());
  }
}

function isTrue(operator: Operator, order: number): boolean {
  switch (operator) {
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}
