/* ECMA-182's checksum, in two halves. */

const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;

const HIGH = new Uint32Array(256);
const LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = (low & 1) !== 0;
    low = ((low >>> 1) | (high << 31)) >>> 0;
    high >>>= 1;
    if (!isOdd) continue;
    high = (high ^ POLYNOMIAL_HIGH) >>> 0;
    low = (low ^ POLYNOMIAL_LOW) >>> 0;
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}

export class Crc64 {
  #high = 0xffffffff;
  #low = 0xffffffff;

  add(bytes: Uint8Array): void {
    let [high, low] = [this.#high, this.#low];
    for (const byte of bytes) {
      const index = (low ^ byte) & 255;
      low = (((low >>> 8) | (high << 24)) ^ (LOW[index] ?? 0)) >>> 0;
      high = ((high >>> 8) ^ (HIGH[index] ?? 0)) >>> 0;
    }
    this.#high = high;
    this.#low = low;
  }

  /** The lowest byte first. */
  get bytes(): Uint8Array {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, ~this.#low >>> 0, true);
    view.setUint32(4, ~this.#high >>> 0, true);
    return new Uint8Array(view.buffer);
  }
}
