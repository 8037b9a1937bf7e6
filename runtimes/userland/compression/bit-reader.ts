import { DataFault } from "./data-fault.ts";

/** Bits of bytes, the highest of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** How many bits were read. */
  get position(): number {
    return this.#at * 8 - this.#heldBits;
  }

  /** @param count at most 24 @throws DataFault behind the end */
  read(count: number): number {
    while (this.#heldBits < count) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new DataFault("end");
      this.#held = ((this.#held << 8) | byte) & 0x7fffffff;
      this.#heldBits += 8;
    }
    this.#heldBits -= count;
    return (this.#held >>> this.#heldBits) & ((1 << count) - 1);
  }
}
