/** Each block is twice as long as the one before it: most calls read few files. */
const FIRST_BLOCK_BYTES = 1024;
const MAX_BLOCK_BYTES = 64 * 1024;
/** What is longer gets memory of its own. */
const MAX_SHARED_BYTES = 16 * 1024;

/** Copies of short contents, many in one piece of memory: one for each would take more time than the bytes do. */
export class ShortCopies {
  #block = new Uint8Array(0);
  #used = 0;

  /** A copy that nobody else changes; not to be written to by who keeps it. */
  of(bytes: Uint8Array): Uint8Array {
    if (bytes.length > MAX_SHARED_BYTES) return bytes.slice();
    if (this.#used + bytes.length > this.#block.length) {
      const size = Math.min(MAX_BLOCK_BYTES, Math.max(FIRST_BLOCK_BYTES, this.#block.length * 2));
      this.#block = new Uint8Array(Math.max(size, bytes.length));
      this.#used = 0;
    }
    const copy = this.#block.subarray(this.#used, this.#used + bytes.length);
    copy.set(bytes);
    this.#used += bytes.length;
    return copy;
  }
}
