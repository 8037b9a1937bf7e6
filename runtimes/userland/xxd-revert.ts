import { Failure } from "./program/failure.ts";
import { NEWLINE } from "./program/lines.ts";
import type { ProgramCall } from "./program/program.ts";

/* What `xxd -r` reads. */

type Source = Pick<ProgramCall, "process" | "output">;

const CARRIAGE_RETURN = 13;
const BLANKS: ReadonlySet<number> = new Set([9, NEWLINE, 32]);

/** Reads lines with offsets. Where bytes are missing there are NUL bytes. */
export async function revertDump(source: Source, fd: number, columns: number): Promise<void> {
  await revert(source, fd, new DumpReader(columns));
}

/** Reads digits only, of any number in a line. */
export async function revertPlain(source: Source, fd: number): Promise<void> {
  await revert(source, fd, new PlainReader());
}

interface Reader {
  /** @returns a byte if it is complete with this character, and the offset at which it is to be if there is one */
  take(character: number): { readonly byte: number; readonly offset: number | undefined } | undefined;
}

async function revert({ process, output }: Source, fd: number, reader: Reader): Promise<void> {
  let written = 0;
  for (let chunk = await process.read(fd); chunk.length > 0; chunk = await process.read(fd)) {
    for (const character of chunk) {
      if (character === CARRIAGE_RETURN) continue;
      const taken = reader.take(character);
      if (!taken) continue;
      const { byte, offset = written } = taken;
      if (offset < written) throw new Failure("Sorry, cannot seek backwards.", 5);
      for (; written < offset; written++) {
        output.putByte(0);
        if (output.isFull) await output.flush();
      }
      output.putByte(byte);
      written++;
    }
    if (output.isFull) await output.flush();
  }
}

/** Puts two digits that stand beside each other together, and gives a line up at three characters without one. */
class DigitPairs {
  #first = -1;
  #sinceDigit = 0;

  /** @returns a byte, or what became of the line */
  take(digit: number): number | "open" | "given up" {
    const first = this.#first;
    this.#first = first < 0 ? digit : -1;
    if (digit >= 0) {
      this.#sinceDigit = first < 0 ? 0 : 1;
      return first < 0 ? "open" : first * 16 + digit;
    }
    this.#sinceDigit++;
    return this.#sinceDigit > 2 ? "given up" : "open";
  }

  /** Behind the character that ends an offset. */
  startLine(): void {
    this.#first = -1;
    this.#sinceDigit = 1;
  }
}

class PlainReader implements Reader {
  readonly #pairs = new DigitPairs();
  #place: "before" | "digits" | "given up" = "before";

  take(character: number): { byte: number; offset: undefined } | undefined {
    if (this.#place === "given up") {
      if (character === NEWLINE) this.#place = "before";
      return undefined;
    }
    if (BLANKS.has(character)) return undefined;
    const digit = digitOf(character);
    if (digit < 0 && this.#place === "before") return undefined;
    this.#place = "digits";
    const taken = this.#pairs.take(digit);
    if (taken === "given up") {
      this.#place = "given up";
      this.#pairs.startLine();
    }
    return typeof taken === "number" ? { byte: taken, offset: undefined } : undefined;
  }
}

class DumpReader implements Reader {
  readonly #columns: number;
  readonly #pairs = new DigitPairs();
  #place: "before" | "offset" | "bytes" | "behind" = "before";
  #offset = 0;
  #taken = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  take(character: number): { byte: number; offset: number } | undefined {
    if (character === NEWLINE) {
      this.#place = "before";
      return undefined;
    }
    const digit = digitOf(character);
    if (this.#place === "before" && digit >= 0) this.#startLine();
    if (this.#place === "offset") {
      if (digit >= 0) this.#offset = Math.min(Number.MAX_SAFE_INTEGER, this.#offset * 16 + digit);
      else this.#place = "bytes";
      return undefined;
    }
    return this.#place === "bytes" ? this.#takeDigit(digit) : undefined;
  }

  #startLine(): void {
    this.#pairs.startLine();
    this.#place = "offset";
    [this.#offset, this.#taken] = [0, 0];
  }

  #takeDigit(digit: number): { byte: number; offset: number } | undefined {
    const byte = this.#pairs.take(digit);
    if (byte === "given up") this.#place = "behind";
    if (typeof byte !== "number") return undefined;
    if (++this.#taken === this.#columns) this.#place = "behind";
    return { byte, offset: this.#offset++ };
  }
}

function digitOf(character: number): number {
  if (character >= 48 && character <= 57) return character - 48;
  const letter = character | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
