import { MOVE_BITS, PROBABILITY_BITS, TOP } from "./lzma-model.ts";

const FULL = 1 << PROBABILITY_BITS;
const CARRY = 2 ** 32;

/** Writes bits in as little room as their probabilities let them have. */
export class RangeEncoder {
  #bytes: Uint8Array = new Uint8Array(1 << 16);
  #used = 0;
  #low = 0;
  #range = 0xffffffff;
  #cache = 0;
  #pending = 1;

  bit(probabilities: Uint16Array, index: number, bit: number): void {
    const probability = probabilities[index] ?? 0;
    const bound = (this.#range >>> PROBABILITY_BITS) * probability;
    if (bit === 0) {
      this.#range = bound;
      probabilities[index] = probability + ((FULL - probability) >> MOVE_BITS);
    } else {
      this.#low += bound;
      this.#range -= bound;
      probabilities[index] = probability - (probability >> MOVE_BITS);
    }
    if (this.#range < TOP) this.#shift();
  }

  /** Bits that are as likely as not. */
  direct(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#range >>>= 1;
      if ((value >>> bit) & 1) this.#low += this.#range;
      if (this.#range < TOP) this.#shift();
    }
  }

  tree(probabilities: Uint16Array, offset: number, bits: number, value: number): void {
    let symbol = 1;
    for (let at = bits - 1; at >= 0; at--) {
      const bit = (value >>> at) & 1;
      this.bit(probabilities, offset + symbol, bit);
      symbol = (symbol << 1) | bit;
    }
  }

  reverseTree(probabilities: Uint16Array, offset: number, bits: number, value: number): void {
    let symbol = 1;
    for (let at = 0; at < bits; at++) {
      const bit = (value >>> at) & 1;
      this.bit(probabilities, offset + symbol, bit);
      symbol = (symbol << 1) | bit;
    }
  }

  /** What was written, to its end. The encoder begins anew. */
  finish(): Uint8Array {
    for (let count = 0; count < 5; count++) this.#shiftLow();
    const bytes = this.#bytes.slice(0, this.#used);
    [this.#used, this.#low, this.#range, this.#cache, this.#pending] = [0, 0, 0xffffffff, 0, 1];
    return bytes;
  }

  #shift(): void {
    this.#range = (this.#range << 8) >>> 0;
    this.#shiftLow();
  }

  /** Bytes FF wait for what may be carried into them. */
  #shiftLow(): void {
    if (this.#low < 0xff000000 || this.#low >= CARRY) {
      const carry = this.#low >= CARRY ? 1 : 0;
      for (let byte = this.#cache; this.#pending > 0; this.#pending--) {
        this.#put((byte + carry) & 255);
        byte = 0xff;
      }
      this.#cache = (this.#low >>> 24) & 255;
    }
    this.#pending++;
    this.#low = (this.#low % TOP) * 256;
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
