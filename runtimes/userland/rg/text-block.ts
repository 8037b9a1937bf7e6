import { decodeUtf8, encodedLength } from "../../web/encoding.ts";

/** Bytes as text, whose places are told as places of bytes. Asked from the first place to the last it reads nothing twice. */
export class TextBlock {
  readonly text: string;
  readonly #bytes: Uint8Array;
  readonly #isPlain: boolean;
  #unit = 0;
  #byte = 0;

  constructor(bytes: Uint8Array) {
    this.text = decodeUtf8(bytes, "escape");
    this.#bytes = bytes;
    this.#isPlain = this.text.length === bytes.length;
  }

  byteAt(unit: number): number {
    if (this.#isPlain) return unit;
    if (unit < this.#unit) this.#unit = this.#byte = 0;
    this.#byte += encodedLength(this.text.slice(this.#unit, unit));
    this.#unit = unit;
    return this.#byte;
  }

  /** @param byte where a character begins */
  unitAt(byte: number): number {
    if (this.#isPlain) return byte;
    if (byte < this.#byte) this.#unit = this.#byte = 0;
    this.#unit += decodeUtf8(this.#bytes.subarray(this.#byte, byte), "escape").length;
    this.#byte = byte;
    return this.#unit;
  }
}
