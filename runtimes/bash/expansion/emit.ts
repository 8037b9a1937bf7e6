import type { FieldSeparators, Fields } from "./fields.ts";
import type { Values } from "./values.ts";

/** Gives the values of a parameter to the fields of a word. @returns false for `"$@"` that has nothing to give */
export function emit(values: Values, isQuoted: boolean, out: Fields, separators: FieldSeparators): boolean {
  if (values.kind === "text") {
    if (isQuoted) out.quoted(values.text ?? "");
    else if (values.text) out.split(values.text, separators);
    return true;
  }
  const { items } = values;
  const { first, all } = separators;
  if (isQuoted && values.isJoined) out.quoted(items.join(first));
  else if (!out.isSplitting) {
    const text = items.join(values.isJoined ? first : " ");
    if (isQuoted) out.quoted(text);
    else out.literal(text);
  } else if (isQuoted || all === "") {
    if (items.length === 0) return false;
    for (const [index, item] of items.entries()) {
      if (index > 0) out.end();
      if (isQuoted) out.quoted(item);
      else out.literal(item);
    }
  } else out.split(items.join(first), separators);
  return true;
}
