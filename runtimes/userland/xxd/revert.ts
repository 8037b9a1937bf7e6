import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { NEWLINE } from "../program/lines.ts";
import type { ProgramCall } from "../program/program.ts";

/* What `xxd -r` reads. */

type Source = Pick<ProgramCall, "process" | "output">;

interface Dump {
  /** How many bytes a line has at most. */
  readonly columns: number;
  /** Whether it has digits only, and no offsets. */
  readonly isPlain: boolean;
  /** What is added to the offsets. */
  readonly base: number;
}

/** Reads a dump, and writes its bytes where their offsets say. */
export async function revert(source: Source, fd: number, dump: Dump): Promise<void> {
  const reader = new DumpReader(source, dump);
  for (;;) {
    const chunk = await source.process.read(fd);
    if (chunk.length === 0) return;
    for (const byte of chunk) if (reader.take(byte) === "moves") await reader.move();
    if (source.output.isFull) await source.output.flush();
  }
}

const NONE = -1;
const CARRIAGE_RETURN = 13;
const BLANKS: readonly number[] = [9, NEWLINE, 32];

class DumpReader {
  readonly #source: Source;
  readonly #dump: Dump;
  /** The last digits, the newest first; `NONE` for other characters and for those that are used. */
  #digits: [number, number, number] = [NONE, 0, 0];
  #isBeforeDigits = true;
  #isInOffset = true;
  #skipsLine = false;
  #lineBytes = 0;
  #wanted = 0;
  #written = 0;
  #pending = 0;

  constructor(source: Source, dump: Dump) {
    this.#source = source;
    this.#dump = dump;
    this.#isInOffset = !dump.isPlain;
  }

  /** @returns `moves` if the output isn't yet where the next byte belongs */
  take(byte: number): "moves" | undefined {
    if (this.#skipsLine) {
      if (byte === NEWLINE) this.#endLine();
      return undefined;
    }
    const { isPlain, base } = this.#dump;
    if (byte === CARRIAGE_RETURN || (isPlain && BLANKS.includes(byte))) return undefined;
    const digit = digitOf(byte);
    this.#digits = [digit, this.#digits[0], this.#digits[1]];
    if (digit === NONE && this.#isBeforeDigits) return undefined;
    this.#isBeforeDigits = false;
    if (this.#isInOffset) {
      if (digit === NONE) this.#isInOffset = false;
      else this.#wanted = this.#wanted * 16 + digit;
      return undefined;
    }
    if (base + this.#wanted !== this.#written) {
      this.#pending = byte;
      return "moves";
    }
    this.#use(byte);
    return undefined;
  }

  /** Brings the output to where the pending byte belongs; where it can't be moved, NUL bytes fill it. */
  async move(): Promise<void> {
    const { process, output } = this.#source;
    const to = this.#dump.base + this.#wanted;
    await output.flush();
    try {
      process.descriptors.get(1).seek(to - this.#written, "current");
      this.#written = to;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
    if (to < this.#written) throw new Failure("Sorry, cannot seek backwards.", 5);
    for (; this.#written < to; this.#written++) {
      output.putByte(0);
      if (output.isFull) await output.flush();
    }
    this.#use(this.#pending);
  }

  #use(byte: number): void {
    const [low, high, older] = this.#digits;
    if (low !== NONE && high !== NONE) {
      this.#source.output.putByte(high * 16 + low);
      this.#written++;
      this.#wanted++;
      this.#digits = [NONE, high, older];
      if (!this.#dump.isPlain && ++this.#lineBytes >= this.#dump.columns) this.#skipsLine = byte !== NEWLINE;
    } else if (low === NONE && high === NONE && older === NONE) {
      this.#skipsLine = byte !== NEWLINE;
    }
    if (byte === NEWLINE) this.#endLine();
  }

  #endLine(): void {
    this.#skipsLine = false;
    this.#isBeforeDigits = true;
    this.#lineBytes = 0;
    if (this.#dump.isPlain) return;
    this.#wanted = 0;
    this.#isInOffset = true;
  }
}

function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : NONE;
}
