import { bracesIn } from "./brace-scan.ts";
import { braceSequence } from "./brace-sequence.ts";
import { ExpansionError } from "./expansion-error.ts";

/** More words than a machine would hold: bash then says that it has no memory for them. */
export const MAX_BRACE_WORDS = 1_000_000;
const MAX_LENGTH = 64 * 1024 * 1024;
/** How many braces may stand within each other or after one another; those beyond stay as they are written. */
const MAX_DEPTH = 500;

/** `a{b,c}d` is `abd acd`; `{1..3}` counts. The texts keep their quotes. @throws ExpansionError for a bomb */
export function expandBraces(text: string): string[] {
  return expand(text, { count: 0, length: 0 }, 0);
}

interface Made {
  count: number;
  length: number;
}

function expand(text: string, made: Made, depth: number): string[] {
  if (depth > MAX_DEPTH) return [text];
  for (const { open, end, commas } of bracesIn(text)) {
    const middles =
      commas.length > 0
        ? partsOf(text, open, commas, end).flatMap((part) => expand(part, made, depth + 1))
        : braceSequence(text.slice(open + 1, end), MAX_BRACE_WORDS);
    if (middles === undefined) continue;
    const before = text.slice(0, open);
    const rests = expand(text.slice(end + 1), made, depth + 1);
    const results: string[] = [];
    for (const middle of middles)
      for (const rest of rests) {
        const word = before + middle + rest;
        made.length += word.length;
        if (++made.count > MAX_BRACE_WORDS || made.length > MAX_LENGTH)
          throw new ExpansionError(
            `brace expansion: failed to allocate memory for ${middles.length * rests.length} elements`,
          );
        results.push(word);
      }
    return results;
  }
  return [text];
}

function partsOf(text: string, open: number, commas: readonly number[], end: number): string[] {
  const parts: string[] = [];
  let start = open + 1;
  for (const comma of [...commas, end]) {
    parts.push(text.slice(start, comma));
    start = comma + 1;
  }
  return parts;
}
