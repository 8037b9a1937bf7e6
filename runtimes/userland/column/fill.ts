import type { Output } from "../program/output.ts";
import { textWidth } from "./text-width.ts";

const TAB_WIDTH = 8;

/** Prints entries beside each other, with tabs between: down the columns. */
export function putFilledColumns(output: Output, entries: readonly string[], width: number): void {
  const columnWidth = columnWidthOf(entries);
  const columns = Math.max(1, Math.floor(width / columnWidth));
  if (!fits(entries, width)) {
    putAlone(output, entries);
    return;
  }
  const rows = Math.ceil(entries.length / columns);
  for (let row = 0; row < rows; row++) {
    const shown: string[] = [];
    for (let at = row; at < entries.length && shown.length < columns; at += rows) shown.push(entries[at] ?? "");
    output.putText(`${rowText(shown, columnWidth)}\n`);
  }
}

/** As {@link putFilledColumns}, but along the rows. */
export function putFilledRows(output: Output, entries: readonly string[], width: number): void {
  const columnWidth = columnWidthOf(entries);
  // Where none fits there is no end to a row.
  const columns = Math.floor(width / columnWidth) || entries.length;
  if (!fits(entries, width)) {
    putAlone(output, entries);
    return;
  }
  for (let at = 0; at < entries.length; at += columns) {
    const text = rowText(entries.slice(at, at + columns), columnWidth);
    const isLast = at + columns >= entries.length;
    output.putText(isLast && text === "" ? "" : `${text}\n`);
  }
}

function fits(entries: readonly string[], width: number): boolean {
  return entries.every((entry) => textWidth(entry) < width);
}

function putAlone(output: Output, entries: readonly string[]): void {
  for (const entry of entries) output.putText(`${entry}\n`);
}

function columnWidthOf(entries: readonly string[]): number {
  const longest = entries.reduce((most, entry) => Math.max(most, textWidth(entry)), 0);
  return nextStop(longest);
}

function nextStop(column: number): number {
  return column - (column % TAB_WIDTH) + TAB_WIDTH;
}

function rowText(entries: readonly string[], columnWidth: number): string {
  let text = "";
  entries.forEach((entry, index) => {
    text += entry;
    if (index === entries.length - 1) return;
    for (let at = textWidth(entry); at < columnWidth; at = nextStop(at)) text += "\t";
  });
  return text;
}
