import type { MaybePromise } from "../../kernel/description.ts";
import { concatBytes } from "../../web/bytes.ts";
import type { BinaryMode } from "./sink.ts";

/** How much is looked at together for NUL bytes. */
export const BLOCK_BYTES = 64 * 1024;

/** Reads blocks of whole lines, the last of which may be without its end. */
export class Blocks {
  readonly #read: (maxBytes: number) => MaybePromise<Uint8Array>;
  readonly #lineEnd: number;
  readonly #binary: BinaryMode;
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #length = 0;
  #capacity = BLOCK_BYTES;
  #isAtEnd = false;
  /** Where the first NUL byte is. */
  binaryOffset: number | undefined;

  constructor(read: (maxBytes: number) => MaybePromise<Uint8Array>, lineEnd: number, binary: BinaryMode) {
    this.#read = read;
    this.#lineEnd = lineEnd;
    this.#binary = binary;
  }

  /** @returns nothing at the end */
  async next(): Promise<Uint8Array | undefined> {
    while (!this.#isAtEnd) {
      while (this.#restLength >= this.#capacity) this.#capacity *= 2;
      const read = this.#read(this.#capacity - this.#restLength);
      const chunk = this.#checked(read instanceof Promise ? await read : read);
      if (chunk === undefined) return undefined;
      if (chunk.length === 0) this.#isAtEnd = true;
      const last = chunk.lastIndexOf(this.#lineEnd);
      this.#rest.push(last < 0 ? chunk : chunk.subarray(0, last + 1));
      if (last < 0) {
        this.#restLength += chunk.length;
        continue;
      }
      const block = this.#take();
      if (last + 1 < chunk.length) this.#rest = [chunk.subarray(last + 1)];
      this.#restLength = chunk.length - last - 1;
      return block;
    }
    const block = this.#take();
    return block.length > 0 ? block : undefined;
  }

  #take(): Uint8Array {
    const [only] = this.#rest;
    const block = only && this.#rest.length === 1 ? only : concatBytes(this.#rest);
    this.#rest = [];
    return block;
  }

  /** @returns nothing if the search ends here */
  #checked(chunk: Uint8Array): Uint8Array | undefined {
    const at = this.#binary ? chunk.indexOf(0) : -1;
    if (at >= 0) this.binaryOffset ??= this.#length + at;
    this.#length += chunk.length;
    if (at < 0) return chunk;
    if (this.#binary === "converts") return chunk.map((byte) => (byte === 0 ? this.#lineEnd : byte));
    this.#isAtEnd = true;
    this.#rest = [];
    return undefined;
  }
}
