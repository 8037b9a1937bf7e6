import { isLocalized } from "../program/locale.ts";
import type { ProgramCall } from "../program/program.ts";
import type { ByteReader } from "./byte-reader.ts";

const NEWLINE = 10;

interface ByteComparisonOptions {
  readonly names: readonly [string, string];
  /** What is told: the first difference, all of them, nothing. */
  readonly tells: "first" | "all" | "nothing";
  readonly showsBytes: boolean;
  /** How many bytes are compared. */
  readonly limit: number;
  /** How wide numbers of bytes are, where all are told. */
  readonly numberWidth: number;
}

/** Compares two files byte by byte, as they come. */
export class ByteComparison {
  readonly #call: ProgramCall;
  readonly #readers: readonly [ByteReader, ByteReader];
  readonly #options: ByteComparisonOptions;
  /** How many bytes were compared, and lines were ended by them. */
  #bytes = 0;
  #lines = 0;
  #endsWithLine = true;
  #isDifferent = false;

  constructor(call: ProgramCall, readers: readonly [ByteReader, ByteReader], options: ByteComparisonOptions) {
    this.#call = call;
    this.#readers = readers;
    this.#options = options;
  }

  /** @returns whether they are the same @throws Failure */
  async areSame(): Promise<boolean> {
    const [first, second] = this.#readers;
    const { limit, tells } = this.#options;
    while (this.#bytes < limit) {
      const [a, b] = [await first.peek(), await second.peek()];
      const length = Math.min(a.length, b.length, limit - this.#bytes);
      if (length === 0) {
        if (a.length === b.length) break;
        if (tells !== "nothing") await this.#tellEnd(a.length === 0 ? 0 : 1);
        return false;
      }
      if (!this.#compare(a, b, length)) return false;
      first.take(length);
      second.take(length);
      if (this.#call.output.isFull) await this.#call.output.flush();
      const pause = this.#call.process.checkpoint();
      if (pause) await pause;
    }
    return !this.#isDifferent;
  }

  /** @returns whether to go on */
  #compare(a: Uint8Array, b: Uint8Array, length: number): boolean {
    const { tells } = this.#options;
    let at = 0;
    while (at < length) {
      const from = at;
      while (at < length && a[at] === b[at]) at++;
      if (tells === "first") this.#count(a, from, at);
      else this.#bytes += at - from;
      if (at === length) break;
      this.#isDifferent = true;
      if (tells === "nothing") return false;
      if (tells === "first") {
        this.#tellFirst(a[at] ?? 0, b[at] ?? 0);
        return false;
      }
      this.#tellOne(a[at] ?? 0, b[at] ?? 0);
      this.#bytes++;
      at++;
    }
    return true;
  }

  #count(bytes: Uint8Array, from: number, end: number): void {
    if (from === end) return;
    this.#bytes += end - from;
    this.#endsWithLine = bytes[end - 1] === NEWLINE;
    for (let at = bytes.indexOf(NEWLINE, from); at >= 0 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) this.#lines++;
  }

  #tellFirst(a: number, b: number): void {
    const { names, showsBytes } = this.#options;
    const isByte = showsBytes || isLocalized(this.#call.process.env, "LC_MESSAGES");
    const values = showsBytes ? ` is ${octal(a)} ${visible(a)} ${octal(b)} ${visible(b)}` : "";
    const place = `${isByte ? "byte" : "char"} ${this.#bytes + 1}, line ${this.#lines + 1}`;
    this.#call.output.putText(`${names[0]} ${names[1]} differ: ${place}${values}\n`);
  }

  #tellOne(a: number, b: number): void {
    const { showsBytes, numberWidth } = this.#options;
    const number = String(this.#bytes + 1).padStart(numberWidth);
    const values = showsBytes
      ? `${octal(a)} ${visible(a).padEnd(4)} ${octal(b)} ${visible(b)}`
      : `${octal(a)} ${octal(b)}`;
    this.#call.output.putText(`${number} ${values}\n`);
  }

  async #tellEnd(side: 0 | 1): Promise<void> {
    const name = this.#options.names[side];
    const lines = this.#endsWithLine ? `, line ${this.#lines}` : `, in line ${this.#lines + 1}`;
    const where =
      this.#bytes === 0 ? "which is empty" : `after byte ${this.#bytes}${this.#options.tells === "first" ? lines : ""}`;
    // It comes before what is printed and not yet written, as GNU's does.
    await this.#call.process.printError(`cmp: EOF on ${name} ${where}\n`);
  }
}

function octal(byte: number): string {
  return byte.toString(8).padStart(3);
}

/** As `cat -t` shows a byte. */
function visible(byte: number): string {
  const low = byte & 0x7f;
  const shown = low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? "^?" : String.fromCharCode(low);
  return byte >= 0x80 ? `M-${shown}` : shown;
}
