import { DataFault } from "./data-fault.ts";

const START_BYTES = 64 * 1024;

/** The bytes that matches refer to, as many as the dictionary has. It grows with what is in it. */
export class LzmaWindow {
  readonly #maxBytes: number;
  #ring: Uint8Array;
  #at = 0;
  #isFull = false;
  /** What was put since it was taken. */
  #fresh: Uint8Array = new Uint8Array(START_BYTES);
  #freshBytes = 0;
  /** How many bytes there were since the beginning, or the last reset. */
  total = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = Math.max(4096, maxBytes);
    this.#ring = new Uint8Array(Math.min(this.#maxBytes, START_BYTES));
  }

  get freshBytes(): number {
    return this.#freshBytes;
  }

  put(byte: number): void {
    if (this.#at === this.#ring.length) this.#wrap();
    this.#ring[this.#at++] = byte;
    if (this.#freshBytes === this.#fresh.length) {
      const larger = new Uint8Array(this.#fresh.length * 2);
      larger.set(this.#fresh);
      this.#fresh = larger;
    }
    this.#fresh[this.#freshBytes++] = byte;
    this.total++;
  }

  /** The byte so many before: 1 is the last one. */
  back(distance: number): number {
    const at = this.#at - distance;
    return this.#ring[at >= 0 ? at : at + this.#ring.length] ?? 0;
  }

  /** @throws DataFault if there is nothing so far back */
  copy(distance: number, length: number): void {
    if (distance > (this.#isFull ? this.#ring.length : this.#at)) throw new DataFault("invalid");
    for (let left = length; left > 0; left--) this.put(this.back(distance));
  }

  take(): Uint8Array {
    const bytes = this.#fresh.slice(0, this.#freshBytes);
    this.#freshBytes = 0;
    return bytes;
  }

  /** Nothing from before is referred to any more. */
  reset(): void {
    this.total = 0;
    this.#at = 0;
    this.#isFull = false;
  }

  #wrap(): void {
    if (this.#ring.length < this.#maxBytes && !this.#isFull) {
      const larger = new Uint8Array(Math.min(this.#maxBytes, this.#ring.length * 2));
      larger.set(this.#ring);
      this.#ring = larger;
      return;
    }
    this.#isFull = true;
    this.#at = 0;
  }
}
