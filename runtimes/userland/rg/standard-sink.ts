import { LinePrinter } from "./line-printer.ts";
import type { Matches, ShownLines } from "./matches.ts";
import type { Painter } from "./painter.ts";
import type { PathWriter } from "./path-writer.ts";
import type { RgSettings } from "./settings.ts";
import type { BinaryMode, SearchEnd, Sink, SunkLines } from "./sink.ts";
import { Stats } from "./stats.ts";
import { lineCount } from "./summary-sink.ts";

/** Prints lines. */
export class StandardSink implements Sink {
  readonly #settings: RgSettings;
  readonly #matches: Matches;
  readonly #painter: Painter;
  readonly #paths: PathWriter;
  readonly #printer: LinePrinter;
  readonly #total: Stats;
  /** Where matches are in their lines makes a difference. */
  readonly #needsMatches: boolean;
  #stats = new Stats();
  #path = "";
  #binary: BinaryMode;
  #binaryOffset: number | undefined;
  #startCount = 0;
  #count = 0;
  #pendingAfter = 0;

  constructor(
    settings: RgSettings,
    tools: { readonly matches: Matches; readonly painter: Painter; readonly paths: PathWriter },
    isMultiline: boolean,
    total: Stats,
  ) {
    this.#settings = settings;
    this.#matches = tools.matches;
    this.#painter = tools.painter;
    this.#paths = tools.paths;
    this.#printer = new LinePrinter(settings, tools.painter, tools.paths, isMultiline);
    this.#total = total;
    this.#needsMatches =
      tools.painter.isColored ||
      settings.hasColumns ||
      settings.replacement !== undefined ||
      settings.isPerMatch ||
      settings.onlyMatching ||
      settings.hasStats;
  }

  begin(path: string, binary: BinaryMode): void {
    this.#stats = new Stats();
    this.#path = path;
    this.#binary = binary;
    this.#binaryOffset = undefined;
    this.#startCount = this.#painter.count;
    this.#count = 0;
    this.#pendingAfter = 0;
  }

  matched(lines: SunkLines): boolean {
    const { after, maxCount, lineEnd, hasStats } = this.#settings;
    this.#count++;
    this.#pendingAfter = this.#count > maxCount ? Math.max(0, this.#pendingAfter - 1) : after;
    const shown = this.#shown(lines, this.#needsMatches);
    if (hasStats) {
      this.#stats.matches += shown.matchCount;
      this.#stats.matchedLines += lineCount(lines, lineEnd);
    }
    if (this.#isHidden) return false;
    this.#putHead();
    this.#printer.put(this.#path, lines, shown, false);
    return !this.#isEnough;
  }

  context(lines: SunkLines, kind: "before" | "after" | "other"): boolean {
    if (kind === "after") this.#pendingAfter--;
    const shown = this.#shown(lines, this.#settings.isInverted && this.#needsMatches);
    if (this.#isHidden) return false;
    this.#putHead();
    this.#printer.put(this.#path, lines, shown, true);
    return !this.#isEnough;
  }

  contextBreak(): void {
    const { groupSeparator, lineTerminator } = this.#settings;
    if (!groupSeparator) return;
    this.#painter.put(groupSeparator);
    this.#painter.put(lineTerminator);
  }

  binaryAt(offset: number): void {
    this.#binaryOffset = offset;
  }

  finish({ bytesSearched, binaryOffset, elapsedMs }: SearchEnd): boolean {
    if (binaryOffset !== undefined && this.#count > 0) this.#putBinary(binaryOffset);
    const stats = this.#stats;
    stats.searches = 1;
    stats.searchesWithMatch = this.#count > 0 ? 1 : 0;
    stats.elapsedMs = elapsedMs;
    stats.bytesSearched = bytesSearched;
    stats.bytesPrinted = this.#painter.count - this.#startCount;
    this.#total.add(stats);
    return this.#count > 0;
  }

  /** Nothing more is printed of a file with a NUL byte. */
  get #isHidden(): boolean {
    return this.#binary === "converts" && this.#binaryOffset !== undefined;
  }

  get #isEnough(): boolean {
    return this.#count >= this.#settings.maxCount && this.#pendingAfter === 0;
  }

  #shown(lines: SunkLines, needsMatches: boolean): ShownLines {
    if (needsMatches) return this.#matches.shown(lines);
    return { bytes: lines.bytes.subarray(lines.start, lines.end), spans: [], matchCount: 0 };
  }

  /** What stands before all of a file. */
  #putHead(): void {
    if (this.#painter.count > this.#startCount) return;
    const { hasHeadings, before, after, groupSeparator, lineTerminator } = this.#settings;
    const separator = hasHeadings ? new Uint8Array(0) : before + after > 0 ? groupSeparator : undefined;
    if (this.#painter.count > 0 && separator) {
      this.#painter.put(separator);
      this.#painter.put(lineTerminator);
    }
    if (hasHeadings && this.#paths.hasNames) this.#paths.putLine(this.#path);
  }

  #putBinary(offset: number): void {
    if (this.#painter.count === this.#startCount) this.#putHead();
    if (this.#paths.hasNames) {
      this.#paths.put(this.#path);
      this.#painter.putText(": ");
    }
    const message =
      this.#binary === "quits" ? "WARNING: stopped searching binary file after match" : "binary file matches";
    this.#painter.putText(`${message} (found "\\0" byte around offset ${offset})\n`);
  }
}
