import type { Output } from "../program/output.ts";
import { bestDivision, findBreaks, type LineWidths, type Word } from "./paragraph.ts";
import { wordOf } from "./words.ts";

export interface Manner {
  readonly maxWidth: number;
  readonly goalWidth: number;
  /** What lines belong to a paragraph, and how they are indented. */
  readonly kind: "plain" | "split" | "crown" | "tagged";
  readonly isUniform: boolean;
  /** What lines begin with that are filled, and how far it is indented at least. */
  readonly prefix: Uint8Array;
  readonly prefixIndent: number;
}

/** Larger paragraphs are filled in parts. */
const MAX_WORDS = 998;
const MAX_BYTES = 5000;
/** Of a paragraph's further lines, where its first one tells none. */
const DEFAULT_INDENT = 3;
const TAB_WIDTH = 8;
const [TAB, NEWLINE, SPACE] = [9, 10, 32];

/** How a line begins. */
interface Beginning {
  /** The columns where the prefix begins, and where the text behind it does. */
  readonly prefixColumn: number;
  readonly textColumn: number;
  /** Where the text is in the line; nothing: there is none. */
  readonly at: number | undefined;
}

/** Fills the lines of one file, which are added one after the other. */
export class Formatter {
  readonly #output: Output;
  readonly #manner: Manner;
  /** The prefix without spaces at its end. */
  readonly #shownPrefix: Uint8Array;
  #hasTabs = false;
  #words: Word[] = [];
  #bytes = 0;
  #isFirstLine = false;
  #prefixColumn = 0;
  #firstIndent = 0;
  #otherIndent = 0;
  #previousLength = 0;
  #column = 0;

  constructor(output: Output, manner: Manner) {
    this.#output = output;
    this.#manner = manner;
    let end = manner.prefix.length;
    while (end > 0 && manner.prefix[end - 1] === SPACE) end--;
    this.#shownPrefix = manner.prefix.subarray(0, end);
  }

  /** @param isUnended whether it is the last line, and has no newline */
  add(line: Uint8Array, isUnended: boolean): void {
    const beginning = this.#beginningOf(line);
    if (this.#words.length > 0) {
      if (this.#continues(beginning)) {
        this.#addWords(line, beginning);
        return;
      }
      this.#endParagraph();
    }
    const { prefixColumn, textColumn, at } = beginning;
    const isText = prefixColumn >= this.#manner.prefixIndent && textColumn >= prefixColumn + this.#manner.prefix.length;
    if (at === undefined || !isText) {
      this.#copy(line, beginning, isUnended);
      return;
    }
    this.#prefixColumn = prefixColumn;
    this.#firstIndent = textColumn;
    this.#previousLength = 0;
    this.#isFirstLine = true;
    this.#addWords(line, beginning);
  }

  end(): void {
    if (this.#words.length === 0) return;
    this.#continues(undefined);
    this.#endParagraph();
  }

  #beginningOf(line: Uint8Array): Beginning {
    let [at, column] = this.#skipSpace(line, 0, 0);
    const { prefixIndent } = this.#manner;
    if (this.#shownPrefix.length === 0)
      return {
        prefixColumn: Math.min(prefixIndent, column),
        textColumn: column,
        at: at < line.length ? at : undefined,
      };
    const prefixColumn = column;
    // GNU's compares without the spaces at the end of the prefix.
    for (const byte of this.#shownPrefix) {
      if (line[at] !== byte) return { prefixColumn, textColumn: column, at: at < line.length ? at : undefined };
      at++;
      column++;
    }
    [at, column] = this.#skipSpace(line, at, column);
    return { prefixColumn, textColumn: column, at: at < line.length ? at : undefined };
  }

  #skipSpace(line: Uint8Array, from: number, column: number): [at: number, column: number] {
    let [at, reached] = [from, column];
    for (; line[at] === SPACE || line[at] === TAB; at++)
      if (line[at] === SPACE) reached++;
      else {
        this.#hasTabs = true;
        reached = reached - (reached % TAB_WIDTH) + TAB_WIDTH;
      }
    return [at, reached];
  }

  /** Whether a line belongs to the paragraph; the second one says how further lines are indented. */
  #continues(line: Beginning | undefined): boolean {
    const { kind, prefix } = this.#manner;
    const isSame =
      line !== undefined &&
      line.at !== undefined &&
      line.prefixColumn === this.#prefixColumn &&
      line.textColumn >= line.prefixColumn + prefix.length;
    const column = line?.textColumn ?? 0;
    const isSecond = this.#isFirstLine;
    if (isSecond) this.#setOtherIndent(isSame, column);
    this.#isFirstLine = false;
    if (!isSame || kind === "split") return false;
    if (kind === "tagged" && isSecond && column === this.#firstIndent) return false;
    return (isSecond && kind === "crown") || column === this.#otherIndent;
  }

  #setOtherIndent(isSame: boolean, column: number): void {
    const { kind } = this.#manner;
    if (kind === "plain" || kind === "split") this.#otherIndent = this.#firstIndent;
    else if (kind === "crown") this.#otherIndent = isSame ? column : this.#firstIndent;
    else if (isSame && column !== this.#firstIndent) this.#otherIndent = column;
    else if (this.#otherIndent === this.#firstIndent) this.#otherIndent = this.#firstIndent === 0 ? DEFAULT_INDENT : 0;
  }

  #addWords(line: Uint8Array, { textColumn, at = 0 }: Beginning): void {
    this.#column = textColumn;
    for (let from = at; from < line.length; ) {
      let to = from + 1;
      while (to < line.length && !isSpace(line[to] ?? 0)) to++;
      const word = this.#fitted(line.slice(from, to));
      this.#column += word.text.length;
      const [next, column] = this.#skipSpace(line, to, this.#column);
      const isLast = next >= line.length;
      word.space = column - this.#column;
      word.isFinal = word.hasPeriod && (isLast || word.space > 1);
      if (isLast || this.#manner.isUniform) word.space = word.isFinal ? 2 : 1;
      this.#column = column;
      if (this.#words.length === MAX_WORDS) this.#divide();
      this.#words.push(word);
      this.#bytes += word.text.length;
      from = next;
    }
  }

  /** Makes room for a word. Of one that is too long itself, what doesn't fit is printed. */
  #fitted(text: Uint8Array): Word {
    let rest = text;
    while (this.#bytes + rest.length > MAX_BYTES) {
      if (this.#words.length > 0) {
        this.#divide();
        continue;
      }
      this.#output.put(rest.subarray(0, MAX_BYTES));
      rest = rest.subarray(MAX_BYTES);
    }
    return wordOf(rest);
  }

  #divide(): void {
    this.#setOtherIndent(true, this.#column);
    const breaks = findBreaks(this.#words, this.#widths());
    const division = bestDivision(breaks);
    this.#putLines(breaks, division);
    this.#words = this.#words.slice(division);
    this.#bytes = this.#words.reduce((sum, { text }) => sum + text.length, 0);
  }

  #endParagraph(): void {
    const last = this.#words.at(-1);
    if (last) last.hasPeriod = last.isFinal = true;
    const breaks = findBreaks(this.#words, this.#widths());
    this.#putLines(breaks, this.#words.length);
    this.#words = [];
    this.#bytes = 0;
  }

  #widths(): LineWidths {
    return {
      goal: this.#manner.goalWidth,
      max: this.#manner.maxWidth,
      firstIndent: this.#firstIndent,
      otherIndent: this.#otherIndent,
      previousLength: this.#previousLength,
    };
  }

  #putLines(breaks: ReturnType<typeof findBreaks>, end: number): void {
    for (let start = 0; start < end; ) {
      const next = breaks[start]?.next ?? end;
      let column = this.#putSpace(0, this.#prefixColumn);
      this.#output.put(this.#shownPrefix);
      column += this.#shownPrefix.length;
      column = this.#putSpace(column, start === 0 ? this.#firstIndent : this.#otherIndent);
      this.#words.slice(start, next).forEach(({ text, space }, index) => {
        this.#output.put(text);
        column += text.length;
        if (start + index < next - 1) column = this.#putSpace(column, column + space);
      });
      this.#output.putByte(NEWLINE);
      this.#previousLength = column;
      start = next;
    }
  }

  /** Puts blanks up to a column; tabs only where the file has some. @returns the column */
  #putSpace(from: number, to: number): number {
    let column = from;
    const lastStop = to - (to % TAB_WIDTH);
    if (this.#hasTabs && column + 1 < lastStop)
      for (; column < lastStop; column = column - (column % TAB_WIDTH) + TAB_WIDTH) this.#output.putByte(TAB);
    for (; column < to; column++) this.#output.putByte(SPACE);
    return Math.max(from, to);
  }

  /** A line that is not filled. */
  #copy(line: Uint8Array, { prefixColumn, textColumn, at }: Beginning, isUnended: boolean): void {
    if (textColumn > prefixColumn || at !== undefined) {
      const column = this.#putSpace(0, prefixColumn);
      const shown = this.#shownPrefix.subarray(0, textColumn - column);
      this.#output.put(shown);
      if (at !== undefined) this.#putSpace(column + shown.length, textColumn);
      else if (isUnended && textColumn >= prefixColumn + this.#shownPrefix.length) this.#output.putByte(NEWLINE);
    }
    if (at !== undefined) this.#output.put(line.subarray(at));
    if (!isUnended) this.#output.putByte(NEWLINE);
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 9 && byte <= 13);
}
