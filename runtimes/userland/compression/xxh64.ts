/* https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md, in halves of 32 bits. */

type Word = [high: number, low: number];

const PRIMES: readonly Readonly<Word>[] = [
  [0x9e3779b1, 0x85ebca87],
  [0xc2b2ae3d, 0x27d4eb4f],
  [0x165667b1, 0x9e3779f9],
  [0x85ebca77, 0xc2b2ae63],
  [0x27d4eb2f, 0x165667c5],
];
const [P1 = [0, 0], P2 = [0, 0], P3 = [0, 0], P4 = [0, 0], P5 = [0, 0]] = PRIMES;
const STRIPE_BYTES = 32;

function add(word: Word, [high, low]: Readonly<Word>): void {
  const sum = word[1] + low;
  word[0] = (word[0] + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  word[1] = sum >>> 0;
}

function multiply(word: Word, [high, low]: Readonly<Word>): void {
  const [a, b] = word;
  const [b1, b0, l1, l0] = [b >>> 16, b & 0xffff, low >>> 16, low & 0xffff];
  const low0 = b0 * l0;
  const middle = b1 * l0 + (low0 >>> 16);
  const middle2 = b0 * l1 + (middle & 0xffff);
  const carried = b1 * l1 + Math.floor(middle / 0x10000) + (middle2 >>> 16);
  word[0] = (carried + Math.imul(a, low) + Math.imul(b, high)) >>> 0;
  word[1] = ((middle2 << 16) | (low0 & 0xffff)) >>> 0;
}

function rotate(word: Word, bits: number): void {
  const [high, low] = word;
  if (bits >= 32) {
    rotate32(word, low, high, bits - 32);
    return;
  }
  rotate32(word, high, low, bits);
}

function rotate32(word: Word, high: number, low: number, bits: number): void {
  word[0] = bits === 0 ? high : ((high << bits) | (low >>> (32 - bits))) >>> 0;
  word[1] = bits === 0 ? low : ((low << bits) | (high >>> (32 - bits))) >>> 0;
}

function mix(word: Word, [high, low]: Readonly<Word>): void {
  word[0] = (word[0] ^ high) >>> 0;
  word[1] = (word[1] ^ low) >>> 0;
}

function shiftMix(word: Word, bits: number): void {
  const [high, low] = word;
  const shifted: Word =
    bits > 32 ? [0, high >>> (bits - 32)] : [high >>> bits, ((low >>> bits) | (high << (32 - bits))) >>> 0];
  mix(word, bits === 32 ? [0, high] : shifted);
}

function round(word: Word, lane: Word): void {
  multiply(lane, P2);
  add(word, lane);
  rotate(word, 31);
  multiply(word, P1);
}

/** A checksum without a key, whose lower half zstd's frames end with. */
export class Xxh64 {
  readonly #lanes: readonly [Word, Word, Word, Word];
  readonly #held = new Uint8Array(STRIPE_BYTES);
  readonly #view = new DataView(this.#held.buffer);
  readonly #lane: Word = [0, 0];
  #heldBytes = 0;
  #total = 0;

  constructor() {
    const first: Word = [P1[0], P1[1]];
    add(first, P2);
    const last: Word = [~P1[0] >>> 0, ~P1[1] >>> 0];
    add(last, [0, 1]);
    this.#lanes = [first, [P2[0], P2[1]], [0, 0], last];
  }

  add(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let at = 0;
    if (this.#heldBytes > 0) {
      at = Math.min(bytes.length, STRIPE_BYTES - this.#heldBytes);
      this.#held.set(bytes.subarray(0, at), this.#heldBytes);
      this.#heldBytes += at;
      if (this.#heldBytes < STRIPE_BYTES) return;
      this.#stripe(this.#view, 0);
      this.#heldBytes = 0;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) this.#stripe(view, at);
    this.#held.set(bytes.subarray(at));
    this.#heldBytes = bytes.length - at;
  }

  /** The lower half. */
  get value(): number {
    const hash = this.#merged();
    add(hash, [Math.floor(this.#total / 2 ** 32), this.#total >>> 0]);
    let at = 0;
    for (; at + 8 <= this.#heldBytes; at += 8) {
      const lane = this.#read(this.#view, at);
      const word: Word = [0, 0];
      round(word, lane);
      mix(hash, word);
      rotate(hash, 27);
      multiply(hash, P1);
      add(hash, P4);
    }
    if (at + 4 <= this.#heldBytes) {
      const word: Word = [0, this.#view.getUint32(at, true)];
      multiply(word, P1);
      mix(hash, word);
      rotate(hash, 23);
      multiply(hash, P2);
      add(hash, P3);
      at += 4;
    }
    for (; at < this.#heldBytes; at++) {
      const word: Word = [0, this.#held[at] ?? 0];
      multiply(word, P5);
      mix(hash, word);
      rotate(hash, 11);
      multiply(hash, P1);
    }
    shiftMix(hash, 33);
    multiply(hash, P2);
    shiftMix(hash, 29);
    multiply(hash, P3);
    shiftMix(hash, 32);
    return hash[1];
  }

  #merged(): Word {
    if (this.#total < STRIPE_BYTES) return [P5[0], P5[1]];
    const hash: Word = [0, 0];
    for (const [index, lane] of this.#lanes.entries()) {
      const word: Word = [lane[0], lane[1]];
      rotate(word, [1, 7, 12, 18][index] ?? 0);
      add(hash, word);
    }
    for (const lane of this.#lanes) {
      const word: Word = [0, 0];
      round(word, [lane[0], lane[1]]);
      mix(hash, word);
      multiply(hash, P1);
      add(hash, P4);
    }
    return hash;
  }

  #stripe(view: DataView, at: number): void {
    for (let index = 0; index < 4; index++) {
      const word = this.#lanes[index];
      if (word) round(word, this.#read(view, at + index * 8));
    }
  }

  #read(view: DataView, at: number): Word {
    this.#lane[0] = view.getUint32(at + 4, true);
    this.#lane[1] = view.getUint32(at, true);
    return this.#lane;
  }
}
