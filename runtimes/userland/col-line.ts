import type { Output } from "./program/output.ts";

/** A character, or several of one column each, and where it was printed. */
export interface PlacedText {
  readonly text: string;
  readonly width: number;
  readonly column: number;
}

export interface LineStyle {
  /** Whether characters in one place are all printed, with backspaces between. */
  readonly keepsAll: boolean;
  readonly usesTabs: boolean;
}

const TAB_WIDTH = 8;

/** Prints the characters of a line from the left to the right. */
export function putPlaced(output: Output, placed: readonly PlacedText[], style: LineStyle): void {
  const sorted = areApart(placed) ? placed : placed.flatMap(singlesOf).toSorted((a, b) => a.column - b.column);
  let [text, column] = ["", 0];
  sorted.forEach(({ text: shown, width, column: wanted }, index) => {
    const next = sorted[index + 1];
    const isCovered = next !== undefined && next.column === wanted;
    if (isCovered && !style.keepsAll) return;
    if (wanted > column) text += gap(column, wanted, style.usesTabs);
    text += shown;
    column = Math.max(column, wanted + width);
    if (!isCovered || width === 0) return;
    text += "\b".repeat(width);
    column = wanted;
  });
  output.putText(`${text}\n`);
}

/** Whether each stands behind the one before it. */
function areApart(placed: readonly PlacedText[]): boolean {
  let end = 0;
  for (const { width, column } of placed) {
    if (width === 0 || column < end) return false;
    end = column + width;
  }
  return true;
}

function singlesOf(placed: PlacedText): readonly PlacedText[] {
  const characters = [...placed.text];
  if (characters.length === 1) return [placed];
  return characters.map((text, index) => ({ text, width: 1, column: placed.column + index }));
}

function gap(from: number, to: number, usesTabs: boolean): string {
  let [text, column] = ["", from];
  if (usesTabs && to - from > 1)
    for (let stop = nextStop(column); stop <= to; stop = nextStop(column)) {
      text += stop - column === 1 ? " " : "\t";
      column = stop;
    }
  return text + " ".repeat(to - column);
}

function nextStop(column: number): number {
  return column - (column % TAB_WIDTH) + TAB_WIDTH;
}
