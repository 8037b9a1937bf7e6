/** Bits as bytes, the lowest of each byte first. */
export class LowBitWriter {
  readonly #bytes: number[] = [];
  #held = 0;
  #heldBits = 0;

  /** @param count at most 24 */
  write(value: number, count: number): void {
    this.#held |= value << this.#heldBits;
    this.#heldBits += count;
    for (; this.#heldBits >= 8; this.#heldBits -= 8) {
      this.#bytes.push(this.#held & 255);
      this.#held >>>= 8;
    }
  }

  /** With a one behind the last bit, by which readers from the end find it. */
  finish(): Uint8Array {
    this.write(1, 1);
    if (this.#heldBits > 0) this.write(0, 8 - this.#heldBits);
    return Uint8Array.from(this.#bytes);
  }
}
