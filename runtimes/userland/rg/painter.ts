import { encodeUtf8 } from "../../web/encoding.ts";
import type { Output } from "../program/output.ts";
import { type Colors, type Part, RESET } from "./colors.ts";

const NO_END = encodeUtf8("");

/** Writes what is printed, some of it in colors, and counts it. */
export class Painter {
  readonly output: Output;
  readonly isColored: boolean;
  readonly #starts: Readonly<Record<Part, Uint8Array>> | undefined;
  readonly #reset: Uint8Array;
  /** How many bytes were written, without colors. */
  count = 0;

  constructor(output: Output, colors: Colors | undefined) {
    this.output = output;
    this.isColored = colors !== undefined;
    this.#reset = colors ? encodeUtf8(RESET) : NO_END;
    this.#starts = colors && {
      path: encodeUtf8(colors.path),
      line: encodeUtf8(colors.line),
      column: encodeUtf8(colors.column),
      match: encodeUtf8(colors.match),
    };
  }

  put(bytes: Uint8Array): void {
    this.output.put(bytes);
    this.count += bytes.length;
  }

  putByte(byte: number): void {
    this.output.putByte(byte);
    this.count++;
  }

  putText(text: string): void {
    this.put(encodeUtf8(text));
  }

  paint(part: Part, bytes: Uint8Array): void {
    if (!this.#starts) {
      this.put(bytes);
      return;
    }
    this.output.put(this.#starts[part]);
    this.put(bytes);
    this.output.put(this.#reset);
  }
}
