import type { Matches } from "./matches.ts";
import type { Painter } from "./painter.ts";
import type { PathWriter } from "./path-writer.ts";
import type { RgSettings, SummaryKind } from "./settings.ts";
import type { BinaryMode, SearchEnd, Sink, SunkLines } from "./sink.ts";
import { Stats } from "./stats.ts";

/** Prints counts and names. */
export class SummarySink implements Sink {
  readonly #kind: SummaryKind;
  readonly #settings: RgSettings;
  readonly #matches: Matches;
  readonly #painter: Painter;
  readonly #paths: PathWriter;
  readonly #isMultiline: boolean;
  readonly #total: Stats;
  #stats = new Stats();
  #path = "";
  #binary: BinaryMode;
  #count = 0;

  constructor(
    kind: SummaryKind,
    settings: RgSettings,
    tools: { readonly matches: Matches; readonly painter: Painter; readonly paths: PathWriter },
    isMultiline: boolean,
    total: Stats,
  ) {
    this.#kind = kind;
    this.#settings = settings;
    this.#matches = tools.matches;
    this.#painter = tools.painter;
    this.#paths = tools.paths;
    this.#isMultiline = isMultiline;
    this.#total = total;
  }

  begin(path: string, binary: BinaryMode): void {
    this.#path = path;
    this.#binary = binary;
    this.#count = 0;
    this.#stats = new Stats();
  }

  matched(lines: SunkLines): boolean {
    const hasStats = this.#settings.hasStats || this.#kind === "matches";
    const matches = hasStats || this.#isMultiline ? this.#matches.count(lines) : 1;
    this.#count += this.#isMultiline ? matches : 1;
    this.#stats.matches += matches;
    this.#stats.matchedLines += hasStats ? lineCount(lines, this.#settings.lineEnd) : 0;
    if (!hasStats && (this.#kind === "with" || this.#kind === "quiet")) return false;
    return this.#count < this.#settings.maxCount;
  }

  context(): boolean {
    return true;
  }

  contextBreak(): void {}

  binaryAt(): void {}

  finish({ bytesSearched, binaryOffset, elapsedMs }: SearchEnd): boolean {
    const stats = this.#stats;
    stats.searches = 1;
    stats.searchesWithMatch = this.#count > 0 ? 1 : 0;
    stats.bytesSearched = bytesSearched;
    stats.elapsedMs = elapsedMs;
    this.#total.add(stats);
    // A file that is left out as a binary one has no matches, whatever came before its first NUL byte.
    if (binaryOffset !== undefined && this.#binary === "quits") return this.#kind === "without";
    if (this.#kind === "count") this.#putCount(this.#count);
    else if (this.#kind === "matches") this.#putCount(stats.matches);
    else if (this.#kind !== "quiet" && (this.#kind === "with") === this.#count > 0) this.#paths.putLine(this.#path);
    return (this.#kind === "without") === (this.#count === 0);
  }

  #putCount(count: number): void {
    if (this.#count === 0 && !this.#settings.includesZero) return;
    this.#paths.putField(this.#path, this.#settings.matchSeparator);
    this.#painter.putText(`${count}`);
    this.#painter.put(this.#settings.lineTerminator);
  }
}

/** How many lines there are. */
export function lineCount({ bytes, start, end }: SunkLines, lineEnd: number): number {
  let count = 0;
  for (let at = start; at < end; count++) {
    const found = bytes.indexOf(lineEnd, at);
    at = found < 0 || found >= end ? end : found + 1;
  }
  return count;
}
