/** A program printed more than it may: ends it, since it unwinds through its code. */
export class OutputLimitError extends Error {
  override readonly name = "OutputLimitError";
}

const MIN_BYTES = 1024;

/** Collects what a program prints. */
export class OutputSink {
  #buffer = new Uint8Array(0);
  #used = 0;

  add(bytes: Uint8Array): void {
    if (this.#used + bytes.length > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(MIN_BYTES, (this.#used + bytes.length) * 2));
      grown.set(this.bytes());
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }
}
