import type { MaybePromise } from "../../kernel/description.ts";
import { concatBytes } from "../../web/bytes.ts";

/** Reads pages of whole lines from what comes in chunks; only the last may be without its end. */
export class Pages {
  readonly #read: () => MaybePromise<Uint8Array>;
  readonly #lineEnd: number;
  #rest: Uint8Array[] = [];
  #isAtEnd = false;

  constructor(read: () => MaybePromise<Uint8Array>, lineEnd: number) {
    this.#read = read;
    this.#lineEnd = lineEnd;
  }

  /** How much of the next page has been read already. */
  get restLength(): number {
    return this.#rest.reduce((length, chunk) => length + chunk.length, 0);
  }

  /** @returns nothing at the end */
  async next(): Promise<Uint8Array | undefined> {
    while (!this.#isAtEnd) {
      const chunk = await this.#read();
      if (chunk.length === 0) {
        this.#isAtEnd = true;
        break;
      }
      const last = chunk.lastIndexOf(this.#lineEnd);
      if (last < 0) {
        this.#rest.push(chunk);
        continue;
      }
      const whole = chunk.subarray(0, last + 1);
      const page = this.#rest.length === 0 ? whole : concatBytes([...this.#rest, whole]);
      this.#rest = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
      return page;
    }
    if (this.#rest.length === 0) return undefined;
    const page = concatBytes(this.#rest);
    this.#rest = [];
    return page;
  }
}
