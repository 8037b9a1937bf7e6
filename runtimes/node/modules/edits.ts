interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether the text belongs to what is in front of it, so that it comes before other text in the same place. */
  readonly isBehind: boolean;
}

/** Changes to a source that leave its lines where they are. */
export class Edits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text, isBehind: false });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  insertBehind(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text, isBehind: true });
  }

  /** Leaves blanks in place of it. */
  blank(start: number, end: number): void {
    this.replace(start, end, this.#source.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, " "));
  }

  /** @returns the source, and for a line (from 1) and column (from 1) of it the column it was before */
  apply(): { readonly code: string; readonly columnBefore: (line: number, column: number) => number } {
    const edits = this.#edits.toSorted(
      (a, b) => a.start - b.start || Number(b.isBehind) - Number(a.isBehind) || a.end - b.end,
    );
    const shifts = new Map<number, { readonly column: number; readonly by: number }[]>();
    let code = "";
    let at = 0;
    let line = 1;
    let lineStart = 0;
    const take = (text: string): void => {
      for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) {
        line++;
        lineStart = code.length + i + 1;
      }
      code += text;
    };
    for (const { start, end, text } of edits) {
      take(this.#source.slice(at, start));
      take(text);
      at = end;
      const by = text.length - (end - start);
      if (by === 0) continue;
      const onLine = shifts.get(line) ?? [];
      onLine.push({ column: code.length - lineStart + 1, by });
      shifts.set(line, onLine);
    }
    take(this.#source.slice(at));
    const columnBefore = (askedLine: number, column: number): number => {
      let by = 0;
      for (const shift of shifts.get(askedLine) ?? []) if (shift.column <= column) by += shift.by;
      return Math.max(1, column - by);
    };
    return { code, columnBefore };
  }
}
