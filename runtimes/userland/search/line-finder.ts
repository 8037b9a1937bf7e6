import { decodeUtf8, encodedLength, latin1Of } from "../../web/encoding.ts";
import { ByteLiteral } from "./byte-literal.ts";
import type { LinePattern } from "./line-pattern.ts";

/** What is shorter is in too many lines to be looked for first. */
const MIN_LITERAL = 3;
/** How many lines may have had the literal in vain. */
const MAX_MISSES = 300;

/** A line among bytes, without its end. */
export interface FoundLine {
  readonly start: number;
  readonly end: number;
}

/** Finds the lines that match in pages of whole lines, one after the other. */
export class LineFinder {
  readonly #pattern: LinePattern;
  readonly #lineEnd: number;
  readonly #literal: ByteLiteral | undefined;
  readonly #isLiteralAll: boolean;
  #misses = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  #text: PageText | undefined;

  /** @param lineEnd the byte that ends lines */
  constructor(pattern: LinePattern, lineEnd: number) {
    this.#pattern = pattern;
    this.#lineEnd = lineEnd;
    const { literal } = pattern;
    this.#isLiteralAll = literal?.isAll === true;
    const isWorth = literal && (literal.isAll || literal.text.length >= MIN_LITERAL);
    this.#literal = isWorth ? new ByteLiteral(literal.text) : undefined;
  }

  /** What to search from now on: whole lines, the last of which may be without its end. */
  search(bytes: Uint8Array, from: number, end: number): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
    this.#text = undefined;
  }

  next(): FoundLine | undefined {
    if (this.#at >= this.#end) return undefined;
    const line =
      this.#literal && !this.#text && this.#misses < MAX_MISSES ? this.#byLiteral(this.#literal) : this.#byText();
    this.#at = line ? line.end + 1 : this.#end;
    return line;
  }

  #byLiteral(literal: ByteLiteral): FoundLine | undefined {
    const bytes = this.#bytes;
    for (let from = this.#at; ; ) {
      const found = literal.indexIn(bytes, from, this.#end);
      if (found < 0) return undefined;
      const start = bytes.lastIndexOf(this.#lineEnd, found) + 1;
      const after = bytes.indexOf(this.#lineEnd, found);
      const end = after < 0 || after > this.#end ? this.#end : after;
      const line = { start: Math.max(start, this.#at), end };
      if (this.#isLiteralAll || this.#pattern.test(lineText(bytes, line))) return line;
      from = end + 1;
      if (++this.#misses < MAX_MISSES) continue;
      this.#at = from;
      return from < this.#end ? this.#byText() : undefined;
    }
  }

  #byText(): FoundLine | undefined {
    this.#text ??= new PageText(this.#bytes, this.#at, this.#end);
    const page = this.#text;
    const { text } = page;
    const lineEnd = String.fromCharCode(this.#lineEnd);
    const { candidates } = this.#pattern;
    const isWhole = candidates !== undefined && this.#lineEnd === 10 && candidates.isSafeFor(page.longestLine(lineEnd));
    for (let from = page.at; from < text.length; ) {
      const found = isWhole ? candidates.next(text, from) : from;
      if (found === undefined || (found >= text.length && from < found)) return undefined;
      const start = isWhole ? Math.max(from, found === 0 ? 0 : text.lastIndexOf(lineEnd, found - 1) + 1) : from;
      const after = text.indexOf(lineEnd, found);
      const end = after < 0 ? text.length : after;
      if ((isWhole && candidates.isExact) || this.#pattern.test(text.slice(start, end))) return page.take(start, end);
      from = end + 1;
    }
    return undefined;
  }
}

/** A line as text; bytes that are no characters are what they are encoded from. */
export function lineText(bytes: Uint8Array, { start, end }: FoundLine): string {
  return decodeUtf8(bytes.subarray(start, end), "escape");
}

/** A page as text, whose places are told as places of bytes from the first to the last. */
class PageText {
  readonly text: string;
  /** Behind the last line that was taken. */
  at = 0;
  readonly #isAscii: boolean;
  #longestLine: number | undefined;
  #byte: number;
  #unit = 0;

  constructor(bytes: Uint8Array, from: number, end: number) {
    const page = bytes.subarray(from, end);
    const latin1 = latin1Of(page);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is ASCII
    this.#isAscii = !/[^\x00-\x7f]/.test(latin1);
    this.text = this.#isAscii ? latin1 : decodeUtf8(page, "escape");
    this.#byte = from;
  }

  take(start: number, end: number): FoundLine {
    const line = { start: this.#byteAt(start), end: this.#byteAt(end) };
    this.at = end + 1;
    return line;
  }

  longestLine(lineEnd: string): number {
    if (this.#longestLine !== undefined) return this.#longestLine;
    let longest = 0;
    for (let at = 0; at < this.text.length; ) {
      const found = this.text.indexOf(lineEnd, at);
      const end = found < 0 ? this.text.length : found;
      if (end - at > longest) longest = end - at;
      at = end + 1;
    }
    this.#longestLine = longest;
    return longest;
  }

  #byteAt(unit: number): number {
    this.#byte += this.#isAscii ? unit - this.#unit : encodedLength(this.text.slice(this.#unit, unit));
    this.#unit = unit;
    return this.#byte;
  }
}
