import { latin1Of } from "../../web/encoding.ts";

/** Bytes that a file begins with, to be read as numbers; behind the end all is 0. */
export class Head {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** A character for each byte. */
  text(from: number, to: number): string {
    return latin1Of(this.bytes.subarray(from, to));
  }

  has(text: string, at = 0): boolean {
    return this.text(at, at + text.length) === text;
  }

  /** What is there up to a NUL. */
  string(at: number): string {
    const end = this.bytes.indexOf(0, at);
    return this.text(at, end < 0 ? this.length : end);
  }

  byte(at: number): number {
    return this.bytes[at] ?? 0;
  }

  big16(at: number): number {
    return at + 2 <= this.length ? this.#view.getUint16(at) : 0;
  }

  big32(at: number): number {
    return at + 4 <= this.length ? this.#view.getUint32(at) : 0;
  }

  little16(at: number): number {
    return at + 2 <= this.length ? this.#view.getUint16(at, true) : 0;
  }

  little32(at: number): number {
    return at + 4 <= this.length ? this.#view.getUint32(at, true) : 0;
  }
}
