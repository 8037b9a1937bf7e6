import type { Value } from "../state/variable.ts";
import type { ExpansionContext } from "./context.ts";
import { ExpansionError } from "./expansion-error.ts";
import { sliceText } from "./operators.ts";
import { endOf, type Found } from "./parameter-value.ts";
import { textValue, type Values } from "./values.ts";

/** `${x:offset:length}` of a text by characters, of `$@` and arrays by elements. @throws ExpansionError */
export function sliceOf(found: Found, offset: number, length: number | undefined, context: ExpansionContext): Values {
  const { values, name, subscript } = found;
  const tooShort = (): ExpansionError => new ExpansionError(`${length}: substring expression < 0`);
  if (values.kind === "text") {
    if (values.text === undefined) return values;
    const slice = sliceText(values.text, offset, length);
    if (slice === undefined) throw tooShort();
    return textValue(slice);
  }
  if (values.items.length === 0 && subscript.kind === "all") return values;
  const value = subscript.kind === "all" ? context.variables.get(name)?.value : undefined;
  if (offset > lastOffset(value, values.items.length)) return { ...values, items: [] };
  if (length !== undefined && length < 0) throw tooShort();
  let items = values.items;
  let start = offset;
  if (value?.kind === "indexed") {
    // In an array with gaps the offset is an index, and the length counts elements.
    if (start < 0) start += endOf(value);
    items = start < 0 ? [] : [...value.items].filter(([index]) => index >= start).map(([, text]) => text);
    start = 0;
  } else {
    if (subscript.kind === "none") items = [context.special("0") ?? "", ...items];
    if (start < 0) start += items.length;
    else if (value?.kind === "associative" && start > 0) start--;
    if (start < 0) items = [];
  }
  return {
    ...values,
    items: items.slice(Math.max(0, start), length === undefined ? undefined : Math.max(0, start) + length),
  };
}

/** Beyond this there is nothing, whatever the length is: of an indexed array the highest index, of `$@` one behind the last. */
function lastOffset(value: Value | undefined, count: number): number {
  if (value?.kind === "indexed") return endOf(value) - 1;
  return value === undefined ? count + 1 : count;
}
