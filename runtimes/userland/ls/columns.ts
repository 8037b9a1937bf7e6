/** A name as it is printed, and how many columns of the terminal it takes. */
export interface Cell {
  readonly text: string;
  readonly width: number;
}

const MIN_COLUMN_WIDTH = 3;
const GAP = 2;

interface ColumnLayout {
  readonly lineWidth: number;
  /** 0: only spaces. */
  readonly tabSize: number;
  readonly end: string;
}

/** In as many columns as a line holds, one below the other or one beside the other. */
export function inColumns(cells: readonly Cell[], order: "columns" | "rows", layout: ColumnLayout): string {
  if (cells.length === 0) return "";
  if (layout.lineWidth === Number.POSITIVE_INFINITY) return `${cells.map(({ text }) => text).join("  ")}${layout.end}`;
  const widths = columnWidths(cells, order, layout.lineWidth);
  const columns = widths.length;
  const rows = Math.ceil(cells.length / columns);
  let text = "";
  for (let row = 0; row < rows; row++) {
    let at = 0;
    for (let column = 0; column < columns; column++) {
      const index = order === "columns" ? column * rows + row : row * columns + column;
      const cell = cells[index];
      if (!cell) break;
      text += cell.text;
      const next = order === "columns" ? index + rows : index + 1;
      if (next >= cells.length || column === columns - 1) break;
      const to = at + (widths[column] ?? 0);
      text += indent(at + cell.width, to, layout.tabSize);
      at = to;
    }
    text += layout.end;
  }
  return text;
}

/** Of the largest number of columns that fit. */
function columnWidths(cells: readonly Cell[], order: "columns" | "rows", lineWidth: number): number[] {
  const most = Math.max(1, Math.min(cells.length, Math.ceil(lineWidth / MIN_COLUMN_WIDTH)));
  for (let columns = most; columns > 1; columns--) {
    const widths = widthsOf(cells, order, columns, lineWidth);
    if (widths) return widths;
  }
  return [
    Math.max(
      ...[MIN_COLUMN_WIDTH],
      cells.reduce((widest, { width }) => Math.max(widest, width), 0),
    ),
  ];
}

function widthsOf(
  cells: readonly Cell[],
  order: "columns" | "rows",
  columns: number,
  lineWidth: number,
): number[] | undefined {
  const widths = new Array<number>(columns).fill(MIN_COLUMN_WIDTH);
  const rows = Math.ceil(cells.length / columns);
  let total = columns * MIN_COLUMN_WIDTH;
  for (const [index, { width }] of cells.entries()) {
    const column = order === "columns" ? Math.floor(index / rows) : index % columns;
    const needed = width + (column === columns - 1 ? 0 : GAP);
    const more = needed - (widths[column] ?? 0);
    if (more <= 0) continue;
    widths[column] = needed;
    total += more;
    if (total >= lineWidth) return undefined;
  }
  return widths;
}

function indent(from: number, to: number, tabSize: number): string {
  let [text, at] = ["", from];
  while (at < to) {
    if (tabSize > 0 && Math.floor(to / tabSize) > Math.floor((at + 1) / tabSize)) {
      text += "\t";
      at += tabSize - (at % tabSize);
    } else {
      text += " ";
      at++;
    }
  }
  return text;
}

/** With commas between, in lines that fit. */
export function withCommas(cells: readonly Cell[], { lineWidth, end }: ColumnLayout): string {
  let [text, at] = ["", 0];
  for (const [index, cell] of cells.entries()) {
    if (index > 0) {
      const fits = at + cell.width + GAP < lineWidth;
      text += fits ? ", " : `,${end}`;
      at = fits ? at + GAP : 0;
    }
    text += cell.text;
    at += cell.width;
  }
  return text === "" ? "" : text + end;
}
