import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8, encodedLength } from "../../web/encoding.ts";
import { giveBack } from "../program/head-or-tail.ts";

const MANY_BYTES = 64 * 1024;

/** The lines of one descriptor as texts; bytes that aren't UTF-8 are escaped. Whole chunks are decoded at once. */
export class LineReader {
  readonly #process: Process;
  readonly #fd: number;
  readonly #end: string;
  /** One by one, so that whoever shares a pipe finds the rest there. */
  readonly #maxBytes: number;
  #lines: string[] = [];
  #at = 0;
  #pending: Uint8Array[] = [];
  #isAtEnd = false;
  #isLastUnended = false;

  constructor(process: Process, fd: number, end: string, isUnbuffered: boolean) {
    this.#process = process;
    this.#fd = fd;
    this.#end = end;
    this.#maxBytes = isUnbuffered && process.descriptors.get(fd).kind !== "file" ? 1 : MANY_BYTES;
  }

  /** Whether a line is there. */
  get hasLine(): boolean {
    return this.#at < this.#lines.length;
  }

  /** Reads until a line is there, or the end. @throws SystemError */
  async prepare(): Promise<void> {
    while (!this.hasLine && !this.#isAtEnd) {
      const chunk = await this.#process.read(this.#fd, this.#maxBytes);
      if (chunk.length === 0) this.#finish();
      else this.#add(chunk);
    }
  }

  /** @returns the line, and whether it had an end */
  take(): { readonly line: string; readonly hasEnd: boolean } {
    const line = this.#lines[this.#at++] ?? "";
    return { line, hasEnd: this.hasLine || !this.#isLastUnended };
  }

  /** What wasn't used goes back to the file, where that can be. */
  close(): void {
    let unused = this.#pending.reduce((sum, { length }) => sum + length, 0);
    for (let at = this.#at; at < this.#lines.length; at++) unused += encodedLength(this.#lines[at] ?? "") + 1;
    if (this.#isLastUnended && this.hasLine) unused--;
    if (!this.#process.descriptors.has(this.#fd)) return;
    if (this.#fd === 0) giveBack(this.#process, this.#fd, unused);
    else this.#process.descriptors.close(this.#fd);
  }

  #add(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(this.#end.charCodeAt(0));
    if (last < 0) {
      this.#pending.push(chunk);
      return;
    }
    const whole = chunk.subarray(0, last);
    const bytes = this.#pending.length === 0 ? whole : concatBytes([...this.#pending, whole]);
    this.#lines = decodeUtf8(bytes, "escape").split(this.#end);
    this.#at = 0;
    this.#pending = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
  }

  #finish(): void {
    this.#isAtEnd = true;
    if (this.#pending.length === 0) return;
    this.#lines = [decodeUtf8(concatBytes(this.#pending), "escape")];
    this.#at = 0;
    this.#pending = [];
    this.#isLastUnended = true;
  }
}
