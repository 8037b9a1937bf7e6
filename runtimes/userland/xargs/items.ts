import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";

export interface Item {
  readonly text: string;
  /** In bytes. */
  readonly length: number;
  /** Whether it is the last of its line, which no blank behind it continues. */
  readonly endsLine: boolean;
  /** Whether it is quoted text with a NUL in it, where it ends. */
  readonly hasNul: boolean;
}

/** What takes the input of `xargs` apart, as it comes. */
export interface ItemReader {
  /** Adds what the bytes end to the items. @throws Failure */
  add(chunk: Uint8Array, items: Item[]): void;
  /** @throws Failure */
  end(items: Item[]): void;
  /** Whether the rest of the input has no meaning. */
  readonly isEnded: boolean;
}

const NEWLINE = 10;
const BACKSLASH = 92;
const SINGLE_QUOTE = 39;
const DOUBLE_QUOTE = 34;

/** Bytes of an item that is not complete. */
class Pending {
  #bytes = new Uint8Array(256);
  #used = 0;

  get length(): number {
    return this.#used;
  }

  add(byte: number): void {
    if (this.#used === this.#bytes.length) this.#reserve(this.#used + 1);
    this.#bytes[this.#used++] = byte;
  }

  addAll(bytes: Uint8Array): void {
    this.#reserve(this.#used + bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  take(endsLine: boolean): Item {
    const bytes = this.#bytes.subarray(0, this.#used);
    this.#used = 0;
    const nul = bytes.indexOf(0);
    const own = nul < 0 ? bytes : bytes.subarray(0, nul);
    return { text: decodeUtf8(own, "escape"), length: own.length, endsLine, hasNul: nul >= 0 };
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = larger;
  }
}

/** Items with one byte behind each, and nothing special in them. */
export class DelimitedItems implements ItemReader {
  readonly #delimiter: number;
  readonly #pending = new Pending();
  readonly isEnded = false;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
  }

  add(chunk: Uint8Array, items: Item[]): void {
    let from = 0;
    for (let at = chunk.indexOf(this.#delimiter); at >= 0; at = chunk.indexOf(this.#delimiter, from)) {
      this.#pending.addAll(chunk.subarray(from, at));
      items.push({ ...this.#pending.take(true), hasNul: false });
      from = at + 1;
    }
    this.#pending.addAll(chunk.subarray(from));
  }

  end(items: Item[]): void {
    if (this.#pending.length > 0) items.push({ ...this.#pending.take(true), hasNul: false });
  }
}

type State = "space" | "item" | "quoted" | "escaped";

/** Items between blanks, or of a line each, in which quotes and backslashes quote. */
export class QuotedItems implements ItemReader {
  readonly #isByLine: boolean;
  readonly #endText: string | undefined;
  readonly #pending = new Pending();
  #state: State = "space";
  #quote = 0;
  #previous = NEWLINE;
  /** Whether quotes were there, between which nothing is, too. */
  #hasItem = false;
  isEnded = false;

  constructor(isByLine: boolean, endText: string | undefined) {
    this.#isByLine = isByLine;
    this.#endText = endText;
  }

  add(chunk: Uint8Array, items: Item[]): void {
    for (let at = 0; at < chunk.length && !this.isEnded; at++) {
      const byte = chunk[at] ?? 0;
      this.#take(byte, items);
      this.#previous = byte;
    }
  }

  end(items: Item[]): void {
    if (this.#state === "quoted") throw this.#unmatched();
    if (this.#state === "item" || this.#state === "escaped") this.#complete(items, true);
  }

  #take(byte: number, items: Item[]): void {
    switch (this.#state) {
      case "space":
        if (isSpace(byte)) return;
        this.#state = "item";
        this.#takeInItem(byte, items);
        return;
      case "item":
        this.#takeInItem(byte, items);
        return;
      case "quoted":
        if (byte === NEWLINE) throw this.#unmatched();
        if (byte === this.#quote) this.#state = "item";
        else this.#put(byte);
        return;
      case "escaped":
        this.#state = "item";
        this.#put(byte);
    }
  }

  #takeInItem(byte: number, items: Item[]): void {
    if (byte === NEWLINE) this.#complete(items, !isBlank(this.#previous));
    else if (!this.#isByLine && isSpace(byte)) this.#complete(items, false);
    else if (byte === SINGLE_QUOTE || byte === DOUBLE_QUOTE) {
      this.#state = "quoted";
      this.#quote = byte;
      this.#hasItem = true;
    } else if (byte === BACKSLASH) this.#state = "escaped";
    else this.#put(byte);
  }

  #put(byte: number): void {
    this.#hasItem = true;
    this.#pending.add(byte);
  }

  #complete(items: Item[], endsLine: boolean): void {
    this.#state = "space";
    if (!this.#hasItem) return;
    this.#hasItem = false;
    const item = this.#pending.take(endsLine);
    if (item.text === this.#endText) this.isEnded = true;
    else items.push(item);
  }

  #unmatched(): Failure {
    const kind = this.#quote === DOUBLE_QUOTE ? "double" : "single";
    return new Failure(`unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`);
  }
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}

function isSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
