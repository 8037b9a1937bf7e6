import { concatBytes } from "../../web/bytes.ts";
import { ASCII_TO_EBCDIC, ASCII_TO_IBM, EBCDIC_TO_ASCII } from "./ebcdic.ts";
import type { DdOperands } from "./operands.ts";

const NEWLINE = 10;
const SPACE = 32;

/** What happens to the bytes between reading and writing; a part of them may be held back until more come. */
export interface Conversion {
  convert(bytes: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

/** What `conv=` asks for, in order, and how often a record was too long. */
export class Conversions {
  readonly #steps: Conversion[] = [];
  readonly #blocks: Blocks | undefined;

  constructor({ conversions, recordBytes }: DdOperands) {
    const table = tableOf(conversions);
    if (table) this.#steps.push({ convert: (bytes) => bytes.map((byte) => table[byte] ?? 0), end: () => EMPTY });
    if (conversions.has("swab")) this.#steps.push(new Swapped());
    const isEbcdic = conversions.has("ebcdic") || conversions.has("ibm");
    if (recordBytes === 0) return;
    const character = (byte: number): number => (isEbcdic ? (ASCII_TO_EBCDIC[byte] ?? byte) : byte);
    if (isEbcdic || conversions.has("block")) {
      this.#blocks = new Blocks(recordBytes, character(NEWLINE), character(SPACE));
      this.#steps.push(this.#blocks);
    } else if (conversions.has("unblock") || conversions.has("ascii")) this.#steps.push(new Unblocked(recordBytes));
  }

  /** Whether there are any: then blocks are not written as they were read. */
  get areNeeded(): boolean {
    return this.#steps.length > 0;
  }

  get truncatedRecords(): number {
    return this.#blocks?.truncated ?? 0;
  }

  convert(bytes: Uint8Array): Uint8Array {
    return this.#steps.reduce((converted, step) => step.convert(converted), bytes);
  }

  end(): Uint8Array {
    let held: Uint8Array = EMPTY;
    for (const step of this.#steps) held = concatBytes([step.convert(held), step.end()]);
    return held;
  }
}

const EMPTY = new Uint8Array(0);

function tableOf(conversions: ReadonlySet<string>): Uint8Array | undefined {
  const [isUpper, isLower] = [conversions.has("ucase"), conversions.has("lcase")];
  const code = conversions.has("ebcdic") ? ASCII_TO_EBCDIC : conversions.has("ibm") ? ASCII_TO_IBM : undefined;
  if (!isUpper && !isLower && !code && !conversions.has("ascii")) return undefined;
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const read = conversions.has("ascii") ? (EBCDIC_TO_ASCII[byte] ?? byte) : byte;
    const isLetter = (first: number): boolean => read >= first && read < first + 26;
    const cased = isUpper && isLetter(97) ? read - 32 : isLower && isLetter(65) ? read + 32 : read;
    return code ? (code[cased] ?? cased) : cased;
  });
}

/** Each two bytes change places; one that is left at the end stays. */
class Swapped implements Conversion {
  #held: Uint8Array = EMPTY;

  convert(bytes: Uint8Array): Uint8Array {
    const all = concatBytes([this.#held, bytes]);
    const even = all.length - (all.length % 2);
    const swapped = new Uint8Array(even);
    for (let at = 0; at < even; at += 2) {
      swapped[at] = all[at + 1] ?? 0;
      swapped[at + 1] = all[at] ?? 0;
    }
    this.#held = all.slice(even);
    return swapped;
  }

  end(): Uint8Array {
    return this.#held;
  }
}

/** Lines become records of one length, filled with spaces. */
class Blocks implements Conversion {
  readonly #recordBytes: number;
  readonly #newline: number;
  readonly #space: number;
  #column = 0;
  truncated = 0;

  constructor(recordBytes: number, newline: number, space: number) {
    this.#recordBytes = recordBytes;
    this.#newline = newline;
    this.#space = space;
  }

  convert(bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    let from = 0;
    while (from < bytes.length) {
      const found = bytes.indexOf(this.#newline, from);
      const to = found < 0 ? bytes.length : found;
      const room = Math.max(0, this.#recordBytes - this.#column);
      parts.push(bytes.subarray(from, Math.min(to, from + room)));
      if (this.#column <= this.#recordBytes && this.#column + to - from > this.#recordBytes) this.truncated++;
      this.#column += to - from;
      if (found >= 0) parts.push(this.#padding());
      from = to + 1;
    }
    return concatBytes(parts);
  }

  end(): Uint8Array {
    return this.#column === 0 ? EMPTY : this.#padding();
  }

  #padding(): Uint8Array {
    const missing = Math.max(0, this.#recordBytes - this.#column);
    this.#column = 0;
    return new Uint8Array(missing).fill(this.#space);
  }
}

/** Records of one length become lines, without the spaces at their ends. */
class Unblocked implements Conversion {
  readonly #recordBytes: number;
  #record: Uint8Array = EMPTY;

  constructor(recordBytes: number) {
    this.#recordBytes = recordBytes;
  }

  convert(bytes: Uint8Array): Uint8Array {
    const all = concatBytes([this.#record, bytes]);
    const lines: Uint8Array[] = [];
    let at = 0;
    for (; all.length - at > this.#recordBytes; at += this.#recordBytes)
      lines.push(lineOf(all.subarray(at, at + this.#recordBytes)));
    this.#record = all.slice(at);
    return concatBytes(lines);
  }

  end(): Uint8Array {
    return this.#record.length === 0 ? EMPTY : lineOf(this.#record);
  }
}

function lineOf(record: Uint8Array): Uint8Array {
  let end = record.length;
  while (end > 0 && record[end - 1] === SPACE) end--;
  return concatBytes([record.subarray(0, end), Uint8Array.of(NEWLINE)]);
}
