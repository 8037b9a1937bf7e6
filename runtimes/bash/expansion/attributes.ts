import { quoteReusable, quoteValue } from "../quoting.ts";
import type { Variable } from "../state/variable.ts";

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
export function arrayText(variable: Variable): string {
  const { value } = variable;
  if (value.kind !== "indexed" && value.kind !== "associative") return "()";
  const elements: string[] = [];
  for (const [key, text] of value.items)
    elements.push(`[${typeof key === "string" ? quoteKey(key) : key}]=${quoteValue(text)}`);
  return value.kind === "associative" && elements.length > 0 ? `(${elements.join(" ")} )` : `(${elements.join(" ")})`;
}

/** A key between its brackets: quoted where it has what the shell would take for something else. */
export function quoteKey(key: string): string {
  return key === "" || /[^A-Za-z0-9_%+,./:=@^-]/.test(key) || key === "@" || key === "*" ? quoteValue(key) : key;
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
  return [...options, `${name}=${value.kind === "scalar" ? quoteReusable(value.text) : arrayText(variable)}`];
}

/** `${a[@]@K}`: keys and values in one text. */
export function keysAndValues({ value }: Variable): readonly { readonly key: string; readonly text: string }[] {
  if (value.kind === "scalar") return [{ key: "0", text: value.text }];
  if (value.kind === "unset") return [];
  const pairs: { key: string; text: string }[] = [];
  for (const [key, text] of value.items) pairs.push({ key: String(key), text });
  return pairs;
}
