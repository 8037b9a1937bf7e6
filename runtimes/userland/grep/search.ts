import { concatBytes } from "../../web/bytes.ts";
import { codePointAt } from "../program/characters.ts";
import type { Output } from "../program/output.ts";
import { type FoundLine, LineFinder } from "../search/line-finder.ts";
import type { LinePattern } from "../search/line-pattern.ts";
import type { Pages } from "../search/pages.ts";
import type { GrepPrinter } from "./printer.ts";

interface SearchOptions {
  readonly pattern: LinePattern;
  readonly isInverted: boolean;
  readonly lineEnd: number;
  readonly maxCount: number;
  /** Lines of context; nothing if none was asked for, in which case there are no groups. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly binaryFiles: "binary" | "text" | "without-match";
  /** Nothing is printed but counts or names. */
  readonly isSilent: boolean;
  /** The first line that is selected is enough. */
  readonly stopsAtFirst: boolean;
  readonly hasNumbers: boolean;
  readonly flushesLines: boolean;
}

/** What a file came to. */
export interface SearchResult {
  readonly count: number;
  /** It is binary and would have printed something. */
  readonly isBinary: boolean;
  /** Where the last selected line ends, if it was the last to be searched for. */
  readonly stoppedAt: number | undefined;
}

/** Searches files, and prints what it selects; knows whether groups were printed before. */
export class GrepSearch {
  readonly options: SearchOptions;
  readonly printer: GrepPrinter;
  readonly output: Output;
  readonly finder: LineFinder;
  hasPrinted = false;

  constructor(options: SearchOptions, printer: GrepPrinter, output: Output) {
    this.options = options;
    this.printer = printer;
    this.output = output;
    this.finder = new LineFinder(options.pattern, options.lineEnd);
  }

  async search(pages: Pages): Promise<SearchResult> {
    const file = new FileSearch(this);
    if (this.options.maxCount === 0) return file.result;
    for (let page = await pages.next(); page; page = await pages.next()) {
      if (!file.searchPage(page)) break;
      if (this.output.isFull || this.options.flushesLines) await this.output.flush();
    }
    return file.result;
  }

  /** Searches all that a file has at once. */
  searchWhole(bytes: Uint8Array): SearchResult {
    const file = new FileSearch(this);
    if (bytes.length > 0 && this.options.maxCount > 0) file.searchPage(bytes);
    return file.result;
  }
}

class FileSearch {
  readonly #search: GrepSearch;
  readonly #options: SearchOptions;
  #count = 0;
  /** The page, behind lines of the one before that may become context. */
  #bytes: Uint8Array = new Uint8Array(0);
  /** The offset in the file of its first byte. */
  #offset = 0;
  /** Up to where lines are counted, and how many there are. */
  #countedTo = 0;
  #lines = 0;
  /** Behind the last line that was printed; -1 if none was yet. */
  #printedTo = -1;
  #pendingAfter = 0;
  #isSilent: boolean;
  #hasNul = false;
  #isBinary = false;
  #isDone = false;
  #stoppedAt: number | undefined;

  constructor(search: GrepSearch) {
    this.#search = search;
    this.#options = search.options;
    this.#isSilent = search.options.isSilent;
  }

  get result(): SearchResult {
    return { count: this.#count, isBinary: this.#isBinary, stoppedAt: this.#stoppedAt };
  }

  /** @returns whether to go on */
  searchPage(page: Uint8Array): boolean {
    const from = this.#turnTo(this.#checked(page));
    if (this.#isDone) return false;
    const { finder } = this.#search;
    const { isInverted } = this.#options;
    const end = this.#bytes.length;
    finder.search(this.#bytes, from, end);
    for (let at = from; at < end && !this.#isDone; ) {
      const line = finder.next();
      const stop = line ? line.start : end;
      if (stop > at) this.#lineRange(at, stop, isInverted);
      if (line && !this.#isDone) this.#oneLine(line, !isInverted);
      at = line ? line.end + 1 : end;
    }
    return !this.#isDone;
  }

  /** Looks for what makes a file binary: NUL bytes, which then end lines. */
  #checked(page: Uint8Array): Uint8Array {
    const { binaryFiles, lineEnd } = this.#options;
    if (binaryFiles === "text" || lineEnd === 0) return page;
    if (!this.#hasNul && page.indexOf(0) < 0) return page;
    if (binaryFiles === "without-match") {
      this.#isDone = true;
      this.#count = 0;
      return page;
    }
    this.#hasNul = true;
    return page.map((byte) => (byte === 0 ? lineEnd : byte));
  }

  /** @returns where the new page begins */
  #turnTo(page: Uint8Array): number {
    const old = this.#bytes;
    if (this.#options.hasNumbers) this.#countTo(old.length);
    const keptFrom = this.#contextStart(old.length);
    this.#offset += keptFrom;
    this.#printedTo = Math.max(-1, this.#printedTo < 0 ? -1 : this.#printedTo - keptFrom);
    this.#countedTo -= keptFrom;
    this.#bytes = keptFrom === old.length ? page : concatBytes([old.subarray(keptFrom), page]);
    return old.length - keptFrom;
  }

  /** Where the lines begin that are printed before a line that begins there. */
  #contextStart(at: number): number {
    const { before = 0, lineEnd } = this.#options;
    const least = Math.max(0, this.#printedTo);
    let start = at;
    for (let lines = 0; lines < before && start > least; lines++)
      start = start < 2 ? 0 : this.#bytes.lastIndexOf(lineEnd, start - 2) + 1;
    return Math.max(start, Math.min(least, at));
  }

  /** Lines of which none matches, or all are to be taken as one. */
  #lineRange(from: number, end: number, isSelected: boolean): void {
    const { maxCount, stopsAtFirst, after, before } = this.#options;
    if (!isSelected && this.#pendingAfter === 0) return;
    const isWhole =
      isSelected &&
      !this.#isSilent &&
      !this.#hasNul &&
      !stopsAtFirst &&
      maxCount === Number.POSITIVE_INFINITY &&
      (after ?? before) === undefined &&
      this.#search.printer.isPlain &&
      isAscii(this.#bytes, from, end);
    if (isWhole) {
      this.#count++;
      this.#printedTo = end;
      this.#search.printer.putLines(this.#bytes.subarray(from, end));
      return;
    }
    for (let at = from; at < end && !this.#isDone; ) {
      const found = this.#bytes.indexOf(this.#options.lineEnd, at);
      const stop = found < 0 || found > end ? end : found;
      if (!isSelected && this.#pendingAfter === 0) return;
      this.#oneLine({ start: at, end: stop }, isSelected);
      at = stop + 1;
    }
  }

  #oneLine(line: FoundLine, isSelected: boolean): void {
    if (!isSelected) {
      if (this.#pendingAfter > 0) {
        this.#pendingAfter--;
        this.#print(line, false);
        if (this.#pendingAfter === 0 && this.#stoppedAt !== undefined) this.#isDone = true;
      }
      return;
    }
    if (this.#stoppedAt !== undefined) {
      this.#isDone = true;
      return;
    }
    this.#count++;
    if (this.#hasNul && !this.#options.isSilent) this.#isBinary = true;
    if (this.#options.stopsAtFirst || (this.#hasNul && this.#isBinary)) {
      this.#isDone = true;
      return;
    }
    if (!this.#isSilent) this.#printSelected(line);
    if (this.#count >= this.#options.maxCount) this.#stop(line);
  }

  #stop(line: FoundLine): void {
    this.#stoppedAt = this.#offset + Math.min(line.end + 1, this.#bytes.length);
    if (this.#pendingAfter === 0) this.#isDone = true;
  }

  #printSelected(line: FoundLine): void {
    const { before, after, lineEnd } = this.#options;
    const start = this.#contextStart(line.start);
    if ((before ?? after) !== undefined) {
      if (this.#search.hasPrinted && start !== this.#printedTo) this.#search.printer.putSeparator();
      this.#search.hasPrinted = true;
    }
    for (let at = start; at < line.start; ) {
      const end = this.#bytes.indexOf(lineEnd, at);
      this.#print({ start: at, end }, false);
      at = end + 1;
    }
    this.#print(line, true);
    this.#pendingAfter = after ?? 0;
  }

  /** Prints a line, unless it has bytes that are no text. */
  #print(line: FoundLine, isSelected: boolean): void {
    const { binaryFiles, hasNumbers } = this.#options;
    if (binaryFiles !== "text" && !this.#search.printer.printsMatches && !isText(this.#bytes, line.start, line.end)) {
      this.#isBinary = binaryFiles === "binary";
      return;
    }
    if (hasNumbers) this.#countTo(line.start);
    const place = { number: this.#lines + 1, offset: this.#offset + line.start };
    this.#search.printer.putLine(this.#bytes, line, place, isSelected);
    this.#printedTo = line.end + 1;
  }

  #countTo(end: number): void {
    const { lineEnd } = this.#options;
    const bytes = this.#bytes;
    let at = bytes.indexOf(lineEnd, this.#countedTo);
    for (; at >= 0 && at < end; at = bytes.indexOf(lineEnd, at + 1)) this.#lines++;
    this.#countedTo = Math.max(end, this.#countedTo);
  }
}

function isAscii(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if ((bytes[at] ?? 0) >= 0x80) return false;
  return true;
}

/** Whether all of it is UTF-8. */
function isText(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    const code = codePointAt(bytes.subarray(at, Math.min(end, at + 4)), 0);
    if (code < 0) return false;
    at += code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  }
  return true;
}
