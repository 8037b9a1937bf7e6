import { compileDocument } from "./compile.ts";
import type { ExpansionContext } from "./context.ts";
import { ExpansionError } from "./expansion-error.ts";
import { Fields } from "./fields.ts";
import type { Integer } from "./integers.ts";
import * as operators from "./operators.ts";
import type { Found } from "./parameter-value.ts";
import type { Pattern } from "./pattern.ts";
import type { Operation, Parameter, Piece } from "./pieces.ts";
import { sliceOf } from "./slice.ts";
import type { Steps } from "./steps.ts";
import { transformed } from "./transform.ts";
import { isSet, mapValues, textValue, type Values } from "./values.ts";

/** How the operands of an operation are expanded. */
export interface OperandExpander {
  readonly context: ExpansionContext;
  pieces(pieces: readonly Piece[], out: Fields): Steps<void>;
  text(pieces: readonly Piece[]): Steps<string>;
  pattern(pieces: readonly Piece[], ignoreCase?: boolean): Steps<Pattern>;
  arithmetic(text: string): Steps<Integer>;
}

export function badSubstitution(parameter: Parameter): ExpansionError {
  return new ExpansionError(`${parameter.text}: bad substitution`);
}

/** `${x#…}`, `${x/…/…}`, `${x^…}`, `${x:…}` and `${x@…}`: what they make of the values of a parameter. */
export function* operate(
  found: Found,
  operation: Operation,
  parameter: Parameter,
  isSplitting: boolean,
  expander: OperandExpander,
): Steps<Values> {
  const { values } = found;
  switch (operation.kind) {
    case "remove": {
      const pattern = yield* expander.pattern(operation.pattern, false);
      return mapValues(values, (text) => operators.removed(text, pattern, operation.operator));
    }
    case "replace": {
      const pattern = yield* expander.pattern(operation.pattern);
      const replacement = yield* replacementFor(operation.replacement, expander);
      return mapValues(values, (text) => operators.replaced(text, pattern, replacement, operation.operator));
    }
    case "case": {
      const pattern = operation.pattern && (yield* expander.pattern(operation.pattern, false));
      // A pattern that expands to nothing is none, unless there are quotes in it: then it matches nothing.
      const isNone = pattern?.matches("") && !operation.pattern?.some(({ kind }) => kind === "quotes");
      const letters = isNone ? undefined : pattern;
      return mapValues(values, (text) => operators.withLetterCase(text, letters, operation.operator));
    }
    case "slice": {
      if (!isSet(values) && values.kind === "text") return values;
      const offset = yield* bound(operation.offset, parameter, expander);
      const length = operation.length === undefined ? undefined : yield* bound(operation.length, parameter, expander);
      return sliceOf(found, offset, length, expander.context);
    }
    case "transform": {
      const made = transformed(found, operation.operator, expander.context);
      const result = made?.kind === "list" && !isSplitting ? { ...made, isJoined: true } : made;
      if (result === undefined && !isSet(values)) return values;
      if (result === undefined) throw new ExpansionError(`${parameter.text}: bad substitution`, "shell", 127);
      if (operation.operator === "P") return yield* prompts(result, expander);
      return result;
    }
    default:
      throw badSubstitution(parameter);
  }
}

/** What prompts expand to, once their backslashes are decoded. */
function* prompts(values: Values, expander: OperandExpander): Steps<Values> {
  if (values.kind === "text") {
    if (values.text === undefined) return values;
    return textValue(yield* expander.text(expander.context.parsed.quoted(values.text, compileDocument)));
  }
  const items: string[] = [];
  for (const item of values.items)
    items.push(yield* expander.text(expander.context.parsed.quoted(item, compileDocument)));
  return { ...values, items };
}

/** The offset or the length of a slice; errors name the parameter. */
function* bound(text: string, { name, prefix, index }: Parameter, expander: OperandExpander): Steps<number> {
  try {
    return Number(yield* expander.arithmetic(text));
  } catch (error) {
    if (!(error instanceof ExpansionError) || error.ends === "shell") throw error;
    throw new ExpansionError(`${prefix ?? ""}${name}${index ? `[${index.text}]` : ""}: ${error.message}`);
  }
}

function* replacementFor(pieces: readonly Piece[], expander: OperandExpander): Steps<operators.Replacement> {
  const out = new Fields(false, operators.quoteReplacement);
  yield* expander.pieces(pieces, out);
  return expander.context.options.shopt.patsub_replacement
    ? operators.replacementOf(out.pattern)
    : operators.plainReplacement(out.text);
}
