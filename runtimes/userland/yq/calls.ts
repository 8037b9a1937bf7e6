import { isScalar, type Node } from "yaml";
import { ExpressionError } from "./expression-error.ts";
import type { Match } from "./match.ts";
import { isNull, scalarOf, tagOf, textOf } from "./nodes.ts";
import type { Expression } from "./syntax.ts";

export type Variables = ReadonlyMap<string, readonly Match[]>;

/** What functions reach beyond the documents. */
export interface Surroundings {
  readonly env: ReadonlyMap<string, string>;
  /** @throws ExpressionError */
  readonly readFile: (path: string) => string;
  readonly nowMs: () => number;
}

/** What finds out what expressions give. */
export interface Evaluator {
  readonly surroundings: Surroundings;
  /** @throws ExpressionError */
  evaluate(expression: Expression, inputs: readonly Match[], variables: Variables): Match[];
}

/** A call of a function in an expression. */
export interface Call {
  readonly evaluation: Evaluator;
  readonly args: readonly Expression[];
  readonly inputs: readonly Match[];
  readonly variables: Variables;
}

export type NodeFunction = (call: Call) => Match[];

/** Evaluates an argument for one input. @throws ExpressionError */
export function argumentOf({ evaluation, args, variables }: Call, input: Match, index = 0): Match[] {
  const expression = args[index];
  if (!expression) throw new ExpressionError("a function lacks an argument");
  return evaluation.evaluate(expression, [input], variables);
}

export function firstText(matches: readonly Match[]): string {
  return matches[0] ? textOf(matches[0].real) : "";
}

type Argument = (index?: number) => Match[];

/** A function of each input by itself. @param make returns nothing for an input that gives nothing */
export function onEach(make: (match: Match, argument: Argument, call: Call) => Node | undefined): NodeFunction {
  return (call) =>
    call.inputs.flatMap((input) => {
      const node = make(input, (index = 0) => argumentOf(call, input, index), call);
      return node === undefined ? [] : [input.withNode(node)];
    });
}

/** A function of strings; of null, it is null. */
export function onText(make: (text: string, argument: Argument, call: Call) => Node | undefined): NodeFunction {
  return onEach(({ real }, argument, call) => {
    if (isNull(real)) return scalarOf(null);
    if (!isScalar(real)) throw new ExpressionError(`cannot be done with ${tagOf(real)}, only with strings`);
    return make(textOf(real), argument, call);
  });
}
