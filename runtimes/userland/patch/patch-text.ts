import { bytesOfLatin1, decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";

/** How the lines of a patch are written down: in what they are wrapped. */
export interface LineWrapping {
  readonly indent: number;
  /** How many `- ` stand before lines that begin with a dash, as in quoted mail (RFC 934). */
  readonly dashes: number;
  readonly stripsCarriageReturns: boolean;
}

export const UNWRAPPED: LineWrapping = { indent: 0, dashes: 0, stripsCarriageReturns: false };

/** Reads a patch line by line. It is held as text of one character a byte. */
export class PatchText {
  readonly #text: string;
  readonly #warn: (message: string) => void;
  offset = 0;
  /** How many lines were read, which is the number of the last one. */
  lineNumber = 0;
  /** The last line that was read, for messages. */
  lastLine = "";

  constructor(text: string, warn: (message: string) => void) {
    this.#text = text;
    this.#warn = warn;
  }

  get length(): number {
    return this.#text.length;
  }

  seek(offset: number, lineNumber: number): void {
    this.offset = offset;
    this.lineNumber = lineNumber;
  }

  /** The raw text between two places. */
  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /**
   * The next line with its newline, unwrapped; lines that begin with # are left out. What has no newline is none.
   * @returns nothing at the end
   */
  readLine(wrapping: LineWrapping, hasComments = false): string | undefined {
    for (;;) {
      if (this.offset >= this.#text.length) return undefined;
      const start = this.#behindIndent(wrapping.indent);
      if (start >= this.#text.length) {
        this.offset = start;
        return undefined;
      }
      const end = this.#text.indexOf("\n", start) + 1;
      if (end === 0) {
        this.offset = this.#text.length;
        this.#warn("patch unexpectedly ends in middle of line\n");
        return undefined;
      }
      let line = this.#text.slice(start, end);
      for (let dashes = wrapping.dashes; dashes > 0 && line.startsWith("- "); dashes--) line = line.slice(2);
      this.offset = end;
      this.lineNumber++;
      if (line.startsWith("#") && !hasComments) continue;
      if (wrapping.stripsCarriageReturns && line.endsWith("\r\n")) line = `${line.slice(0, -2)}\n`;
      this.lastLine = line;
      return line;
    }
  }

  #behindIndent(indent: number): number {
    let at = this.offset;
    for (let column = 0; column < indent; at++) {
      const character = this.#text.charAt(at);
      if (character === " " || character === "X") column++;
      else if (character === "\t") column = (column + 8) & ~7;
      else break;
    }
    return at;
  }

  /** Whether the line behind tells that the one before has no end; it is then skipped. */
  skipUnendedMark(): boolean {
    if (this.#text.charAt(this.offset) !== "\\") return false;
    const end = this.#text.indexOf("\n", this.offset);
    this.offset = end < 0 ? this.#text.length : end + 1;
    return true;
  }

  /** The number of the last line, and what it says, for messages. */
  get lastPlace(): string {
    return `line ${this.lineNumber}: ${decodeUtf8(bytesOfLatin1(this.lastLine), "escape")}`;
  }

  malformed(): Failure {
    return new Failure(`**** malformed patch at ${this.lastPlace}`);
  }
}
