import { arrayText, attributeLetters } from "../expansion/attributes.ts";
import { quoteListed, quoteValue } from "../quoting.ts";
import type { Attributes, Value, Variable } from "../state/variable.ts";

export function arrayKind(value: Value): "indexed" | "associative" | undefined {
  if (value.kind === "indexed" || value.kind === "associative") return value.kind;
  return value.kind === "unset" ? value.array : undefined;
}

/** `declare -ix n="5"`, as `declare -p` prints it. */
export function declarationText(name: string, variable: Variable): string {
  return `declare -${attributeLetters(variable) || "-"} ${name}${assignedText(variable.value)}`;
}

function assignedText(value: Value): string {
  if (value.kind === "unset") return "";
  return value.kind === "scalar" ? `=${quoteValue(value.text)}` : `=${arrayText(value)}`;
}

/** `n=5`, as `set` lists it. @returns nothing for what has no value */
export function listedText(name: string, value: Value): string | undefined {
  if (value.kind === "unset") return undefined;
  return `${name}=${value.kind === "scalar" ? quoteListed(value.text) : arrayText(value)}`;
}

/** Whether a variable has all of these attributes. */
export function hasAttributes(
  variable: Variable,
  wanted: Partial<Attributes>,
  array: "indexed" | "associative" | undefined,
): boolean {
  if (array !== undefined && arrayKind(variable.value) !== array) return false;
  const { attributes } = variable;
  return (Object.keys(wanted) as (keyof Attributes)[]).every((name) => attributes[name] === wanted[name]);
}
