import type { Output } from "../program/output.ts";
import type { Column, Table } from "./table.ts";
import type { Layout } from "./table-layout.ts";
import { cutToWidth, textWidth } from "./text-width.ts";

interface TableStyle {
  readonly separator: string;
  readonly hasHeader: boolean;
}

export async function putTable(output: Output, table: Table, layout: Layout, style: TableStyle): Promise<void> {
  const columns = [...layout].map(([column, width]) => ({ column, width }));
  if (table.isEmpty) return;
  if (style.hasHeader) output.putText(rowText(columns, ({ name = "" }) => name, style.separator));
  for (const row of table.rows) {
    output.putText(rowText(columns, ({ index }) => row[index] ?? "", style.separator));
    if (output.isFull) await output.flush();
  }
}

interface PlacedColumn {
  readonly column: Column;
  readonly width: number;
}

/** A row, of several lines if some of its text is broken. */
function rowText(columns: readonly PlacedColumn[], cellOf: (column: Column) => string, separator: string): string {
  let rest = columns.map(({ column }) => cellOf(column));
  let text = "";
  let isFirst = true;
  do {
    const left: string[] = [];
    columns.forEach(({ column, width }, index) => {
      const cell = rest[index] ?? "";
      const breaks = column.isWrapped && !column.isTruncated;
      const shown = breaks ? beginningOf(cell, width) : column.isTruncated ? cutToWidth(cell, width) : cell;
      left.push(breaks ? cell.slice(shown.length) : "");
      const isLast = index === columns.length - 1;
      text += cellText(shown, width, column.isRight && isFirst, isLast);
      if (isLast) return;
      // What is wider than its column pushes the rest to a line of its own.
      if (textWidth(shown) > width) text += `\n${indentOf(columns.slice(0, index + 1), separator)}`;
      else text += separator;
    });
    text += "\n";
    rest = left;
    isFirst = false;
  } while (rest.some((cell) => cell !== ""));
  return text;
}

/** At least one character, so that breaking comes to an end. */
function beginningOf(cell: string, width: number): string {
  const beginning = cutToWidth(cell, width);
  return beginning === "" && cell !== "" ? String.fromCodePoint(cell.codePointAt(0) ?? 0) : beginning;
}

function cellText(cell: string, width: number, isRight: boolean, isLast: boolean): string {
  if (isLast && (cell === "" || !isRight)) return cell;
  const padding = " ".repeat(Math.max(0, width - textWidth(cell)));
  return isRight ? padding + cell : cell + padding;
}

function indentOf(columns: readonly PlacedColumn[], separator: string): string {
  return columns.map(({ width }) => " ".repeat(width) + separator).join("");
}
