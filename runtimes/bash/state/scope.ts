import { AssociativeItems } from "./associative-items.ts";
import { IndexedItems } from "./indexed-items.ts";
import type { SpecialVariable } from "./special-variables.ts";
import { type Attributes, NO_ATTRIBUTES, type Value } from "./variable.ts";
import type { Subscript, VariablesHost } from "./variables.ts";

/** A value that belongs to one variable, and is changed in place. */
export type OwnValue =
  | { readonly kind: "unset"; readonly array?: "indexed" | "associative" }
  | { readonly kind: "scalar"; readonly text: string }
  | { readonly kind: "indexed"; readonly items: IndexedItems }
  | { readonly kind: "associative"; readonly items: AssociativeItems };

/** A variable of a scope. Only the shell that owns it changes it; another makes its own copy first. */
export interface Cell {
  value: OwnValue;
  attributes: Attributes;
  special: SpecialVariable | undefined;
  /** Stands in front of a command: exported while that runs. */
  readonly isTemporary: boolean;
  owner: object;
}

export interface VariableScope {
  readonly kind: "shell" | "function" | "command";
  cells: Map<string, Cell>;
  owner: object;
}

export const UNSET: OwnValue = { kind: "unset" };

export function newCell(owner: object, value: OwnValue = UNSET, attributes = NO_ATTRIBUTES, isTemporary = false): Cell {
  return { value, attributes, special: undefined, isTemporary, owner };
}

export function copyCell(cell: Cell, owner: object): Cell {
  return { ...cell, value: ownValue(cell.value), owner };
}

export function ownValue(value: Value): OwnValue {
  if (value.kind === "indexed") {
    const items = value.items instanceof IndexedItems ? value.items.clone() : new IndexedItems(value.items);
    return { kind: "indexed", items };
  }
  if (value.kind === "associative") {
    const items = value.items instanceof AssociativeItems ? value.items.clone() : new AssociativeItems(value.items);
    return { kind: "associative", items };
  }
  return value;
}

/** What `$name` is without a subscript. */
export function plainText(value: Value): string | undefined {
  if (value.kind === "scalar") return value.text;
  if (value.kind === "indexed") return value.items.get(0);
  return value.kind === "associative" ? value.items.get("0") : undefined;
}

/** What `${name[subscript]}` is. */
export function elementText(value: Value, subscript: Exclude<Subscript, { kind: "all" }>): string | undefined {
  if (subscript.kind === "key") return value.kind === "associative" ? value.items.get(subscript.key) : undefined;
  const { index } = subscript;
  if (value.kind === "scalar") return index === 0 ? value.text : undefined;
  if (value.kind !== "indexed") return undefined;
  return value.items.get(index < 0 ? [...value.items.keys()].reduce((a, b) => Math.max(a, b), -1) + 1 + index : index);
}

/** What a program gets as its environment. */
export function environmentOf(scopes: readonly VariableScope[], host: VariablesHost): Map<string, string> {
  const environment = new Map<string, string>();
  for (let depth = 0; depth < scopes.length; depth++) {
    scopes[depth]?.cells.forEach((cell, name) => {
      const { value, special } = cell;
      if (value.kind === "unset" && !special) return; // A local without a value hides nothing from programs.
      const text = cell.attributes.exported && (special || value.kind === "scalar") ? textOf(cell, host) : undefined;
      if (text !== undefined) environment.set(name, text);
      else if (depth > 0) environment.delete(name);
    });
  }
  return environment;
}

/** What `$name` is, of a variable that may be computed. */
export function textOf({ special, value }: Cell, host: VariablesHost): string | undefined {
  return plainText(special ? special.value(host) : value);
}
