import type { ComparedText } from "../diff/compared-text.ts";
import type { Output } from "../program/output.ts";
import type { Difference } from "./three-way-diff.ts";

export type ThreeTexts = readonly [ComparedText, ComparedText, ComparedText];
type Place = 0 | 1 | 2;

const PLACES = [0, 1, 2] as const;
/** Where the second is unlike the others, these stand together. */
const SECOND_LAST = [0, 2, 1] as const;

/** Writes differences for people to read. */
export function putDifferences(
  output: Output,
  texts: ThreeTexts,
  differences: readonly Difference[],
  hasInitialTab: boolean,
): void {
  for (const { ranges, odd } of differences) {
    output.putText(`====${odd === undefined ? "" : odd + 1}\n`);
    const unprinted: Place | undefined = odd === undefined ? undefined : odd === 0 ? 1 : 0;
    for (const place of odd === 1 ? SECOND_LAST : PLACES) {
      const [start, end] = ranges[place];
      output.putText(`${place + 1}:${placeText(start, end)}\n`);
      if (place === unprinted) continue;
      for (let line = start; line < end; line++) {
        output.putText(hasInitialTab ? "\t" : "  ");
        putTextLine(output, texts[place], line, false);
      }
      if (end > start && !texts[place].isEnded(end - 1)) output.putText("\n\\ No newline at end of file\n");
    }
  }
}

function placeText(start: number, end: number): string {
  if (start === end) return `${start}a`;
  return end - start === 1 ? `${end}c` : `${start + 1},${end}c`;
}

/** A line with its newline, if it has one or is to get one. */
export function putTextLine(output: Output, text: ComparedText, line: number, addsNewline: boolean): void {
  output.put(text.line(line));
  if (addsNewline || text.isEnded(line)) output.putText("\n");
}
