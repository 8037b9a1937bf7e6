import { encodeUtf8 } from "../../web/encoding.ts";
import type { Output } from "../program/output.ts";
import { type FoundLine, lineText } from "../search/line-finder.ts";
import type { LinePattern } from "../search/line-pattern.ts";
import type { Colors, Marked } from "./colors.ts";

interface PrintOptions {
  readonly pattern: LinePattern;
  readonly colors: Colors | undefined;
  readonly hasNames: boolean;
  readonly hasNumbers: boolean;
  readonly hasOffsets: boolean;
  readonly onlyMatching: boolean;
  readonly isInverted: boolean;
  /** A NUL ends names. */
  readonly endsNames: boolean;
  readonly alignsTabs: boolean;
  readonly lineEnd: number;
  readonly groupSeparator: string | undefined;
}

/** Where a line is: its number and the offset of its first byte. */
interface LinePlace {
  readonly number: number;
  readonly offset: number;
}

const SELECTED = ":".charCodeAt(0);
const CONTEXT = "-".charCodeAt(0);
const TAB = 9;
/** Of the largest offset there could be. */
const MAX_DIGITS = 20;
const CARRIAGE_RETURN = 13;

/** Prints lines, names and counts. */
export class GrepPrinter {
  readonly #output: Output;
  readonly #options: PrintOptions;
  /** Lines are printed as they are. */
  readonly isPlain: boolean;
  #name: Uint8Array = new Uint8Array(0);
  #width = 0;

  constructor(output: Output, options: PrintOptions) {
    this.#output = output;
    this.#options = options;
    const { colors, hasNames, hasNumbers, hasOffsets, onlyMatching } = options;
    const hasHead = hasNames || hasNumbers || hasOffsets;
    this.isPlain = !colors && !hasHead && !onlyMatching;
  }

  get hasNames(): boolean {
    return this.#options.hasNames;
  }

  /** @param size of the file, if it has one, which says how wide numbers that are aligned may be */
  begin(name: string, size: number | undefined): void {
    this.#name = encodeUtf8(name);
    const { alignsTabs, hasNumbers } = this.#options;
    this.#width = !alignsTabs ? 0 : size === undefined ? MAX_DIGITS : `${size + (hasNumbers ? 1 : 0)}`.length;
  }

  /** Lines that came together, with all their ends but perhaps the last. */
  putLines(bytes: Uint8Array): void {
    this.#output.put(bytes);
    if (bytes.at(-1) !== this.#options.lineEnd) this.#output.putByte(this.#options.lineEnd);
  }

  putSeparator(): void {
    const { groupSeparator } = this.#options;
    if (groupSeparator === undefined) return;
    this.#mark("se", encodeUtf8(groupSeparator));
    this.#output.putByte(10);
  }

  /** The name alone, as `-l` has it. */
  putName(): void {
    this.#mark("fn", this.#name);
    this.#output.putByte(this.#options.endsNames ? 0 : 10);
  }

  putCount(count: number): void {
    if (this.#options.hasNames) this.#putNameBefore(SELECTED);
    this.#output.putText(`${count}\n`);
  }

  /** Whether only what matches is printed, not the line around it. */
  get printsMatches(): boolean {
    return this.#options.onlyMatching;
  }

  putLine(bytes: Uint8Array, line: FoundLine, place: LinePlace, isSelected: boolean): void {
    const { onlyMatching, isInverted, colors, lineEnd } = this.#options;
    const content = bytes.subarray(line.start, line.end);
    const separator = isSelected ? SELECTED : CONTEXT;
    const isMatching = isSelected !== isInverted;
    if (onlyMatching) {
      if (isMatching) this.#putMatches(lineText(bytes, line), place);
      return;
    }
    this.#putHead(separator, place, content.length);
    if (colors) this.#putColored(colors, content, lineText(bytes, line), isSelected, isMatching);
    else this.#output.put(content);
    this.#output.putByte(lineEnd);
  }

  /** Each match in a line of its own. */
  #putMatches(text: string, { number, offset }: LinePlace): void {
    const separator = this.#options.isInverted ? CONTEXT : SELECTED;
    let [unit, byte] = [0, offset];
    for (const [start, end] of matchesIn(this.#options.pattern, text)) {
      byte += encodeUtf8(text.slice(unit, start)).length;
      const match = encodeUtf8(text.slice(start, end));
      this.#putHead(separator, { number, offset: byte }, match.length);
      this.#mark("ms", match);
      this.#output.putByte(this.#options.lineEnd);
      byte += match.length;
      unit = end;
    }
  }

  #putColored(colors: Colors, content: Uint8Array, text: string, isSelected: boolean, isMatching: boolean): void {
    const marked: Marked = isSelected ? "ms" : "mc";
    const whole: Marked = isSelected !== (colors.isReversed && this.#options.isInverted) ? "sl" : "cx";
    let [unit, byte] = [0, 0];
    if (isMatching && colors.has(marked))
      for (const [start, end] of matchesIn(this.#options.pattern, text)) {
        const before = encodeUtf8(text.slice(unit, start));
        colors.begin(this.#output, whole);
        this.#output.put(before);
        const match = encodeUtf8(text.slice(start, end));
        colors.put(this.#output, marked, match);
        byte += before.length + match.length;
        unit = end;
      }
    const hasReturn = content.at(-1) === CARRIAGE_RETURN && byte < content.length && colors.has(whole);
    const rest = content.subarray(byte, hasReturn ? content.length - 1 : content.length);
    if (rest.length > 0) colors.put(this.#output, whole, rest);
    if (hasReturn) this.#output.putByte(CARRIAGE_RETURN);
  }

  #putHead(separator: number, { number, offset }: LinePlace, length: number): void {
    const { hasNames, hasNumbers, hasOffsets, alignsTabs } = this.#options;
    if (hasNames) this.#putNameBefore(separator);
    if (hasNumbers) this.#putNumber("ln", number, separator);
    if (hasOffsets) this.#putNumber("bn", offset, separator);
    if (alignsTabs && (hasNames || hasNumbers || hasOffsets) && length > 0) this.#output.putByte(TAB);
  }

  #putNameBefore(separator: number): void {
    this.#mark("fn", this.#name);
    if (this.#options.endsNames) this.#output.putByte(0);
    else this.#mark("se", Uint8Array.of(separator));
  }

  #putNumber(marked: Marked, number: number, separator: number): void {
    this.#mark(marked, encodeUtf8(`${number}`.padStart(this.#width)));
    this.#mark("se", Uint8Array.of(separator));
  }

  #mark(marked: Marked, bytes: Uint8Array): void {
    const { colors } = this.#options;
    if (colors) colors.put(this.#output, marked, bytes);
    else this.#output.put(bytes);
  }
}

/** All matches of a line that aren't empty. */
function* matchesIn(pattern: LinePattern, text: string): Generator<readonly [start: number, end: number]> {
  for (let from = 0; from < text.length; ) {
    const found = pattern.find(text, from);
    if (!found) return;
    const [start, end] = found;
    if (end > start) yield found;
    from = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
  }
}
