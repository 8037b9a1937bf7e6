import { bytesOfLatin1 } from "../../web/encoding.ts";
import type { Output } from "../program/output.ts";

const TAB_WIDTH = 8;

/** Writes one line after the other, with TABs for spaces where lines have columns. */
export class RowWriter {
  readonly #output: Output;
  readonly #usesTabs: boolean;
  #text = "";
  #position = 0;
  /** Spaces that are written as soon as something follows. */
  #spaces = 0;

  constructor(output: Output, usesTabs: boolean) {
    this.#output = output;
    this.#usesTabs = usesTabs;
  }

  put(text: string): void {
    for (const character of text) {
      if (character === " " && this.#usesTabs) {
        this.#spaces++;
        continue;
      }
      this.putSpaces();
      this.#text += character;
      if (character === "\b") this.#position = Math.max(0, this.#position - 1);
      else if (isPrinted(character)) this.#position++;
    }
  }

  /** Each character takes a column, whatever it is. */
  putSeparator(text: string): void {
    for (const character of text) {
      if (character === " " && this.#usesTabs) {
        this.#spaces++;
        continue;
      }
      this.putSpaces();
      this.#text += character;
      this.#position++;
    }
    this.putSpaces();
  }

  /** Goes on to a column, as far as anything follows. */
  padTo(column: number): void {
    this.#spaces = Math.max(0, column - this.#position);
  }

  putSpaces(): void {
    const goal = this.#position + this.#spaces;
    this.#spaces = 0;
    if (this.#usesTabs)
      for (let next = nextStop(this.#position); goal - this.#position > 1 && next <= goal; next = nextStop(next)) {
        this.#text += "\t";
        this.#position = next;
      }
    this.#text += " ".repeat(goal - this.#position);
    this.#position = goal;
  }

  end(): void {
    this.#output.put(bytesOfLatin1(`${this.#text}\n`));
    [this.#text, this.#position, this.#spaces] = ["", 0, 0];
  }
}

/** Other characters take no columns, TABs neither. */
export function isPrinted(character: string): boolean {
  return character >= " " && character <= "~";
}

function nextStop(column: number): number {
  return column - (column % TAB_WIDTH) + TAB_WIDTH;
}
