import type { Column, ColumnContext } from "./columns.ts";
import type { Row } from "./snapshot.ts";

/** A column as it was asked for. */
export interface ShownColumn extends Column {
  readonly title: string;
}

/**
 * Rows of columns that begin and end where their titles do. What is too wide pushes the next ones only as far as they have no
 * room of their own to give.
 */
function tableLine(columns: readonly ShownColumn[], texts: readonly string[]): string {
  let [line, start] = ["", 0];
  for (const [index, column] of columns.entries()) {
    const text = texts[index] ?? "";
    const gap = index === 0 ? 0 : 1;
    const at = column.isLeft ? start : start + column.width - text.length;
    line = line.padEnd(Math.max(line.length + gap, at)) + text;
    start += column.width + 1;
  }
  const last = columns.at(-1);
  return last?.isLeft && texts.at(-1) === "" ? line.padEnd(start - 1) : line;
}

/** The line of titles, unless all of them were asked to be empty. */
export function titleLine(columns: readonly ShownColumn[]): string | undefined {
  const titles = columns.map(({ title }) => title);
  return titles.every((title) => title === "") ? undefined : tableLine(columns, titles);
}

export function rowLine(columns: readonly ShownColumn[], row: Row, context: ColumnContext): string {
  return tableLine(
    columns,
    columns.map((column) => column.text(row, context)),
  );
}
