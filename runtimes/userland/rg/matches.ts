import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import type { PerlPattern } from "../search/perl-pattern.ts";
import { expanded } from "./replacement.ts";
import type { SunkLines } from "./sink.ts";
import { TextBlock } from "./text-block.ts";

/** How much ripgrep looks at behind the lines of a match. */
const LOOK_AHEAD_BYTES = 128;

/** A part of bytes or of a text. */
export type Range = readonly [start: number, end: number];

/** What is printed of lines: their bytes or what replaces them, and where in it matches are. */
export interface ShownLines {
  readonly bytes: Uint8Array;
  readonly spans: readonly Range[];
  /** How many there were before anything was replaced. */
  readonly matchCount: number;
}

export interface MatchOptions {
  readonly pattern: PerlPattern;
  readonly lineEnd: number;
  /** A match may have several lines. */
  readonly isMultiline: boolean;
  readonly allowsCarriageReturn: boolean;
  readonly replacement: string | undefined;
}

/** Lines as text: what of it is theirs, and where that begins among the bytes that the text is of. */
interface LineText {
  readonly block: TextBlock;
  readonly units: Range;
  readonly startByte: number;
}

/** Finds the matches in lines. */
export class Matches {
  readonly #options: MatchOptions;
  #whole: { readonly bytes: Uint8Array; readonly block: TextBlock } | undefined;

  constructor(options: MatchOptions) {
    this.#options = options;
  }

  count(lines: SunkLines): number {
    return this.#matchesIn(this.#textOf(lines)).length;
  }

  /** @param replaces whether the option to replace matches is heeded */
  shown(lines: SunkLines, replaces = true): ShownLines {
    const text = this.#textOf(lines);
    const { replacement } = this.#options;
    const length = lines.end - lines.start;
    const matches = this.#matchesIn(text);
    if (replaces && replacement !== undefined && matches.length > 0) {
      const further = this.#further(lines, text);
      return this.#replaced(further, this.#matchesIn(further), replacement);
    }
    const spans = matches.map(([start, end]): Range => {
      const first = text.block.byteAt(start) - text.startByte;
      return [first, text.block.byteAt(end) - text.startByte];
    });
    const last = spans.at(-1);
    // No empty match is told of where there are no more bytes.
    if (last && last[0] === last[1] && last[0] >= length) spans.pop();
    return { bytes: lines.bytes.subarray(lines.start, lines.end), spans, matchCount: spans.length };
  }

  #textOf(lines: SunkLines): LineText {
    const { isMultiline, lineEnd, allowsCarriageReturn } = this.#options;
    const { bytes, start } = lines;
    let { end } = lines;
    if (isMultiline) {
      // A match may look at what is around its lines.
      if (this.#whole?.bytes !== bytes) this.#whole = { bytes, block: new TextBlock(bytes) };
      const { block } = this.#whole;
      return { block, units: [block.unitAt(start), block.unitAt(end)], startByte: start };
    }
    if (end > start && bytes[end - 1] === lineEnd) end--;
    if (allowsCarriageReturn && end > start && bytes[end - 1] === 13) end--;
    const block = new TextBlock(bytes.subarray(start, end));
    return { block, units: [0, block.text.length + 1], startByte: 0 };
  }

  /** Where matches may have several lines, what is behind them is replaced as well, as far as it was looked at. */
  #further({ bytes, end }: SunkLines, text: LineText): LineText {
    if (!this.#options.isMultiline) return text;
    const behind = Math.min(bytes.length, end + LOOK_AHEAD_BYTES);
    return { ...text, units: [text.units[0], text.block.unitAt(behind)] };
  }

  #matchesIn({ block, units }: LineText): Range[] {
    const { pattern } = this.#options;
    const { text } = block;
    const found: Range[] = [];
    let lastEnd = -1;
    for (let at = units[0]; at <= text.length; ) {
      const match = pattern.find(text, at);
      if (!match || match[0] >= units[1]) break;
      const [start, end] = match;
      const isEmpty = start === end;
      if (!isEmpty || start !== lastEnd) found.push(match);
      lastEnd = end;
      at = isEmpty ? end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1) : end;
    }
    return found;
  }

  #replaced({ block, units }: LineText, matches: readonly Range[], template: string): ShownLines {
    const { text } = block;
    const parts: Uint8Array[] = [];
    const spans: Range[] = [];
    let [at, length] = [units[0], 0];
    const add = (part: string): void => {
      const bytes = encodeUtf8(part);
      parts.push(bytes);
      length += bytes.length;
    };
    for (const [start, end] of matches) {
      add(text.slice(at, start));
      const from = length;
      add(expanded(this.#options.pattern, template, text, start));
      spans.push([from, length]);
      at = end;
    }
    add(text.slice(at, units[1]));
    return { bytes: concatBytes(parts), spans, matchCount: matches.length };
  }
}
