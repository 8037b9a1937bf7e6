import { AwkError } from "./awk-error.ts";
import type { ArithmeticOperator, ComparisonOperator } from "./tree.ts";
import { compareTexts, compareValues, isNumeric, toText, type Value } from "./values.ts";

export const ARITHMETIC: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => {
    if (right === 0) throw new AwkError("division by zero attempted");
    return left / right;
  },
  "%": (left, right) => {
    if (right === 0) throw new AwkError("division by zero attempted in `%'");
    return left % right;
  },
  "^": (left, right) => left ** right,
};

/** What an assignment such as `/=` says of a division by zero. */
export function assigning(operator: ArithmeticOperator): (left: number, right: number) => number {
  if (operator !== "/" && operator !== "%") return ARITHMETIC[operator];
  return (left, right) => {
    if (right === 0) throw new AwkError(`division by zero attempted in \`${operator}='`);
    return operator === "/" ? left / right : left % right;
  };
}

/** What the comparison of two values has to be. */
const ORDERS: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

export function comparison(
  operator: ComparisonOperator,
  settings: { readonly convfmt: string; readonly regexes: { readonly ignoreCase: boolean } },
): (left: Value, right: Value) => boolean {
  const holds = ORDERS[operator];
  return (left, right) => {
    if (typeof left === "number" && typeof right === "number") return holds(left === right ? 0 : left - right || 0 / 0);
    if (settings.regexes.ignoreCase && !(isNumeric(left) && isNumeric(right)))
      return holds(compareTexts(caseless(left, settings.convfmt), caseless(right, settings.convfmt)));
    return holds(compareValues(left, right, settings.convfmt));
  };
}

function caseless(value: Value, format: string): string {
  return toText(value, format).toLowerCase();
}
