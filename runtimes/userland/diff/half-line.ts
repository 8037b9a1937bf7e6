import { codePointAt, isPrinted, lengthOf, widthOf } from "../program/characters.ts";
import type { Output } from "../program/output.ts";
import type { Layout } from "./diff-layout.ts";

const TAB = 9;
const BACKSPACE = 8;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/** Goes from a column to another by tabs and spaces. */
export function putGap(output: Output, from: number, to: number, { tabWidth, expandsTabs }: Layout): void {
  let column = from;
  if (!expandsTabs)
    for (let stop = column + tabWidth - (column % tabWidth); stop <= to; stop += tabWidth) {
      output.putByte(TAB);
      column = stop;
    }
  for (; column < to; column++) output.putByte(SPACE);
}

/** Writes as much of a line as fits into one of two columns. */
export class HalfLine {
  readonly #output: Output;
  readonly #layout: Layout;
  readonly #indent: number;
  /** The column that the line has come to, and the one that was written to. */
  #column = 0;
  #written = 0;

  /** @param indent where the column begins */
  constructor(output: Output, layout: Layout, indent: number) {
    this.#output = output;
    this.#layout = layout;
    this.#indent = indent;
  }

  /** @returns the column behind what was written */
  put(line: Uint8Array): number {
    for (let at = 0; at < line.length; ) {
      const byte = line[at] ?? 0;
      if (byte === TAB) this.#tab();
      else if (byte === CARRIAGE_RETURN) this.#carriageReturn();
      else if (byte === BACKSPACE) this.#backspace();
      else {
        at += this.#character(line, at);
        continue;
      }
      at++;
    }
    return this.#written;
  }

  #tab(): void {
    const { tabWidth, expandsTabs, halfWidth } = this.#layout;
    const spaces = tabWidth - (this.#column % tabWidth);
    if (this.#column === this.#written) {
      const stop = this.#written + spaces;
      if (expandsTabs) for (; this.#written < Math.min(stop, halfWidth); this.#written++) this.#output.putByte(SPACE);
      else if (stop < halfWidth) {
        this.#written = stop;
        this.#output.putByte(TAB);
      }
    }
    this.#column += spaces;
  }

  #carriageReturn(): void {
    this.#output.putByte(CARRIAGE_RETURN);
    putGap(this.#output, 0, this.#indent, this.#layout);
    this.#column = this.#written = 0;
  }

  #backspace(): void {
    if (this.#column === 0 || --this.#column >= this.#layout.halfWidth) return;
    if (this.#written <= this.#column)
      for (; this.#written < this.#column; this.#written++) this.#output.putByte(SPACE);
    else {
      this.#written = this.#column;
      this.#output.putByte(BACKSPACE);
    }
  }

  /** @returns how many bytes it has */
  #character(line: Uint8Array, at: number): number {
    const { halfWidth } = this.#layout;
    const byte = line[at] ?? 0;
    const code = byte < 0x80 ? byte : codePointAt(line, at);
    // Of no width, and no character at all.
    if (code <= 0 || code === 11 || code === 12) {
      if (this.#column < halfWidth) this.#output.putByte(byte);
      return 1;
    }
    const length = lengthOf(byte);
    this.#column += isPrinted(code) ? widthOf(code) : 0;
    if (this.#column <= halfWidth) {
      this.#written = this.#column;
      this.#output.put(line.subarray(at, at + length));
    }
    return length;
  }
}
