import type { Output } from "../program/output.ts";
import type { OutputField } from "./field-list.ts";
import { type FieldedLine, fieldCount } from "./fielded-line.ts";

interface LineLayout {
  readonly keys: readonly [number, number];
  readonly separator: number;
  readonly end: number;
  /** What stands for fields that are empty or missing. */
  readonly filler: Uint8Array | undefined;
  /** @default the key, and the other fields of both lines */
  readonly fields: readonly OutputField[] | undefined;
}

const NO_LINE: FieldedLine = { bytes: new Uint8Array(0), bounds: [] };

/** Prints a pair of lines, or one that has none, as one line. */
export class LinePrinter {
  readonly #output: Output;
  readonly #layout: LineLayout;
  /** How many fields each side's lines are printed with. @default as many as they have */
  counts: readonly [number, number] | undefined;

  constructor(output: Output, layout: LineLayout) {
    this.#output = output;
    this.#layout = layout;
  }

  print(first: FieldedLine | undefined, second: FieldedLine | undefined): void {
    const { keys, fields, separator, end } = this.#layout;
    const keySide = first ? 0 : 1;
    const lines = [first ?? NO_LINE, second ?? NO_LINE] as const;
    if (fields)
      fields.forEach((one, index) => {
        if (index > 0) this.#output.putByte(separator);
        if (one === "key") this.#putField(lines[keySide], keys[keySide]);
        else this.#putField(lines[one.side], one.field);
      });
    else {
      this.#putField(lines[keySide], keys[keySide]);
      for (const side of [0, 1] as const) this.#putOthers(lines[side], keys[side], this.counts?.[side]);
    }
    this.#output.putByte(end);
  }

  #putOthers(line: FieldedLine, key: number, count = fieldCount(line)): void {
    for (let field = 0; field < count; field++) {
      if (field === key) continue;
      this.#output.putByte(this.#layout.separator);
      this.#putField(line, field);
    }
  }

  #putField({ bytes, bounds }: FieldedLine, field: number): void {
    const [from = 0, to = 0] = [bounds[2 * field], bounds[2 * field + 1]];
    const { filler } = this.#layout;
    if (to > from) this.#output.put(bytes.subarray(from, to));
    else if (filler) this.#output.put(filler);
  }
}
