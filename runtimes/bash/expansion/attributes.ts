import { quoteKey, quoteReusable, quoteValue } from "../quoting.ts";
import type { Value, Variable } from "../state/variable.ts";

/** The letters of `declare` that a variable has, in bash's order. */
export function attributeLetters({ value, attributes }: Variable): string {
  const array = value.kind === "unset" ? value.array : value.kind;
  let letters = array === "indexed" ? "a" : array === "associative" ? "A" : "";
  if (attributes.integer) letters += "i";
  if (attributes.nameref) letters += "n";
  if (attributes.readonly) letters += "r";
  if (attributes.trace) letters += "t";
  if (attributes.exported) letters += "x";
  if (attributes.letterCase === "capitalize") letters += "c";
  if (attributes.letterCase === "lower") letters += "l";
  if (attributes.letterCase === "upper") letters += "u";
  return letters;
}

/** `([0]="a" [1]="b")` */
export function arrayText(value: Extract<Value, { kind: "indexed" | "associative" }>): string {
  const elements: string[] = [];
  if (value.kind === "indexed") {
    for (const [index, text] of value.items) elements.push(`[${index}]=${quoteValue(text)}`);
    return `(${elements.join(" ")})`;
  }
  for (const [key, text] of value.items) elements.push(`[${quoteKey(key)}]=${quoteValue(text)} `);
  return `(${elements.join("")})`;
}

/** What `${x@A}` gives: a command that makes the variable again, with this text. */
export function assignmentText(name: string, variable: Variable, text: string | undefined): string | undefined {
  const letters = attributeLetters(variable);
  const options = letters === "" ? "" : `declare -${letters} `;
  if (text !== undefined) return `${options}${name}=${quoteReusable(text)}`;
  return letters === "" ? undefined : `${options}${name}`;
}

/** What `${a[@]@A}` gives, in words: `declare -a a=(…)`. */
export function wholeAssignment(name: string, variable: Variable): string[] {
  const { value } = variable;
  const letters = attributeLetters(variable);
  const options = letters === "" ? [] : ["declare", `-${letters}`];
  if (value.kind === "unset") return letters === "" ? [] : [...options, name];
  return [...options, `${name}=${value.kind === "scalar" ? quoteReusable(value.text) : arrayText(value)}`];
}

/** `${a[@]@K}`: keys and values in one text. */
export function keysAndValues({ value }: Variable): readonly { readonly key: string; readonly text: string }[] {
  if (value.kind === "scalar") return [{ key: "0", text: value.text }];
  if (value.kind === "unset") return [];
  const pairs: { key: string; text: string }[] = [];
  for (const [key, text] of value.items) pairs.push({ key: String(key), text });
  return pairs;
}
