const START_BYTES = 64 * 1024;

/** Bits as bytes, the highest of each byte first. */
export class BitWriter {
  #bytes: Uint8Array = new Uint8Array(START_BYTES);
  #used = 0;
  #held = 0;
  #heldBits = 0;

  /** @param count at most 24 */
  write(value: number, count: number): void {
    this.#held = (this.#held << count) | value;
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#put((this.#held >>> this.#heldBits) & 255);
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  write32(value: number): void {
    this.write(value >>> 16, 16);
    this.write(value & 0xffff, 16);
  }

  /** Whole bytes so far. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#used);
    this.#used = 0;
    return bytes;
  }

  /** Fills the last byte with zeros. */
  finish(): void {
    if (this.#heldBits > 0) this.write(0, 8 - this.#heldBits);
  }

  #put(byte: number): void {
    if (this.#used === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#used++] = byte;
  }
}
