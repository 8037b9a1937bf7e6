/* https://datatracker.ietf.org/doc/html/draft-sca-cfrg-sm3-02 */

const BLOCK_BYTES = 64;
const INITIAL = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
] as const;

/** The hash of the Chinese standard. */
export class Sm3 {
  readonly #state = Uint32Array.from(INITIAL);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #words = new Uint32Array(68);
  #used = 0;
  #bytes = 0;

  update(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + BLOCK_BYTES - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === BLOCK_BYTES) this.#compress();
    }
  }

  digest(): Uint8Array {
    const bits = BigInt(this.#bytes) * 8n;
    this.#block[this.#used++] = 0x80;
    if (this.#used > BLOCK_BYTES - 8) {
      this.#block.fill(0, this.#used);
      this.#compress();
    }
    this.#block.fill(0, this.#used);
    new DataView(this.#block.buffer).setBigUint64(BLOCK_BYTES - 8, bits);
    this.#compress();
    const digest = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, index) => {
      digest.setUint32(index * 4, word);
    });
    return new Uint8Array(digest.buffer);
  }

  #compress(): void {
    this.#used = 0;
    const words = this.#words;
    const view = new DataView(this.#block.buffer);
    for (let at = 0; at < 16; at++) words[at] = view.getUint32(at * 4);
    const word = (at: number): number => words[at] ?? 0;
    for (let at = 16; at < 68; at++) {
      const mixed = word(at - 16) ^ word(at - 9) ^ rotated(word(at - 3), 15);
      words[at] = permuted1(mixed) ^ rotated(word(at - 13), 7) ^ word(at - 6);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state;
    for (let round = 0; round < 64; round++) {
      const isFirst = round < 16;
      const turned = rotated(a, 12);
      const constant = rotated(isFirst ? 0x79cc4519 : 0x7a879d8a, round % 32);
      const first = rotated((turned + e + constant) | 0, 7);
      const second = first ^ turned;
      const chosenA = isFirst ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const chosenE = isFirst ? e ^ f ^ g : (e & f) | (~e & g);
      const nextA = (chosenA + d + second + (word(round) ^ word(round + 4))) | 0;
      const nextE = permuted0((chosenE + h + first + word(round)) | 0);
      [a, b, c, d] = [nextA, a, rotated(b, 9), c];
      [e, f, g, h] = [nextE, e, rotated(f, 19), g];
    }
    [a, b, c, d, e, f, g, h].forEach((value, index) => {
      this.#state[index] = (this.#state[index] ?? 0) ^ value;
    });
  }
}

function rotated(word: number, bits: number): number {
  return bits === 0 ? word | 0 : (word << bits) | (word >>> (32 - bits));
}

function permuted0(word: number): number {
  return word ^ rotated(word, 9) ^ rotated(word, 17);
}

function permuted1(word: number): number {
  return word ^ rotated(word, 15) ^ rotated(word, 23);
}
