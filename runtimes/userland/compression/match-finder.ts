const HASH_BITS = 18;
const MIN_LENGTH = 3;
/** A short match from so far takes more room than its bytes. */
const FAR_FOR_SHORT = 1 << 12;
const NONE = -1;

export interface Match {
  readonly length: number;
  /** 1 is the byte before. */
  readonly distance: number;
}

/** Finds where bytes came before, in a buffer that keeps the last of them. */
export class MatchFinder {
  readonly #keptBytes: number;
  readonly #maxSteps: number;
  readonly #heads = new Int32Array(1 << HASH_BITS).fill(NONE);
  readonly #links: Int32Array;
  readonly buffer: Uint8Array;
  /** How many bytes there are in the buffer. */
  used = 0;

  constructor(keptBytes: number, maxSteps: number) {
    this.#keptBytes = keptBytes;
    this.#maxSteps = maxSteps;
    this.buffer = new Uint8Array(keptBytes * 2);
    this.#links = new Int32Array(keptBytes * 2);
  }

  /** How many bytes there is room for. */
  get room(): number {
    return this.buffer.length - this.used;
  }

  /** Drops old bytes. @param at what comes before is old @returns where that is now */
  slide(at: number): number {
    const dropped = Math.max(0, at - this.#keptBytes);
    if (dropped === 0) return at;
    this.buffer.copyWithin(0, dropped, this.used);
    this.#links.copyWithin(0, dropped, this.used);
    this.used -= dropped;
    const moved = (place: number): number => (place >= dropped ? place - dropped : NONE);
    for (let index = 0; index < this.#heads.length; index++) this.#heads[index] = moved(this.#heads[index] ?? NONE);
    for (let index = 0; index < this.used; index++) this.#links[index] = moved(this.#links[index] ?? NONE);
    return at - dropped;
  }

  insert(at: number): void {
    if (at + MIN_LENGTH > this.used) return;
    const hash = this.#hash(at);
    this.#links[at] = this.#heads[hash] ?? NONE;
    this.#heads[hash] = at;
  }

  /** The longest match of what comes at a place, which isn't inserted yet. */
  find(at: number, maxLength: number): Match | undefined {
    if (maxLength < MIN_LENGTH) return undefined;
    let [bestLength, bestDistance] = [MIN_LENGTH - 1, 0];
    let place = this.#heads[this.#hash(at)] ?? NONE;
    for (let steps = this.#maxSteps; place !== NONE && steps > 0; steps--) {
      if (at - place > this.#keptBytes) break;
      if (this.buffer[place + bestLength] === this.buffer[at + bestLength]) {
        const length = this.lengthOf(at, at - place, maxLength);
        if (length > bestLength) {
          [bestLength, bestDistance] = [length, at - place];
          if (length === maxLength) break;
        }
      }
      place = this.#links[place] ?? NONE;
    }
    if (bestLength < MIN_LENGTH || (bestLength === MIN_LENGTH && bestDistance > FAR_FOR_SHORT)) return undefined;
    return { length: bestLength, distance: bestDistance };
  }

  /** For how long the bytes are those so far before. */
  lengthOf(at: number, distance: number, maxLength: number): number {
    if (distance > at) return 0;
    const { buffer } = this;
    let length = 0;
    while (length < maxLength && buffer[at + length] === buffer[at - distance + length]) length++;
    return length;
  }

  #hash(at: number): number {
    const { buffer } = this;
    const three = ((buffer[at] ?? 0) << 16) | ((buffer[at + 1] ?? 0) << 8) | (buffer[at + 2] ?? 0);
    return Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
  }
}
