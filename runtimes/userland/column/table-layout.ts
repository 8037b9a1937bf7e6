import type { Column, Table } from "./table.ts";
import { textWidth } from "./text-width.ts";

/** How wide each column that is printed is. */
export type Layout = ReadonlyMap<Column, number>;

interface Measure {
  readonly column: Column;
  readonly least: number;
  readonly most: number;
  width: number;
  /** What text is wider than this is no measure; nothing if there is no such text. */
  readonly extremeFrom: number | undefined;
}

/** Makes columns as wide as their texts, and, if that is too much, narrower where texts may be cut. */
export function layOut(table: Table, separator: string, width: number): Layout {
  const measures = table.columns.map((column) => measureOf(table, column));
  const separators = Math.max(0, measures.length - 1) * textWidth(separator);
  const total = (): number => measures.reduce((sum, one) => sum + one.width, separators);
  let extremes = measures.filter(({ extremeFrom }) => extremeFrom !== undefined);
  if (total() > width) extremes = extremes.filter((measure) => reduceToUsual(table, measure));
  for (const measure of extremes)
    measure.width = Math.max(measure.width, Math.min(measure.most, measure.width + width - total()));
  cutTo(measures, width - total());
  return new Map(measures.map((measure) => [measure.column, measure.width]));
}

function measureOf(table: Table, column: Column): Measure {
  let [most, sum] = [0, 0];
  for (const row of table.rows) {
    const width = textWidth(row[column.index] ?? "");
    most = Math.max(most, width);
    sum += width;
  }
  const isEmpty = most === 0 && column.name === undefined;
  const least = isEmpty ? 0 : Math.max(1, textWidth(column.name ?? ""));
  const usual = Math.floor(sum / table.rows.length);
  const isExtreme = column.ignoresExtremes && usual > 0 && most > usual * 2;
  return { column, least, most, width: Math.max(least, most), extremeFrom: isExtreme ? usual * 2 : undefined };
}

/** @returns whether the column is narrower now */
function reduceToUsual(table: Table, measure: Measure): boolean {
  const { column, least, extremeFrom = 0 } = measure;
  const before = measure.width;
  measure.width = least;
  for (const row of table.rows) {
    const width = textWidth(row[column.index] ?? "");
    if (width <= extremeFrom) measure.width = Math.max(measure.width, width);
  }
  return measure.width < before;
}

/** Takes one after the other from each column that may be cut, until all fit. */
function cutTo(measures: readonly Measure[], room: number): void {
  const cut = measures.filter(({ column }) => column.isTruncated || column.isWrapped);
  let missing = -room;
  while (missing > 0) {
    const narrowable = cut.filter(({ width, least }) => width > least);
    if (narrowable.length === 0) return;
    for (const measure of narrowable) {
      if (missing === 0) return;
      measure.width--;
      missing--;
    }
  }
}
