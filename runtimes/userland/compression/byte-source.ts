import type { Process } from "../../kernel/process.ts";
import { concatBytes } from "../../web/bytes.ts";

/** Bytes that come in pieces. */
export type Chunks = AsyncIterable<Uint8Array>;

const EMPTY = new Uint8Array(0);

/** What a descriptor gives until its end; others run in between. */
export async function* chunksOf(process: Process, fd: number): AsyncGenerator<Uint8Array> {
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) {
    yield bytes;
    await process.checkpoint();
  }
}

/** Bytes that can be looked at before they are taken. No more is held than what was looked at, and one piece. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = EMPTY;
  #isAtEnd = false;
  /** How many were taken. */
  taken = 0;

  constructor(chunks: Chunks) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** What is held without waiting. */
  get held(): Uint8Array {
    return this.#held;
  }

  /** The next bytes, which stay; fewer at the end. */
  async peek(count: number): Promise<Uint8Array> {
    if (this.#held.length < count && !this.#isAtEnd) await this.#fill(count);
    return this.#held.length > count ? this.#held.subarray(0, count) : this.#held;
  }

  /** The next bytes; fewer at the end. */
  async take(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count);
    this.drop(bytes.length);
    return bytes;
  }

  /** Whatever comes next, at most so much; none at the end. */
  async takeSome(maxBytes: number): Promise<Uint8Array> {
    await this.peek(1);
    return this.take(Math.min(maxBytes, this.#held.length));
  }

  /** Takes what is held. */
  drop(count: number): void {
    this.#held = count === this.#held.length ? EMPTY : this.#held.subarray(count);
    this.taken += count;
  }

  /** @returns how many bytes there were to pass over */
  async skip(count: number): Promise<number> {
    let left = count;
    while (left > 0) {
      const { length } = await this.takeSome(left);
      if (length === 0) break;
      left -= length;
    }
    return count - left;
  }

  /** All the rest. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = await this.takeSome(Number.POSITIVE_INFINITY);
      if (bytes.length === 0) return;
      yield bytes;
    }
  }

  /** Nothing more is asked for: whoever gives the bytes can clean up. */
  async close(): Promise<void> {
    this.#isAtEnd = true;
    await this.#chunks.return?.();
  }

  async #fill(count: number): Promise<void> {
    const pieces = this.#held.length > 0 ? [this.#held] : [];
    let length = this.#held.length;
    while (length < count) {
      const { value, done } = await this.#chunks.next();
      if (done) {
        this.#isAtEnd = true;
        break;
      }
      pieces.push(value);
      length += value.length;
    }
    const [only = EMPTY] = pieces;
    this.#held = pieces.length > 1 ? concatBytes(pieces) : only;
  }
}
