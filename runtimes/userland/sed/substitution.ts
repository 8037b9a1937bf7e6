import type { Regex, Span } from "../../regex/regex.ts";
import type { Substitution } from "./command.ts";

/** @returns the text with what `s` replaces replaced; nothing if it replaces nothing */
export function substitute(
  text: string,
  regex: Regex,
  { replacement, first, isGlobal }: Substitution,
  onFirstMatch?: (spans: readonly Span[]) => void,
): string | undefined {
  let result = "";
  let copied = 0;
  let from = 0;
  let count = 0;
  let lastEnd = -1;
  let isReplaced = false;
  while (from <= text.length) {
    const spans = regex.find(text, from);
    const [start, end] = spans?.[0] ?? [];
    if (!spans || start === undefined || end === undefined) break;
    if (count === 0 && lastEnd < 0) onFirstMatch?.(spans);
    const isEmpty = start === end;
    // Nothing, right behind a match, is no match.
    if (!(isEmpty && start === lastEnd) && ++count >= first) {
      result += text.slice(copied, start) + replacement.textFor(text, spans);
      copied = end;
      isReplaced = true;
      if (!isGlobal) break;
    }
    lastEnd = end;
    from = isEmpty ? end + widthAt(text, end) : end;
  }
  return isReplaced ? result + text.slice(copied) : undefined;
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
