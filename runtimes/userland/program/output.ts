import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "./failure.ts";

/** How much is held before it is written. */
const PAGE_BYTES = 32 * 1024;
/** What is shorter is copied byte by byte, which takes less time than a call. */
const SHORT_BYTES = 24;

/** The standard output of a program, written in pages. */
export class Output {
  readonly #process: Process;
  #page: Uint8Array = new Uint8Array(0);
  #used = 0;

  constructor(process: Process) {
    this.#process = process;
  }

  /** Adds bytes. */
  put(bytes: Uint8Array): void {
    const used = this.#used;
    const needed = used + bytes.length;
    if (needed > this.#page.length) this.#grow(needed);
    if (bytes.length > SHORT_BYTES) this.#page.set(bytes, used);
    else for (let at = 0; at < bytes.length; at++) this.#page[used + at] = bytes[at] ?? 0;
    this.#used = needed;
  }

  putByte(byte: number): void {
    if (this.#used === this.#page.length) this.#grow(this.#used + 1);
    this.#page[this.#used++] = byte;
  }

  putText(text: string): void {
    this.put(encodeUtf8(text));
  }

  /** Whether it is time for {@link flush}. */
  get isFull(): boolean {
    return this.#used >= PAGE_BYTES;
  }

  /** Writes what is held. @throws Failure */
  async flush(): Promise<void> {
    if (this.#used === 0) return;
    // Whoever reads it has it from now on.
    const bytes = this.#page.subarray(0, this.#used);
    this.#page = new Uint8Array(0);
    this.#used = 0;
    try {
      await this.#process.write(1, bytes);
    } catch (error) {
      if (error instanceof SystemError) throw new Failure(`write error: ${error.message}`);
      throw error;
    }
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.#page.length * 2, 512));
    larger.set(this.#page.subarray(0, this.#used));
    this.#page = larger;
  }
}
