import { concatBytes } from "../../web/bytes.ts";

export interface TextEncoding {
  /** How many bytes a character has. */
  readonly bytes: 1 | 2 | 4;
  readonly isHighFirst: boolean;
  /** Whether bytes of 128 and more are characters, too. */
  readonly has8Bits: boolean;
}

const EMPTY = new Uint8Array(0);
const TAB = 9;

/** Finds runs of printable characters in bytes that come in pieces. */
export class TextFinder {
  readonly #minimum: number;
  readonly #encoding: TextEncoding;
  readonly #isText: readonly boolean[];
  readonly #found: (offset: number, text: Uint8Array) => void;
  /** What was begun in the pieces before: a character, and a run of them. */
  #rest: Uint8Array = EMPTY;
  #run: Uint8Array[] = [];
  #runLength = 0;
  #runOffset = 0;
  #offset = 0;

  /** @param found is told where a text begins, and its characters as one byte each */
  constructor(
    minimum: number,
    encoding: TextEncoding,
    isOtherText: (byte: number) => boolean,
    found: (offset: number, text: Uint8Array) => void,
  ) {
    this.#minimum = minimum;
    this.#encoding = encoding;
    this.#isText = Array.from(
      { length: 256 },
      (_, byte) => byte === TAB || (byte >= 32 && byte < 127) || (byte > 127 && encoding.has8Bits) || isOtherText(byte),
    );
    this.#found = found;
  }

  add(chunk: Uint8Array): void {
    if (this.#encoding.bytes === 1) this.#addBytes(chunk);
    else this.#addWide(this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk]));
  }

  end(): void {
    this.#endRun();
  }

  #addBytes(chunk: Uint8Array): void {
    let start = -1;
    for (let at = 0; at < chunk.length; at++) {
      if (this.#isText[chunk[at] ?? 0]) {
        if (start < 0) start = at;
        continue;
      }
      if (start >= 0) this.#extend(chunk.subarray(start, at), this.#offset + start);
      start = -1;
      if (this.#runLength > 0) this.#endRun();
    }
    if (start >= 0) this.#extend(chunk.slice(start), this.#offset + start);
    this.#offset += chunk.length;
  }

  /** Behind what is no character the next one may begin at any byte. */
  #addWide(bytes: Uint8Array): void {
    const size = this.#encoding.bytes;
    let at = 0;
    while (at + size <= bytes.length) {
      const code = this.#codeAt(bytes, at);
      if (code < 256 && this.#isText[code]) {
        this.#extend(Uint8Array.of(code), this.#offset + at);
        at += size;
      } else {
        this.#endRun();
        at++;
      }
    }
    this.#rest = bytes.slice(at);
    this.#offset += at;
  }

  #codeAt(bytes: Uint8Array, at: number): number {
    const { bytes: size, isHighFirst } = this.#encoding;
    let code = 0;
    for (let index = 0; index < size; index++)
      code = code * 256 + (bytes[at + (isHighFirst ? index : size - 1 - index)] ?? 0);
    return code;
  }

  #extend(text: Uint8Array, offset: number): void {
    if (this.#runLength === 0) this.#runOffset = offset;
    this.#run.push(text);
    this.#runLength += text.length;
  }

  #endRun(): void {
    if (this.#runLength >= this.#minimum) this.#found(this.#runOffset, concatBytes(this.#run));
    if (this.#runLength > 0) this.#run = [];
    this.#runLength = 0;
  }
}
