import { bytesOfLatin1 } from "../../web/encoding.ts";
import type { Output } from "../program/output.ts";
import { type Layout, numberWidthOf } from "./layout.ts";
import { isPrinted, RowWriter } from "./row-writer.ts";

/** A file: its text and what headers say of it, one character a byte. */
export interface PrSource {
  readonly text: string;
  readonly name: string;
  readonly date: string;
}

export interface Header {
  readonly title: string;
  readonly date: string;
}

/** A line, and how many are before it. */
interface Cell {
  readonly text: string;
  readonly number: number;
}

const END_LINES = 5;
const FORM_FEED = "\f";

/** Prints text in pages. */
export class PageWriter {
  readonly #output: Output;
  readonly #layout: Layout;
  readonly #pages: { readonly first: number; readonly last: number };
  readonly #row: RowWriter;
  #page = 0;
  #line = 0;

  constructor(output: Output, layout: Layout, pages: { readonly first: number; readonly last: number }) {
    this.#output = output;
    this.#layout = layout;
    this.#pages = pages;
    this.#row = new RowWriter(output, layout.columns > 1);
  }

  async print(text: string, header: Header): Promise<void> {
    const { columns, bodyLines, hasHeaders, dropsFormFeeds } = this.#layout;
    const sections = text.split(FORM_FEED);
    for (const [index, section] of sections.entries()) {
      const cells = linesOf(section).map((line) => ({ text: line, number: this.#line++ }));
      const isLast = index === sections.length - 1;
      if (cells.length === 0 && isLast) break;
      const pageCells = columns * bodyLines;
      for (let from = 0; from === 0 || from < cells.length; from += pageCells)
        await this.#printPage(this.#rowsOf(cells.slice(from, from + pageCells)), header);
      if (!isLast && !hasHeaders && !dropsFormFeeds) this.#output.putText(FORM_FEED);
    }
  }

  /** Prints texts beside each other. */
  async printMerged(texts: readonly string[], header: Header): Promise<void> {
    const { bodyLines } = this.#layout;
    const files = texts.map((text) => linesOf(text.replaceAll(FORM_FEED, "\n")));
    const count = files.reduce((most, lines) => Math.max(most, lines.length), 0);
    for (let from = 0; from < count; from += bodyLines) {
      const rows: Cell[][] = [];
      for (let at = from; at < Math.min(count, from + bodyLines); at++)
        rows.push(files.map((lines) => ({ text: lines[at] ?? "", number: at })));
      await this.#printPage(rows, header);
    }
  }

  /** Fills columns down, as evenly as it goes, or across. */
  #rowsOf(cells: readonly Cell[]): Cell[][] {
    const { columns, isAcross } = this.#layout;
    const rows: Cell[][] = [];
    if (isAcross) {
      for (let at = 0; at < cells.length; at += columns) rows.push(cells.slice(at, at + columns));
      return rows;
    }
    const [least, longer] = [Math.floor(cells.length / columns), cells.length % columns];
    let at = 0;
    for (let column = 0; column < columns; column++) {
      const length = least + (column < longer ? 1 : 0);
      cells.slice(at, at + length).forEach((cell, row) => {
        const cellsOfRow = rows[row];
        if (cellsOfRow) cellsOfRow.push(cell);
        else rows.push([cell]);
      });
      at += length;
    }
    return rows;
  }

  async #printPage(rows: readonly (readonly Cell[])[], header: Header): Promise<void> {
    const { columns, isAcross, isMerged, hasHeaders, endsWithFormFeed, bodyLines, isDoubleSpaced } = this.#layout;
    this.#page++;
    if (this.#page < this.#pages.first || this.#page > this.#pages.last) return;
    if (hasHeaders) this.#putHeader(header);
    // Where columns are filled down, it is known which row is the last.
    const hasLast = columns > 1 && !isAcross && !isMerged && !hasHeaders;
    rows.forEach((row, index) => {
      this.#putRow(row);
      if (isDoubleSpaced && !(hasLast && index === rows.length - 1)) this.#output.putText("\n");
    });
    if (hasHeaders) {
      const missing = (bodyLines - rows.length) * (isDoubleSpaced ? 2 : 1);
      this.#output.putText(endsWithFormFeed ? FORM_FEED : "\n".repeat(missing + END_LINES));
    }
    if (this.#output.isFull) await this.#output.flush();
  }

  #putHeader({ title, date }: Header): void {
    const margin = " ".repeat(this.#layout.margin);
    const page = `Page ${this.#page}`;
    const room = Math.max(0, this.#layout.width - date.length - title.length - page.length);
    const left = Math.floor(room / 2);
    const line = `${date}${" ".repeat(Math.max(1, left))}${title}${" ".repeat(Math.max(1, room - left))}${page}`;
    this.#output.put(bytesOfLatin1(`${margin}\n\n${margin}${line}\n\n\n`));
  }

  #putRow(cells: readonly Cell[]): void {
    const { margin, columnWidth, separator, isMerged, numbers } = this.#layout;
    this.#row.padTo(margin);
    this.#row.putSpaces();
    let start = margin;
    if (isMerged && numbers) {
      this.#putNumber(cells[0]?.number ?? 0);
      start += numberWidthOf(numbers);
    }
    cells.forEach((cell, index) => {
      if (index > 0) this.#putSeparator(start);
      if (!isMerged && numbers) this.#putNumber(cell.number);
      this.#row.put(this.#shown(cell.text));
      start += columnWidth + separator.length;
    });
    this.#row.end();
  }

  /** @param start where the next column begins, if columns are aligned */
  #putSeparator(start: number): void {
    const { separator, isJoined } = this.#layout;
    if (!isJoined) this.#row.padTo(start - separator.length);
    this.#row.putSeparator(separator);
  }

  #putNumber(index: number): void {
    const { numbers, columns } = this.#layout;
    if (!numbers) return;
    const number = String(numbers.first + index);
    this.#row.put(number.padStart(numbers.digits).slice(-numbers.digits));
    const isSpaced = numbers.separator === "\t" && columns > 1;
    this.#row.put(isSpaced ? " ".repeat(numberWidthOf(numbers) - numbers.digits) : numbers.separator);
  }

  #shown(text: string): string {
    const { tab, isCut, isMerged, columnWidth, numbers, columns, width } = this.#layout;
    const spaced = tab && text.includes(tab.character) ? withoutTabs(text, tab.character, tab.width) : text;
    if (!isCut) return spaced;
    const numberWidth = numbers && !isMerged ? numberWidthOf(numbers) : 0;
    return cutOff(spaced, (columns > 1 ? columnWidth : width) - numberWidth);
  }
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function cutOff(text: string, width: number): string {
  let [at, left] = [0, width];
  for (; at < text.length && left > 0; at++) if (isPrinted(text.charAt(at))) left--;
  return text.slice(0, at);
}

function withoutTabs(text: string, tab: string, width: number): string {
  let shown = "";
  for (const character of text) shown += character === tab ? " ".repeat(width - (shown.length % width)) : character;
  return shown;
}
