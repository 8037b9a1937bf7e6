import type { ComparedText } from "./compared-text.ts";

const PRIME = 0x01000193;

/** Gives lines numbers, which are the same for lines that are alike. */
export class LineClasses {
  readonly #form: ((line: Uint8Array) => Uint8Array) | undefined;
  readonly #separatesUnended: boolean;
  /** A line of each class, by where it is. */
  readonly #sources: Uint8Array[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #hashes: number[] = [];
  readonly #isUnended: boolean[] = [];
  /** Class numbers plus one, by hashes; 0 is a free place. */
  #table = new Uint32Array(1024);

  /**
   * @param form of what is compared
   * @param separatesUnended whether a line without end is unlike the same one with it
   */
  constructor(form: ((line: Uint8Array) => Uint8Array) | undefined, separatesUnended: boolean) {
    this.#form = form;
    this.#separatesUnended = separatesUnended;
  }

  get count(): number {
    return this.#sources.length;
  }

  /** The classes of lines of a text. */
  ofLines(text: ComparedText, from: number, end: number): Int32Array {
    const classes = new Int32Array(Math.max(0, end - from));
    for (let line = from; line < end; line++) {
      const isUnended = this.#separatesUnended && !text.isEnded(line);
      const form = this.#form?.(text.line(line));
      classes[line - from] = form
        ? this.#classOf(form, 0, form.length, isUnended)
        : this.#classOf(text.bytes, text.starts[line] ?? 0, (text.starts[line + 1] ?? 1) - 1, isUnended);
    }
    return classes;
  }

  #classOf(bytes: Uint8Array, start: number, end: number, isUnended: boolean): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.#table.length - 1;
    let place = placeOf(hash) & mask;
    for (let known = this.#table[place] ?? 0; known !== 0; known = this.#table[place] ?? 0) {
      const isKnown = this.#hashes[known - 1] === hash && this.#isUnended[known - 1] === isUnended;
      if (isKnown && this.#isLine(known - 1, bytes, start, end)) return known - 1;
      place = (place + 1) & mask;
    }
    this.#sources.push(bytes);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#hashes.push(hash);
    this.#isUnended.push(isUnended);
    this.#table[place] = this.#sources.length;
    if (this.#sources.length * 2 > this.#table.length) this.#grow();
    return this.#sources.length - 1;
  }

  #isLine(known: number, bytes: Uint8Array, start: number, end: number): boolean {
    const source = this.#sources[known] ?? bytes;
    const shift = (this.#starts[known] ?? 0) - start;
    if ((this.#ends[known] ?? 0) - shift !== end) return false;
    for (let at = start; at < end; at++) if (source[at + shift] !== bytes[at]) return false;
    return true;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#table.length * 4);
    const mask = larger.length - 1;
    for (const [known, hash] of this.#hashes.entries()) {
      let place = placeOf(hash) & mask;
      while (larger[place] !== 0) place = (place + 1) & mask;
      larger[place] = known + 1;
    }
    this.#table = larger;
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
  return hash | 0;
}

function placeOf(hash: number): number {
  return hash ^ (hash >>> 15);
}
