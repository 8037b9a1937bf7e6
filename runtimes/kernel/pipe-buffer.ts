/** Smaller writes that nobody waits for are gathered in a page, so that many of them cost no object each. */
const SMALL_BYTES = 1024;
const PAGE_BYTES = 4096;
/** How many places of chunks that have been taken are kept before the list is moved up. */
const MAX_TAKEN_CHUNKS = 256;
const EMPTY = new Uint8Array(0);

/** Bytes in the order in which they came. Large chunks are passed on as they are, without a copy. */
export class PipeBuffer {
  #chunks: Uint8Array[] = [];
  /** The first chunk that is still held; what is before it has been taken. */
  #first = 0;
  #page: Uint8Array = EMPTY;
  /** How much of the page is used, if the last chunk is a part of it. */
  #pageUsed = 0;
  #isPageLast = false;
  length = 0;

  put(bytes: Uint8Array): void {
    this.length += bytes.length;
    if (bytes.length > SMALL_BYTES || this.#first === this.#chunks.length) {
      this.#chunks.push(bytes);
      this.#isPageLast = false;
      return;
    }
    if (this.#pageUsed + bytes.length > this.#page.length) {
      this.#page = new Uint8Array(PAGE_BYTES);
      this.#pageUsed = 0;
      this.#isPageLast = false;
    }
    this.#page.set(bytes, this.#pageUsed);
    this.#pageUsed += bytes.length;
    const last = this.#isPageLast ? this.#chunks.pop() : undefined;
    const start = this.#pageUsed - bytes.length - (last?.length ?? 0);
    this.#chunks.push(this.#page.subarray(start, this.#pageUsed));
    this.#isPageLast = true;
  }

  /** At most so many bytes, none if there are none. */
  take(maxBytes: number): Uint8Array {
    const first = this.#chunks[this.#first];
    if (!first) return EMPTY;
    if (first.length >= maxBytes || first.length === this.length) return this.#takeFirst(first, maxBytes);
    const taken = new Uint8Array(Math.min(maxBytes, this.length));
    for (let filled = 0; filled < taken.length; ) {
      const chunk = this.#takeFirst(this.#chunks[this.#first] ?? EMPTY, taken.length - filled);
      taken.set(chunk, filled);
      filled += chunk.length;
    }
    return taken;
  }

  clear(): void {
    this.#chunks = [];
    this.#first = 0;
    this.#page = EMPTY;
    this.#pageUsed = 0;
    this.#isPageLast = false;
    this.length = 0;
  }

  #takeFirst(first: Uint8Array, maxBytes: number): Uint8Array {
    const taken = first.subarray(0, maxBytes);
    this.length -= taken.length;
    if (taken.length < first.length) this.#chunks[this.#first] = first.subarray(maxBytes);
    else {
      this.#chunks[this.#first++] = EMPTY;
      if (this.#first === this.#chunks.length) {
        this.#chunks = [];
        this.#first = 0;
        this.#isPageLast = false;
      } else if (this.#first > MAX_TAKEN_CHUNKS) {
        this.#chunks.splice(0, this.#first);
        this.#first = 0;
      }
    }
    return taken;
  }
}
