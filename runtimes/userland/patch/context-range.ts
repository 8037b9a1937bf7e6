import { lineNumberAt } from "./line-numbers.ts";
import type { PatchText } from "./patch-text.ts";

/** The lines that a header such as `*** 3,7 ****` names. @throws Failure */
export function contextRange(patch: PatchText, line: string): { readonly start: number; readonly count: number } {
  const text = line.replace(/^(\D*)0,0/, (_, head: string) => `${head}0`);
  const { number: start, end } = lineNumberAt(patch, text, text.search(/\d|$/));
  if (text.charAt(end) !== ",") return start === 0 ? { start: 1, count: 0 } : { start, count: 1 };
  const digits = text.slice(end).search(/\d/);
  if (digits < 0) throw patch.malformed();
  const last = lineNumberAt(patch, text, end + digits);
  if (last.number + 1 < start) throw patch.malformed();
  return { start, count: last.number + 1 - start };
}
