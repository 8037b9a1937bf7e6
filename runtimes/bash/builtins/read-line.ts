import { decodeUtf8 } from "../../web/encoding.ts";
import { type DescriptorReader, END } from "./descriptor-reader.ts";
import type { MarkedLine } from "./field-splitting.ts";

export interface LineRequest {
  /** The byte that ends the line; none with `-N`. */
  readonly delimiter: number | undefined;
  /** `-r`: a backslash is a character like others. */
  readonly isRaw: boolean;
  /** How many characters at most. */
  readonly maxCharacters: number | undefined;
}

const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;

/** A line as it comes in, so that what was read before time was over is not lost. */
export class LineBuffer {
  readonly #bytes: number[] = [];
  /** Offsets in bytes of characters that had a backslash before them. */
  readonly #quoted: number[] = [];

  /** @returns whether the line ended as it should, rather than with the input */
  async fill(reader: DescriptorReader, request: LineRequest): Promise<boolean> {
    let isQuoted = false;
    let characters = 0;
    while (request.maxCharacters === undefined || characters < request.maxCharacters) {
      const next = reader.next();
      const byte = typeof next === "number" ? next : await next;
      if (byte === END) return false;
      if (isQuoted) {
        isQuoted = false;
        if (byte === NEWLINE) continue;
        this.#quoted.push(this.#bytes.length);
      } else if (byte === BACKSLASH && !request.isRaw) {
        isQuoted = true;
        continue;
      } else if (byte === request.delimiter) return true;
      if (byte === 0 && request.delimiter !== 0) continue;
      this.#bytes.push(byte);
      if (request.maxCharacters === undefined) continue;
      for (let more = continuationBytes(byte); more > 0; more--) {
        const continuation = await reader.next();
        if (continuation === END) return false;
        this.#bytes.push(continuation);
      }
      characters++;
    }
    return true;
  }

  get line(): MarkedLine {
    const bytes = Uint8Array.from(this.#bytes);
    if (this.#quoted.length === 0) return { text: decodeUtf8(bytes, "escape"), quoted: new Set() };
    let text = "";
    let done = 0;
    const quoted = new Set<number>();
    for (const offset of this.#quoted) {
      text += decodeUtf8(bytes.subarray(done, offset), "escape");
      quoted.add(text.length);
      done = offset;
    }
    return { text: text + decodeUtf8(bytes.subarray(done), "escape"), quoted };
  }
}

function continuationBytes(lead: number): number {
  if (lead >= 0xf0 && lead < 0xf8) return 3;
  if (lead >= 0xe0) return lead < 0xf0 ? 2 : 0;
  return lead >= 0xc2 && lead < 0xe0 ? 1 : 0;
}
