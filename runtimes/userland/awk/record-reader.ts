import type { MaybePromise } from "../../kernel/description.ts";
import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { lengthOf } from "../program/characters.ts";
import { byteText } from "./byte-text.ts";
import type { RecordSeparator } from "./record-ends.ts";

const EMPTY = new Uint8Array(0);

/** The records of a descriptor. */
export class RecordReader {
  readonly #process: Process;
  readonly fd: number;
  readonly #asBytes: boolean;
  #text = "";
  #at = 0;
  /** The beginning of a character whose end hasn't come. */
  #pending: Uint8Array = EMPTY;
  #isAtEnd = false;
  /** What ended the last record. */
  ending = "";

  /** @param asBytes whether every byte is a character */
  constructor(process: Process, fd: number, asBytes: boolean) {
    this.#asBytes = asBytes;
    this.#process = process;
    this.fd = fd;
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** The next record, if all of it has been read. */
  take(separator: RecordSeparator): string | undefined {
    if (separator.skipsNewlines) this.#skipNewlines();
    if (this.#at >= this.#text.length) return undefined;
    const found = separator.find(this.#text, this.#at, this.#isAtEnd);
    if (found) {
      const record = this.#text.slice(this.#at, found.start);
      this.ending =
        found.end === found.start + 1 ? this.#text.charAt(found.start) : this.#text.slice(found.start, found.end);
      this.#at = found.end;
      return record;
    }
    if (!this.#isAtEnd) return undefined;
    const record = this.#text.slice(this.#at);
    this.ending = "";
    this.#at = this.#text.length;
    return record;
  }

  /** Reads more; nothing is left of what was taken. @throws SystemError */
  fill(): MaybePromise<void> {
    const chunk = this.#process.read(this.fd);
    return chunk instanceof Promise ? chunk.then((bytes) => this.#add(bytes)) : this.#add(chunk);
  }

  #add(chunk: Uint8Array): void {
    this.#isAtEnd = chunk.length === 0;
    if (this.#asBytes) {
      this.#text = this.#text.slice(this.#at) + byteText(chunk);
      this.#at = 0;
      return;
    }
    const bytes = this.#pending.length === 0 ? chunk : concatBytes([this.#pending, chunk]);
    const whole = this.#isAtEnd ? bytes.length : wholeCharacters(bytes);
    this.#pending = whole === bytes.length ? EMPTY : bytes.slice(whole);
    const rest = this.#at === 0 ? this.#text : this.#text.slice(this.#at);
    this.#text = rest + decodeUtf8(whole === bytes.length ? bytes : bytes.subarray(0, whole), "escape");
    this.#at = 0;
  }

  #skipNewlines(): void {
    while (this.#text[this.#at] === "\n") this.#at++;
  }
}

/** How many bytes there are before a character that isn't whole. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
