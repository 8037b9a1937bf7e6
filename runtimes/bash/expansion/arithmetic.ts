import type { ArithmeticExpression } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { evaluateNow } from "./arithmetic-evaluate.ts";
import type { ExpansionContext } from "./context.ts";
import { Expander } from "./expander.ts";
import { ExpansionError } from "./expansion-error.ts";
import type { Integer } from "./integers.ts";
import { run } from "./steps.ts";

const NEEDS_EXPANSION = /[$`"\\]/;

/** The text of `((…))`: expanded as in double quotes, then evaluated. @throws ExpansionError with bash's message */
export function evaluateBody(text: string, context: ExpansionContext): MaybePromise<bigint> {
  const expander = new Expander(context);
  if (!NEEDS_EXPANSION.test(text)) return BigInt(evaluateNow(text, expander));
  const value = run(expander.arithmetic(text));
  return value instanceof Promise ? value.then(BigInt) : BigInt(value);
}

/** The text of `((…))` as xtrace shows it: expanded, but not evaluated yet. */
export function expandBody(text: string, context: ExpansionContext): MaybePromise<string> {
  return NEEDS_EXPANSION.test(text) ? run(new Expander(context).expression(text)) : text;
}

/** A part of `for ((…))`; an empty one is 1, as its test must be. */
export function evaluateExpression(
  expression: ArithmeticExpression | undefined,
  context: ExpansionContext,
): MaybePromise<bigint> {
  return expression ? evaluateBody(context.parsed.expression(expression, textOf), context) : 1n;
}

/** Evaluates a text that has been expanded already: an argument of `let`, the value of an integer variable, a subscript. */
export function evaluateText(text: string, context: ExpansionContext): bigint {
  return BigInt(evaluateInteger(text, context));
}

/** What an integer variable is assigned: an error of it ends more than an error elsewhere does. */
export function evaluateAssigned(text: string, context: ExpansionContext): bigint {
  try {
    return evaluateText(text, context);
  } catch (error) {
    throw error instanceof ExpansionError ? new ExpansionError(error.message, "shell", error.status) : error;
  }
}

export function evaluateInteger(text: string, context: ExpansionContext): Integer {
  return evaluateNow(text, new Expander(context));
}

/** An expression's text, made again from its tree. */
function textOf(expression: ArithmeticExpression): string {
  switch (expression.type) {
    case "ArithmeticBinary":
      return `${textOf(expression.left)} ${expression.operator} ${textOf(expression.right)}`;
    case "ArithmeticUnary":
      return expression.prefix
        ? `${expression.operator}${textOf(expression.operand)}`
        : `${textOf(expression.operand)}${expression.operator}`;
    case "ArithmeticTernary":
      return `${textOf(expression.test)} ? ${textOf(expression.consequent)} : ${textOf(expression.alternate)}`;
    case "ArithmeticGroup":
      return `(${textOf(expression.expression)})`;
    case "ArithmeticWord":
      return expression.value;
    case "ArithmeticCommandExpansion":
      return expression.text;
  }
}
