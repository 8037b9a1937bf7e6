import { encodeUtf8 } from "../../web/encoding.ts";
import { columnsEnd, endOfLine, trimmedStart } from "./line-parts.ts";
import type { Range, ShownLines } from "./matches.ts";
import type { Painter } from "./painter.ts";
import type { PathWriter } from "./path-writer.ts";
import type { RgSettings } from "./settings.ts";
import type { SunkLines } from "./sink.ts";

/** Prints lines, with what stands before them. */
export class LinePrinter {
  readonly #settings: RgSettings;
  readonly #painter: Painter;
  readonly #paths: PathWriter;
  readonly #isMultiline: boolean;
  #path = "";
  #isContext = false;
  #lines: SunkLines = { bytes: new Uint8Array(0), start: 0, end: 0, offset: 0, number: 0 };
  #shown: ShownLines = { bytes: new Uint8Array(0), spans: [], matchCount: 0 };

  constructor(settings: RgSettings, painter: Painter, paths: PathWriter, isMultiline: boolean) {
    this.#settings = settings;
    this.#painter = painter;
    this.#paths = paths;
    this.#isMultiline = isMultiline;
  }

  put(path: string, lines: SunkLines, shown: ShownLines, isContext: boolean): void {
    this.#path = path;
    this.#lines = lines;
    this.#shown = shown;
    this.#isContext = isContext;
    const { onlyMatching, isPerMatch } = this.#settings;
    const { bytes, spans } = shown;
    const isMultiline = this.#isMultiline && !isContext;
    if (spans.length === 0 || !(onlyMatching || isPerMatch)) {
      if (isMultiline) this.#putEachLine(spans[0]);
      else this.#putWhole([0, bytes.length], 0, spans[0]);
    } else if (onlyMatching) {
      if (isMultiline) this.#putMatchesOfLines();
      else
        for (const span of spans) {
          this.#putPrelude(span[0], 0, span[0] + 1);
          this.#putLine(span, [span], spans);
        }
    } else for (const span of spans) this.#putPerMatch(span, isMultiline);
  }

  #putEachLine(first: Range | undefined): void {
    let count = 0;
    for (const line of this.#eachLine()) this.#putWhole(line, count++, first);
  }

  #putWhole(line: Range, count: number, first: Range | undefined): void {
    this.#putPrelude(line[0], count, first && first[0] + 1);
    this.#putLine(line, this.#shown.spans);
  }

  /** What of a match is in a line. */
  #putMatch(span: Range, start: number, count: number): void {
    this.#putPrelude(start, count, start + 1);
    if (this.#isTooLong(span)) {
      this.#putOmission(span, this.#shown.spans);
      return;
    }
    this.#painter.paint("match", this.#shown.bytes.subarray(span[0], span[1]));
    this.#painter.put(this.#settings.lineTerminator);
  }

  #putMatchesOfLines(): void {
    const { bytes, spans } = this.#shown;
    let [count, index] = [0, 0];
    for (const [lineStart, lineEnd] of this.#eachLine()) {
      const end = endOfLine(bytes, [lineStart, lineEnd], this.#settings);
      let start = this.#settings.trims ? trimmedStart(bytes, [lineStart, end]) : lineStart;
      while (start < end) {
        const span = spans[index];
        if (!span) break;
        if (span[1] <= start) index++;
        else if (start < span[0]) start = Math.min(end, span[0]);
        else {
          const upTo = Math.min(end, span[1]);
          this.#putMatch([start, upTo], span[0], count);
          start = upTo;
        }
      }
      count++;
    }
  }

  /** The first line of a match, with its place. */
  #putPerMatch(span: Range, isMultiline: boolean): void {
    if (!isMultiline) {
      this.#putPrelude(span[0], 0, span[0] + 1);
      this.#putLine([0, this.#shown.bytes.length], [span]);
      return;
    }
    let count = -1;
    for (const line of this.#eachLine()) {
      count++;
      if (line[1] <= span[0]) continue;
      this.#putPrelude(line[0], count, Math.max(0, span[0] - line[0]) + 1);
      this.#putLine(line, [span]);
      return;
    }
  }

  *#eachLine(): Generator<Range> {
    const { bytes } = this.#shown;
    for (let at = 0; at < bytes.length; ) {
      const found = bytes.indexOf(this.#settings.lineEnd, at);
      const end = found < 0 ? bytes.length : found + 1;
      yield [at, end];
      at = end;
    }
  }

  /** @param start of what follows, among what is shown */
  #putPrelude(start: number, count: number, column: number | undefined): void {
    const { hasHeadings, hasNumbers, hasColumns, hasOffsets, matchSeparator, contextSeparator } = this.#settings;
    const separator = this.#isContext ? contextSeparator : matchSeparator;
    if (!hasHeadings) this.#paths.putField(this.#path, separator);
    if (hasNumbers) {
      this.#painter.paint("line", encodeUtf8(`${this.#lines.number + count}`));
      this.#painter.put(separator);
    }
    if (hasColumns && column !== undefined) {
      this.#painter.paint("column", encodeUtf8(`${column}`));
      this.#painter.put(separator);
    }
    if (hasOffsets) {
      this.#painter.paint("column", encodeUtf8(`${this.#lines.offset + start}`));
      this.#painter.put(separator);
    }
  }

  #putLine(line: Range, spans: readonly Range[], all = spans): void {
    if (this.#isTooLong(line)) {
      this.#putOmission(line, all);
      return;
    }
    const { bytes } = this.#shown;
    const isEnded = line[1] > line[0] && bytes[line[1] - 1] === this.#settings.lineEnd;
    if (isEnded && !this.#painter.isColored) {
      this.#painter.put(bytes.subarray(this.#settings.trims ? trimmedStart(bytes, line) : line[0], line[1]));
      return;
    }
    this.#putColored(line, spans);
    this.#painter.put(this.#settings.lineTerminator);
  }

  /** Without the line's end. */
  #putColored([start, behind]: Range, spans: readonly Range[]): void {
    const { bytes } = this.#shown;
    const end = endOfLine(bytes, [start, behind], this.#settings);
    let at = this.#settings.trims ? trimmedStart(bytes, [start, end]) : start;
    if (this.#painter.isColored)
      for (const span of spans) {
        const [from, to] = [Math.max(at, span[0]), Math.min(end, span[1])];
        if (from >= to) continue;
        if (from > at) this.#painter.put(bytes.subarray(at, from));
        this.#painter.paint("match", bytes.subarray(from, to));
        at = to;
      }
    this.#painter.put(bytes.subarray(at, end));
  }

  #isTooLong([start, end]: Range): boolean {
    const { maxColumns } = this.#settings;
    return maxColumns !== undefined && end - start > maxColumns;
  }

  /** What stands for a line that is too long. */
  #putOmission(line: Range, spans: readonly Range[]): void {
    const { maxColumns = 0, previewsColumns, onlyMatching } = this.#settings;
    const { bytes, matchCount } = this.#shown;
    if (previewsColumns) {
      const end = columnsEnd(bytes, line, maxColumns);
      this.#putColored([line[0], end], spans);
      const left = spans.filter(([start]) => start >= end && start < line[1]).length;
      const more = spans.length === 0 ? "omitted end of long line" : `${left} more ${left === 1 ? "match" : "matches"}`;
      this.#painter.putText(` [... ${more}]`);
    } else if (matchCount === 0 || onlyMatching)
      this.#painter.putText(`[Omitted long ${this.#isContext ? "context" : "matching"} line]`);
    else this.#painter.putText(`[Omitted long line with ${matchCount} matches]`);
    this.#painter.put(this.#settings.lineTerminator);
  }
}
