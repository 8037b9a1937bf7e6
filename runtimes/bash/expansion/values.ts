import type { Value } from "../state/variable.ts";

/** What a parameter is: one text, or the texts of `$@`, `$*` and arrays. */
export type Values =
  | { readonly kind: "text"; readonly text: string | undefined }
  | { readonly kind: "list"; readonly items: readonly string[]; readonly isJoined: boolean };

export const NOTHING: Values = { kind: "text", text: undefined };

export function textValue(text: string | undefined): Values {
  return { kind: "text", text };
}

export function mapValues(values: Values, change: (text: string) => string): Values {
  if (values.kind === "list") return { ...values, items: values.items.map(change) };
  return values.text === undefined ? values : textValue(change(values.text));
}

export function isSet(values: Values): boolean {
  return values.kind === "list" ? values.items.length > 0 : values.text !== undefined;
}

export function isEmpty(values: Values): boolean {
  if (values.kind === "list") return values.items.length === 0 || (values.items.length === 1 && values.items[0] === "");
  return values.text === undefined || values.text === "";
}

export function itemsOf(value: Value | undefined): string[] {
  if (value === undefined || value.kind === "unset") return [];
  return value.kind === "scalar" ? [value.text] : [...value.items.values()];
}

export function keysOf(value: Value | undefined): string[] {
  if (value === undefined || value.kind === "unset") return [];
  return value.kind === "scalar" ? ["0"] : Array.from(value.items.keys(), String);
}

/** How many elements a value has. */
export function countOf(value: Value | undefined): number {
  if (value === undefined || value.kind === "unset") return 0;
  return value.kind === "scalar" ? 1 : value.items.size;
}
