import { Failure } from "../program/failure.ts";

const [TAB, SPACE] = [9, 32];

/** A column of a table, and how its text is put. */
export interface Column {
  /** Which cell of each row it is. */
  readonly index: number;
  readonly name: string | undefined;
  isRight: boolean;
  isTruncated: boolean;
  isWrapped: boolean;
  /** Whether texts that are much longer than most are left out of its width. */
  ignoresExtremes: boolean;
  isHidden: boolean;
}

type Mark = "isRight" | "isTruncated" | "isWrapped" | "ignoresExtremes" | "isHidden";

/** For each mark the columns that are to have it; which ones are to come first. */
export type Marks = Readonly<Record<Mark | "first", readonly string[] | undefined>>;

interface TableForm {
  readonly names: readonly string[];
  /** The characters that separate cells; nothing: any number of blanks. */
  readonly separators: string | undefined;
  readonly limit: number;
  /** Whether columns without a name are wrong. */
  readonly needsNames: boolean;
}

export class Table {
  readonly rows: readonly (readonly string[])[];
  #columns: Column[];

  constructor(rows: readonly (readonly string[])[], columns: Column[]) {
    this.rows = rows;
    this.#columns = columns;
  }

  /** Whether there is no column, printed or not. */
  get isEmpty(): boolean {
    return this.#columns.length === 0;
  }

  /** Those that are printed, in their order. */
  get columns(): readonly Column[] {
    return this.#columns.filter(({ isHidden }) => !isHidden);
  }

  /** @throws Failure for a name that no column has */
  mark(marks: Marks): void {
    for (const mark of ["isRight", "isTruncated", "ignoresExtremes", "isWrapped", "isHidden"] as const)
      for (const text of marks[mark] ?? []) for (const column of this.#find(text, mark)) column[mark] = true;
    const last = this.columns.at(-1);
    if (marks.ignoresExtremes === undefined && last) last.ignoresExtremes = true;
    const first = (marks.first ?? []).flatMap((text) => this.#find(text, undefined));
    this.#columns = [...new Set([...first, ...this.#columns])];
  }

  #find(text: string, mark: Mark | undefined): readonly Column[] {
    if (mark !== undefined && text === "0") return this.#columns;
    if (mark === "isHidden" && text === "-") return this.#columns.filter(({ name }) => name === undefined);
    const found = /^\d+$/.test(text)
      ? this.#columns.filter(({ index }) => index === Number(text) - 1)
      : this.#columns.filter(({ name }) => name === text).slice(0, 1);
    if (found.length === 0 && !/^\d+$/.test(text)) throw new Failure(`undefined column name '${text}'`);
    return found;
  }
}

/** @returns nothing if there are no lines @throws Failure */
export function readTable(lines: readonly string[], form: TableForm): Table | undefined {
  if (lines.length === 0) return undefined;
  const { names, separators, limit, needsNames } = form;
  const split = separators === undefined ? splitterByBlanks(limit) : splitterAt(separators, limit);
  const rows = lines.map((line) => (line === "" ? [] : split(line)));
  const long = needsNames ? rows.findIndex((row) => row.length > names.length) : -1;
  if (long >= 0)
    // A line counts from its first cell on.
    throw new Failure(
      `line ${long + Math.min(1, names.length) + 1}: for JSON the name of the column ${names.length + 1} is required`,
    );
  const count = rows.reduce((most, row) => Math.max(most, row.length), names.length);
  return new Table(
    rows,
    Array.from({ length: count }, (_, index) => columnOf(index, names[index])),
  );
}

function columnOf(index: number, name: string | undefined): Column {
  const marks = { isRight: false, isTruncated: false, isWrapped: false, ignoresExtremes: false, isHidden: false };
  return { index, name, ...marks };
}

/** What is behind the blank after the last cell but one is the last, other blanks included. */
function splitterByBlanks(limit: number): (line: string) => string[] {
  return (line) => {
    const cells: string[] = [];
    let at = 0;
    while (cells.length < limit - 1) {
      while (at < line.length && isBlank(line.charCodeAt(at))) at++;
      if (at === line.length) return cells;
      const start = at;
      while (at < line.length && !isBlank(line.charCodeAt(at))) at++;
      cells.push(line.slice(start, at));
      if (at === line.length) return cells;
      at++;
    }
    cells.push(line.slice(at));
    return cells;
  };
}

function isBlank(code: number): boolean {
  return code === TAB || code === SPACE;
}

function splitterAt(separators: string, limit: number): (line: string) => string[] {
  const characters = new Set(separators);
  return (line) => {
    const cells: string[] = [];
    let [start, at] = [0, 0];
    for (const character of line) {
      if (cells.length < limit - 1 && characters.has(character)) {
        cells.push(line.slice(start, at));
        start = at + character.length;
      }
      at += character.length;
    }
    cells.push(line.slice(start));
    return cells;
  };
}
