import { encodeUtf8 } from "../../web/encoding.ts";
import { isPrinted } from "../program/characters.ts";
import { NEWLINE } from "../program/lines.ts";
import type { Output } from "../program/output.ts";
import type { ComparedText } from "./compared-text.ts";
import type { Layout } from "./diff-layout.ts";
import type { Colored, Palette } from "./palette.ts";

const TAB = 9;
const BACKSPACE = 8;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const UNENDED = "\n\\ No newline at end of file\n";

/** Writes lines with their marks, in colours if they are wanted. */
export class DiffWriter {
  readonly output: Output;
  readonly layout: Layout;
  readonly #palette: Palette | undefined;
  #color: Colored | undefined;

  constructor(output: Output, layout: Layout, palette: Palette | undefined) {
    this.output = output;
    this.layout = layout;
    this.#palette = palette?.problems.length === 0 ? palette : undefined;
  }

  text(text: string): void {
    this.output.putText(text);
  }

  /** What is written from now on has this colour, or none. */
  color(color?: Colored): void {
    if (!this.#palette || this.#color === color) return;
    this.text(color ? this.#palette.begins[color] : this.#palette.end);
    this.#color = color;
  }

  colored(color: Colored, text: string): void {
    this.color(color);
    this.text(text);
    this.color();
  }

  /** A line of a text behind a mark and a blank, and what is said of one that has no end. */
  markedLine(mark: string, text: ComparedText, line: number, color?: Colored): void {
    const { hasInitialTab, trimsEmptyLines } = this.layout;
    const isTrimmed = trimsEmptyLines && text.isEmptyLine(line);
    const lead = isTrimmed ? mark.trimEnd() : mark + (hasInitialTab ? "\t" : " ");
    if (color) this.color(color);
    this.text(lead);
    this.#content(text, line, mark === "" ? "" : mark + (hasInitialTab ? "\t" : " "));
    this.#lineEnd(text, line, color !== undefined);
  }

  /** The same, with the mark right before the line. */
  flaggedLine(mark: "-" | "+" | " ", text: ComparedText, line: number, color?: Colored): void {
    const { hasInitialTab, trimsEmptyLines } = this.layout;
    const isTrimmed = trimsEmptyLines && text.isEmptyLine(line);
    if (color) this.color(color);
    if (mark !== " ") this.text(mark + (hasInitialTab && !isTrimmed ? "\t" : ""));
    else if (!isTrimmed) this.text(hasInitialTab ? "\t" : " ");
    this.#content(text, line, "");
    this.#lineEnd(text, line, color !== undefined);
  }

  #lineEnd(text: ComparedText, line: number, isColored: boolean): void {
    if (text.isEnded(line)) {
      if (isColored) this.color();
      this.output.putByte(NEWLINE);
      return;
    }
    this.color();
    this.text(UNENDED);
  }

  /** A line that always has its end, without any mark. */
  plainLine(text: ComparedText, line: number): void {
    this.#content(text, line, "");
    this.output.putByte(NEWLINE);
  }

  /** A line, with its end if it has one. */
  wholeLine(text: ComparedText, line: number): void {
    this.#content(text, line, "");
    if (text.isEnded(line)) this.output.putByte(NEWLINE);
  }

  lineContent(text: ComparedText, line: number): void {
    this.#content(text, line, "");
  }

  /** @param lead what is written again behind a carriage return */
  #content(text: ComparedText, line: number, lead: string): void {
    const bytes = text.line(line);
    if (this.layout.expandsTabs) this.#expanded(bytes, lead);
    else this.output.put(bytes);
  }

  #expanded(bytes: Uint8Array, lead: string): void {
    const { output } = this;
    const { tabWidth } = this.layout;
    let column = 0;
    for (const [index, byte] of bytes.entries()) {
      if (byte === TAB) {
        const spaces = tabWidth - (column % tabWidth);
        column += spaces;
        for (let count = 0; count < spaces; count++) output.putByte(SPACE);
      } else if (byte === CARRIAGE_RETURN) {
        output.putByte(byte);
        if (lead !== "" && index < bytes.length - 1) output.put(encodeUtf8(lead));
        column = 0;
      } else if (byte === BACKSPACE) {
        if (column === 0) continue;
        column--;
        output.putByte(byte);
      } else {
        if (byte < 0x80 && isPrinted(byte)) column++;
        output.putByte(byte);
      }
    }
  }
}
