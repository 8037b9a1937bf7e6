import { decodeUtf8, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import type { Matches } from "./matches.ts";
import type { Painter } from "./painter.ts";
import type { RgSettings } from "./settings.ts";
import type { BinaryMode, SearchEnd, Sink, SunkLines } from "./sink.ts";
import { Stats } from "./stats.ts";
import { lineCount } from "./summary-sink.ts";

/** Prints what is found as messages, one a line. */
export class JsonSink implements Sink {
  readonly #settings: RgSettings;
  readonly #matches: Matches;
  readonly #painter: Painter;
  readonly #total: Stats;
  #stats = new Stats();
  #path: object = {};
  #hasBegun = false;
  #startCount = 0;
  #count = 0;
  #pendingAfter = 0;

  constructor(settings: RgSettings, matches: Matches, painter: Painter, total: Stats) {
    this.#settings = settings;
    this.#matches = matches;
    this.#painter = painter;
    this.#total = total;
  }

  begin(path: string, _binary: BinaryMode): void {
    this.#stats = new Stats();
    this.#path = dataOf(encodeUtf8(path));
    this.#hasBegun = false;
    this.#startCount = this.#painter.count;
    this.#count = 0;
    this.#pendingAfter = 0;
  }

  matched(lines: SunkLines): boolean {
    const { after, maxCount, lineEnd } = this.#settings;
    this.#putBegin();
    this.#count++;
    this.#pendingAfter = this.#count > maxCount ? Math.max(0, this.#pendingAfter - 1) : after;
    this.#stats.matches += this.#putLines("match", lines, true);
    this.#stats.matchedLines += lineCount(lines, lineEnd);
    return !this.#isEnough;
  }

  context(lines: SunkLines, kind: "before" | "after" | "other"): boolean {
    this.#putBegin();
    if (kind === "after") this.#pendingAfter--;
    this.#putLines("context", lines, this.#settings.isInverted);
    return !this.#isEnough;
  }

  contextBreak(): void {}

  binaryAt(): void {}

  finish({ bytesSearched, binaryOffset, elapsedMs }: SearchEnd): boolean {
    if (!this.#hasBegun) return false;
    const stats = this.#stats;
    stats.searches = 1;
    stats.searchesWithMatch = this.#count > 0 ? 1 : 0;
    stats.elapsedMs = elapsedMs;
    stats.bytesSearched = bytesSearched;
    stats.bytesPrinted = this.#painter.count - this.#startCount;
    this.#put("end", { path: this.#path, binary_offset: binaryOffset ?? null, stats: stats.json });
    this.#total.add(stats);
    return this.#count > 0;
  }

  get #isEnough(): boolean {
    return this.#count >= this.#settings.maxCount && this.#pendingAfter === 0;
  }

  #putBegin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#put("begin", { path: this.#path });
  }

  /** @returns how many matches they have */
  #putLines(type: string, lines: SunkLines, hasMatches: boolean): number {
    const whole = lines.bytes.subarray(lines.start, lines.end);
    const spans = hasMatches ? this.#matches.shown(lines, false).spans : [];
    const submatches = spans.map(([start, end]) => ({ match: dataOf(whole.subarray(start, end)), start, end }));
    this.#put(type, {
      path: this.#path,
      lines: dataOf(whole),
      line_number: this.#settings.hasNumbers ? lines.number : null,
      absolute_offset: lines.offset,
      submatches,
    });
    return submatches.length;
  }

  #put(type: string, data: object): void {
    this.#painter.putText(`${JSON.stringify({ type, data })}\n`);
  }
}

/** Bytes as text, if they are. */
function dataOf(bytes: Uint8Array): object {
  try {
    return { text: decodeUtf8(bytes, "throw") };
  } catch {
    return { bytes: btoa(latin1Of(bytes)) };
  }
}
