import { Failure } from "../program/failure.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";

/** A field that is printed: the one that was compared, or one of a side. */
export type OutputField = "key" | { readonly side: 0 | 1; readonly field: number };

/** Counted from 0. @throws Failure */
export function fieldNumber(text: string): number {
  const number = suffixedNumber(text, "");
  if (number === "overflow") return Number.MAX_SAFE_INTEGER;
  if (typeof number === "string" || number === 0n) throw new Failure(`invalid field number: ${quoted(text)}`);
  return Number(number) - 1;
}

/** What -o is given: fields with commas or blanks between. @throws Failure */
export function outputFields(list: string): OutputField[] {
  return list.split(/[, \t]/).map(outputField);
}

function outputField(text: string): OutputField {
  const file = text.charAt(0);
  if (file !== "0" && file !== "1" && file !== "2")
    throw new Failure(`invalid file number in field spec: ${quoted(text)}`);
  if (text === "0") return "key";
  if (file === "0" || text.charAt(1) !== ".") throw new Failure(`invalid field specifier: ${quoted(text)}`);
  return { side: file === "1" ? 0 : 1, field: fieldNumber(text.slice(2)) };
}
