import { concatBytes } from "../../web/bytes.ts";
import type { LineFinder } from "../search/line-finder.ts";
import type { BinaryMode, Sink, SunkLines } from "./sink.ts";

export interface LineSearchOptions {
  readonly isInverted: boolean;
  readonly lineEnd: number;
  readonly before: number;
  readonly after: number;
  readonly passesAll: boolean;
  readonly hasNumbers: boolean;
  /** What NUL bytes do in lines that are found; nothing if they aren't looked for. */
  readonly looksForNul: BinaryMode;
}

/** Gives a sink the lines of a file that match, and those around them. */
export class LineSearch {
  readonly #options: LineSearchOptions;
  readonly #sink: Sink;
  /** The block, behind lines of the one before that may become context. */
  #bytes: Uint8Array = new Uint8Array(0);
  /** The offset in the file of its first byte. */
  #offset = 0;
  #countedTo = 0;
  #lines = 0;
  /** Behind the last line that was given away. */
  #givenTo = 0;
  #hasGiven = false;
  #pendingAfter = 0;
  #isDone = false;
  binaryOffset: number | undefined;

  constructor(options: LineSearchOptions, sink: Sink) {
    this.#options = options;
    this.#sink = sink;
  }

  /** How far in a file it came. */
  get searchedTo(): number {
    return this.#offset + (this.#isDone ? this.#givenTo : this.#bytes.length);
  }

  /** Searches whole lines. @returns whether to go on */
  searchBlock(block: Uint8Array, finder: LineFinder): boolean {
    const from = this.#turnTo(block);
    const end = this.#bytes.length;
    finder.search(this.#bytes, from, end);
    for (let at = from; at < end && !this.#isDone; ) {
      const line = finder.next();
      const stop = line ? line.start : end;
      const next = line ? Math.min(line.end + 1, end) : end;
      if (this.#options.isInverted) this.#eachLine(at, stop, (start, behind) => this.#select(start, behind));
      else this.#pass(at, stop);
      if (line && !this.#isDone) {
        if (this.#options.isInverted) this.#pass(line.start, next);
        else this.#select(line.start, next);
      }
      at = next;
    }
    return !this.#isDone;
  }

  /** Searches a file of which spans of lines are known that match. */
  searchSpans(bytes: Uint8Array, spans: Iterable<readonly [start: number, end: number]>): void {
    this.#turnTo(bytes);
    let at = 0;
    for (const [start, end] of spans) {
      if (this.#options.isInverted) {
        this.#eachLine(at, start, (from, behind) => this.#select(from, behind));
        this.#pass(start, end);
      } else {
        this.#pass(at, start);
        if (!this.#isDone) this.#select(start, end);
      }
      at = end;
      if (this.#isDone) return;
    }
    if (this.#options.isInverted) this.#eachLine(at, bytes.length, (from, behind) => this.#select(from, behind));
    else this.#pass(at, bytes.length);
  }

  /** @returns where the new block begins */
  #turnTo(block: Uint8Array): number {
    const old = this.#bytes;
    if (this.#options.hasNumbers) this.#countTo(old.length);
    const keptFrom = this.#contextStart(old.length);
    this.#offset += keptFrom;
    this.#givenTo -= keptFrom;
    this.#countedTo -= keptFrom;
    this.#bytes = keptFrom === old.length ? block : concatBytes([old.subarray(keptFrom), block]);
    return old.length - keptFrom;
  }

  /** Where the lines begin that are given before a line that begins there. */
  #contextStart(at: number): number {
    const { before, lineEnd } = this.#options;
    const least = Math.max(0, this.#givenTo);
    let start = at;
    for (let lines = 0; lines < before && start > least; lines++)
      start = start < 2 ? 0 : this.#bytes.lastIndexOf(lineEnd, start - 2) + 1;
    return Math.max(start, Math.min(least, at));
  }

  #eachLine(from: number, end: number, use: (start: number, end: number) => void): void {
    for (let at = from; at < end && !this.#isDone; ) {
      const found = this.#bytes.indexOf(this.#options.lineEnd, at);
      const next = found < 0 || found >= end ? end : found + 1;
      use(at, next);
      at = next;
    }
  }

  /** Lines that aren't selected. */
  #pass(from: number, end: number): void {
    if (this.#options.passesAll) this.#eachLine(from, end, (start, next) => this.#give(start, next, "other"));
    else if (this.#pendingAfter > 0)
      this.#eachLine(from, end, (start, next) => {
        if (this.#pendingAfter-- > 0) this.#give(start, next, "after");
      });
  }

  #select(start: number, end: number): void {
    const { before, after } = this.#options;
    const context = this.#contextStart(start);
    const isGap = this.#hasGiven && context > this.#givenTo;
    if (isGap && before + after > 0) this.#sink.contextBreak();
    this.#eachLine(context, start, (from, next) => this.#give(from, next, "before"));
    if (this.#isDone) return;
    this.#pendingAfter = after;
    this.#give(start, end, undefined);
  }

  #give(start: number, end: number, kind: "before" | "after" | "other" | undefined): void {
    if (this.#options.hasNumbers) this.#countTo(start);
    if (this.#options.looksForNul && this.binaryOffset === undefined) this.#lookForNul(start, end);
    if (this.#options.looksForNul === "quits" && this.binaryOffset !== undefined) {
      this.#isDone = true;
      return;
    }
    const lines: SunkLines = { bytes: this.#bytes, start, end, offset: this.#offset + start, number: this.#lines + 1 };
    this.#givenTo = end;
    this.#hasGiven = true;
    const goesOn = kind === undefined ? this.#sink.matched(lines) : this.#sink.context(lines, kind);
    if (!goesOn) this.#isDone = true;
  }

  #lookForNul(start: number, end: number): void {
    const found = this.#bytes.subarray(start, end).indexOf(0);
    if (found < 0) return;
    this.binaryOffset = this.#offset + start + found;
    this.#sink.binaryAt(this.binaryOffset);
  }

  #countTo(end: number): void {
    const { lineEnd } = this.#options;
    const bytes = this.#bytes;
    let at = bytes.indexOf(lineEnd, this.#countedTo);
    for (; at >= 0 && at < end; at = bytes.indexOf(lineEnd, at + 1)) this.#lines++;
    this.#countedTo = Math.max(end, this.#countedTo);
  }
}
