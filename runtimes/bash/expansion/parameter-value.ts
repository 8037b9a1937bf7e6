import { IndexedItems } from "../state/indexed-items.ts";
import { isName } from "../state/names.ts";
import type { Value, Variable } from "../state/variable.ts";
import type { ExpansionContext } from "./context.ts";
import { ExpansionError } from "./expansion-error.ts";
import { itemsOf, NOTHING, textValue, type Values } from "./values.ts";

/** A parameter that has been found: which variable, what of it, and its values. */
export interface Found {
  readonly name: string;
  /** `name[i]`, as messages call it. */
  readonly label: string;
  readonly values: Values;
  readonly subscript: FoundSubscript;
}
export type FoundSubscript =
  | { readonly kind: "none" }
  | { readonly kind: "all"; readonly isJoined: boolean }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "key"; readonly key: string };

export const NO_SUBSCRIPT: FoundSubscript = { kind: "none" };

export function isPositional(name: string): boolean {
  const unit = name.charCodeAt(0);
  return unit >= 48 && unit <= 57;
}

/** `$name` without a subscript. */
export function plainValues(name: string, context: ExpansionContext): Values {
  if (isName(name)) {
    if (name === "_") return textValue(context.special("_") ?? context.variables.text(name));
    return textValue(context.variables.text(name));
  }
  if (isPositional(name)) {
    const number = Number(name);
    return textValue(number === 0 ? context.special("0") : context.positional[number - 1]);
  }
  switch (name) {
    case "@":
    case "*":
      return { kind: "list", items: context.positional, isJoined: name === "*" };
    case "#":
      return textValue(String(context.positional.length));
    case "?":
    case "$":
    case "!":
    case "-":
      return textValue(context.special(name));
    default:
      return NOTHING;
  }
}

export function isSpecial(name: string): boolean {
  return name.length === 1 && "@*#?$!-".includes(name);
}

export function isAssociative(variable: Variable | undefined): boolean {
  return (
    variable?.value.kind === "associative" ||
    (variable?.value.kind === "unset" && variable.value.array === "associative")
  );
}

/** `${name[subscript]}` */
export function elementValues(name: string, subscript: FoundSubscript, context: ExpansionContext): Values {
  if (subscript.kind === "none") return plainValues(name, context);
  const value = context.variables.get(name)?.value;
  if (subscript.kind === "all") return { kind: "list", items: itemsOf(value), isJoined: subscript.isJoined };
  if (value === undefined || value.kind === "unset") return NOTHING;
  if (subscript.kind === "key")
    return textValue(value.kind === "associative" ? value.items.get(subscript.key) : undefined);
  return textValue(elementAt(value, subscript.index));
}

function elementAt(value: Value, index: number): string | undefined {
  if (value.kind === "scalar") return index === 0 || index === -1 ? value.text : undefined;
  if (value.kind !== "indexed") return undefined;
  return value.items.get(index < 0 ? endOf(value) + index : index);
}

/** One more than the highest index. */
export function endOf(value: Value | undefined): number {
  if (value?.kind === "scalar") return 1;
  if (value?.kind !== "indexed") return 0;
  return endOfItems(value.items);
}

export function endOfItems(items: ReadonlyMap<number, string>): number {
  if (items instanceof IndexedItems) return items.last + 1;
  let last = -1;
  for (const index of items.keys()) last = index;
  return last + 1;
}

/** `x: unbound variable`, where `set -u` is on. */
export function refuseUnset(label: string, context: ExpansionContext, status = 127): void {
  if (!context.options.set.nounset) return;
  throw new ExpansionError(`${label}: unbound variable`, "shell", status);
}
