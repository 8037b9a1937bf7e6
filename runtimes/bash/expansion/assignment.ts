import type { ArrayValue, Assignment, Word } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { Variable } from "../state/variable.ts";
import type { Subscript } from "../state/variables.ts";
import { evaluateIndex } from "./arithmetic-evaluate.ts";
import { compileAssignmentValue, compileSubscript } from "./compile.ts";
import type { ExpansionContext } from "./context.ts";
import { Expander } from "./expander.ts";
import { ExpansionError } from "./expansion-error.ts";
import { endOf, isAssociative } from "./parameter-value.ts";
import type { Piece } from "./pieces.ts";
import { run, type Steps, waitFor } from "./steps.ts";
import { expandWords } from "./words.ts";

/** `name=value`, `name[i]=value`, `name=(…)`, with `+=` of each. @throws VariableError, ExpansionError */
export function expandAssignment(assignment: Assignment, context: ExpansionContext): MaybePromise<void> {
  const { name, value, index } = assignment;
  if (value.type === "Word" && index === undefined) {
    const compiled = context.parsed.word(value, compileAssignmentValue);
    if (compiled.literal !== undefined) {
      context.variables.assign(name, compiled.literal, assignment.append ? { append: true } : undefined);
      return;
    }
  }
  return run(assign(assignment, context));
}

function* assign(assignment: Assignment, context: ExpansionContext): Steps<void> {
  const { name, value, index, append = false } = assignment;
  const expander = new Expander(context);
  const { variables } = context;
  if (value.type === "ArrayValue") {
    if (index) throw new ExpansionError(`${name}[${index.text}]: cannot assign list to array member`);
    yield* assignArray(name, value.elements, append, expander);
    return;
  }
  const pieces = context.parsed.word(value, compileAssignmentValue).pieces;
  if (index === undefined) {
    variables.assign(name, yield* expander.text(pieces), { append });
    return;
  }
  const subscript = yield* subscriptOf(name, index, expander);
  variables.assignElement(name, subscript, yield* expander.text(pieces), append);
}

function* subscriptOf(name: string, index: Word, expander: Expander): Steps<Exclude<Subscript, { kind: "all" }>> {
  const variable = expander.variables.get(name);
  if (index.text.includes("'") && !isAssociative(variable)) {
    // Expanded as in double quotes, where single ones stay, and are then no number.
    const expanded = yield* expander.expression(index.text);
    return { kind: "index", index: indexOf(name, expanded, index.text, variable, expander) };
  }
  const text = yield* expander.text(expander.parsed.word(index, compileSubscript).pieces);
  if (isAssociative(variable)) {
    if (text === "") throw new ExpansionError(`${name}[${index.text}]: bad array subscript`);
    return { kind: "key", key: text };
  }
  return { kind: "index", index: indexOf(name, text, index.text, variable, expander) };
}

/** The index that an assignment writes to; a negative one counts from the end. */
function indexOf(
  name: string,
  text: string,
  written: string,
  variable: Variable | undefined,
  expander: Expander,
): number {
  if (text.trim() === "" || text === "@" || text === "*")
    throw new ExpansionError(`${name}[${written}]: bad array subscript`);
  const index = evaluateIndex(text, expander);
  if (index >= 0) return index;
  const end = endOf(variable?.value);
  if (end + index < 0) throw new ExpansionError(`${name}[${written}]: bad array subscript`);
  return end + index;
}

/**
 * An element of `name=(…)` once it is expanded; one without a subscript follows the one before it. An index is evaluated
 * when it is assigned, and so after all values have been expanded.
 */
export interface ArrayElement {
  readonly subscript:
    | { readonly kind: "key"; readonly key: string }
    | { readonly kind: "expression"; readonly text: string }
    | undefined;
  readonly append: boolean;
  readonly text: string;
}

/**
 * Expands what stands between the parentheses. All of it is expanded before anything is assigned; keys and values of an
 * associative array may stand in turn, without brackets.
 */
export function expandArray(
  value: ArrayValue,
  context: ExpansionContext,
  kind: "indexed" | "associative",
): MaybePromise<readonly ArrayElement[]> {
  return run(expandElements(value.elements, new Expander(context), kind));
}

function* expandElements(
  words: readonly Word[],
  expander: Expander,
  kind: "indexed" | "associative",
): Steps<readonly ArrayElement[]> {
  const [first] = words;
  if (kind === "associative" && first && !expander.parsed.element(first)) return yield* expandPairs(words, expander);
  const elements: ArrayElement[] = [];
  for (const word of words) {
    const isBraced = kind === "indexed" && word.parts?.some((part) => part.type === "BraceExpansion");
    const element = isBraced ? undefined : expander.parsed.element(word);
    if (element) {
      const key = yield* expander.text(element.key);
      if (key.trim() === "" && (kind === "indexed" || key === ""))
        throw new ExpansionError(`${word.text}: bad array subscript`);
      const subscript =
        kind === "associative" ? ({ kind: "key", key } as const) : ({ kind: "expression", text: key } as const);
      const value = kind === "associative" ? withoutTildes(element.value) : element.value;
      elements.push({ subscript, append: element.append, text: yield* expander.text(value) });
    } else if (kind === "associative") {
      yield* waitFor(expander.context.warn(`${word.value}: must use subscript when assigning associative array`));
    } else {
      for (const text of yield* waitFor(expandWords([word], expander.context)))
        elements.push({ subscript: undefined, append: false, text });
    }
  }
  return elements;
}

function* expandPairs(words: readonly Word[], expander: Expander): Steps<readonly ArrayElement[]> {
  const texts: string[] = [];
  for (const word of words) {
    const { pieces } = expander.parsed.word(word, compileAssignmentValue);
    texts.push(yield* expander.text(withoutTildes(pieces)));
  }
  const elements: ArrayElement[] = [];
  for (let i = 0; i < texts.length; i += 2)
    elements.push({ subscript: { kind: "key", key: texts[i] ?? "" }, append: false, text: texts[i + 1] ?? "" });
  return elements;
}

/** Nothing between the parentheses of an associative array stands for a home directory. */
function withoutTildes(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some((piece) => piece.kind === "tilde")) return pieces;
  return pieces.map((piece) =>
    piece.kind === "tilde" ? { kind: "text", text: `~${piece.user}`, isQuoted: true, isSplit: false } : piece,
  );
}

/** Where an element goes; `next` is for one without a subscript. */
export function elementSubscript(
  { subscript }: ArrayElement,
  next: number,
  context: ExpansionContext,
): Exclude<Subscript, { kind: "all" }> {
  if (subscript === undefined) return { kind: "index", index: next };
  if (subscript.kind === "key") return subscript;
  return { kind: "index", index: evaluateIndex(subscript.text, new Expander(context)) };
}

function* assignArray(name: string, words: readonly Word[], append: boolean, expander: Expander): Steps<void> {
  const { variables } = expander;
  const isKeyed = isAssociative(variables.get(name));
  const elements = yield* expandElements(words, expander, isKeyed ? "associative" : "indexed");
  const before = variables.get(name)?.value;
  const isKept = append && before !== undefined && before.kind !== "unset";
  // An associative array is made beside the one there was, to whose elements `+=` adds.
  const old = before?.kind === "associative" ? before.items : undefined;
  const isRemade = isKeyed && !isKept;
  if (!isKept)
    variables.assignValue(name, { kind: isKeyed ? "associative" : "indexed", items: new Map<never, string>() });
  let next = isKept ? endOf(before) : 0;
  for (const element of elements) {
    const subscript = elementSubscript(element, next, expander.context);
    if (isRemade && element.append && subscript.kind === "key")
      variables.assignElement(name, subscript, (old?.get(subscript.key) ?? "") + element.text);
    else variables.assignElement(name, subscript, element.text, element.append);
    if (subscript.kind !== "index") continue;
    next = subscript.index >= 0 ? subscript.index + 1 : endOf(variables.get(name)?.value) + subscript.index + 1;
  }
}

/** The subscript of a name that is given as a text: quotes and `$x` in it are expanded. */
export function expandSubscript(text: string, context: ExpansionContext): MaybePromise<string> {
  const expander = new Expander(context);
  return run(expander.text(context.parsed.key(text)));
}

/** The same, where nothing can wait. */
export function expandSubscriptNow(text: string, context: ExpansionContext): string {
  return new Expander(context).expandKey(text);
}
