import { isName, splitElementName } from "../state/names.ts";
import { type ArithmeticHost, evaluateIndex } from "./arithmetic-evaluate.ts";
import { ExpansionError } from "./expansion-error.ts";
import { badSubstitution, type OperandExpander } from "./operations.ts";
import {
  elementValues,
  endOf,
  type Found,
  type FoundSubscript,
  isAssociative,
  isPositional,
  isSpecial,
  NO_SUBSCRIPT,
  plainValues,
  refuseUnset,
} from "./parameter-value.ts";
import type { Operation, Parameter, Piece } from "./pieces.ts";
import { type Steps, waitFor } from "./steps.ts";

/** How subscripts are expanded and evaluated. */
type ParameterExpander = OperandExpander & ArithmeticHost;

/** The variable that a parameter names, and what of it. */
export function* findParameter(parameter: Parameter, expander: ParameterExpander): Steps<Found> {
  const { name, index, prefix } = parameter;
  if (index === undefined && prefix !== "!") {
    const target = expander.context.variables.targetOf(name);
    if (target === undefined) yield* warnOfCircle(name, expander);
    const element = target === undefined ? undefined : splitElementName(target);
    if (element) return yield* elementOf(element, name, expander);
  }
  if (index === undefined)
    return {
      name,
      label: isName(name) || parameter.text.startsWith("${") ? name : `$${name}`,
      values: plainValues(name, expander.context),
      subscript: NO_SUBSCRIPT,
    };
  if (index.text === "") throw badSubstitution(parameter);
  const subscript = yield* subscriptOf(name, index, expander);
  const label = `${name}[${index.text}]`;
  if (
    subscript.kind === "index" &&
    subscript.index < 0 &&
    endOf(expander.context.variables.get(name)?.value) + subscript.index < 0
  )
    yield* waitFor(expander.context.warn(`${name}: bad array subscript`));
  return { name, label, values: elementValues(name, subscript, expander.context), subscript };
}

/** In a function bash looks twice, the second time for the shell's own variable, and says so each time. */
function* warnOfCircle(name: string, expander: ParameterExpander): Steps<void> {
  for (let times = expander.context.variables.isInFunction ? 2 : 1; times > 0; times--)
    yield* waitFor(expander.context.warn(`warning: ${name}: circular name reference`));
}

function* subscriptOf(
  name: string,
  index: { readonly text: string; readonly pieces: readonly Piece[] },
  expander: ParameterExpander,
): Steps<FoundSubscript> {
  if (isAll(index)) return { kind: "all", isJoined: index.text === "*" };
  if (isAssociative(expander.context.variables.get(name)))
    return { kind: "key", key: yield* expander.text(index.pieces) };
  return { kind: "index", index: evaluateIndex(yield* expander.text(index.pieces), expander) };
}

/** What `${!x}` leads to; the name itself of what a nameref leads to. */
export function* indirectOf(
  found: Found,
  operation: Operation | undefined,
  expander: ParameterExpander,
): Steps<Found | string> {
  if (found.subscript.kind === "none" && expander.context.variables.getWithoutNameref(found.name)?.attributes.nameref) {
    if (operation === undefined) return expander.context.variables.targetOf(found.name) ?? "";
  }
  const target = found.values.kind === "list" ? found.values.items.join(" ") : found.values.text;
  if (target === undefined) {
    const kind = expander.context.variables.get(found.name)?.value.kind;
    if (found.subscript.kind === "none" && (kind === "indexed" || kind === "associative")) return "";
    if (isPositional(found.name)) refuseUnset(`!${found.name}`, expander.context);
    throw new ExpansionError(`${found.label}: invalid indirect expansion`);
  }
  if (isName(target) || isSpecial(target) || (isPositional(target) && /^\d+$/.test(target)))
    return {
      name: target,
      label: `!${found.name}`,
      values: plainValues(target, expander.context),
      subscript: NO_SUBSCRIPT,
    };
  const element = splitElementName(target);
  if (!element) throw new ExpansionError(`${target}: invalid variable name`);
  return yield* elementOf(element, `!${found.name}`, expander);
}

function* elementOf(
  element: { readonly name: string; readonly subscript: string },
  label: string,
  expander: ParameterExpander,
): Steps<Found> {
  const { name, subscript: text } = element;
  const subscript = yield* subscriptOf(name, { text, pieces: expander.context.parsed.key(text) }, expander);
  return { name, label, values: elementValues(name, subscript, expander.context), subscript };
}

export function isAll(index: { readonly text: string } | undefined): boolean {
  return index?.text === "@" || index?.text === "*";
}
