import type { ComparedText } from "./compared-text.ts";
import type { DiffWriter } from "./diff-writer.ts";
import { HalfLine, putGap } from "./half-line.ts";
import type { Hunk, Texts } from "./hunks.ts";

interface SideBySideOptions {
  readonly onlyLeftColumn: boolean;
  readonly withoutCommon: boolean;
}

type Mark = " " | "|" | "<" | ">" | "(" | ")";
interface Place {
  readonly text: ComparedText;
  readonly line: number;
}

/** Writes both texts in two columns, hunk by hunk. */
export class SideBySide {
  readonly #writer: DiffWriter;
  readonly #texts: Texts;
  readonly #options: SideBySideOptions;
  /** The next line of each. */
  #next: readonly [number, number] = [0, 0];

  constructor(writer: DiffWriter, texts: Texts, options: SideBySideOptions) {
    this.#writer = writer;
    this.#texts = texts;
    this.#options = options;
  }

  writeHunk({ starts, ends }: Hunk): void {
    this.writeCommon(starts);
    const [a, b] = this.#texts;
    let [left, right] = starts;
    for (; left < ends[0] && right < ends[1]; left++, right++)
      this.#row({ text: a, line: left }, "|", { text: b, line: right });
    for (; right < ends[1]; right++) this.#row(undefined, ">", { text: b, line: right });
    for (; left < ends[0]; left++) this.#row({ text: a, line: left }, "<", undefined);
    this.#next = ends;
  }

  /** What is before these lines. @param limits by default, the ends */
  writeCommon(limits: readonly [number, number] = [this.#texts[0].lineCount, this.#texts[1].lineCount]): void {
    const [a, b] = this.#texts;
    let [left, right] = this.#next;
    this.#next = limits;
    if (this.#options.withoutCommon) return;
    if (!this.#options.onlyLeftColumn) {
      for (; left < limits[0] && right < limits[1]; left++, right++)
        this.#row({ text: a, line: left }, " ", { text: b, line: right });
      for (; right < limits[1]; right++) this.#row(undefined, ")", { text: b, line: right });
    }
    for (; left < limits[0]; left++) this.#row({ text: a, line: left }, "(", undefined);
  }

  /** Leaves out what is before these lines. */
  skipTo(limits: readonly [number, number]): void {
    this.#next = limits;
  }

  #row(left: Place | undefined, mark: Mark, right: Place | undefined): void {
    const { output, layout } = this.#writer;
    const { halfWidth, secondColumn } = layout;
    const color = mark === "<" ? "deleted" : mark === ">" ? "added" : undefined;
    if (color) this.#writer.color(color);
    const [isLeftEnded, isRightEnded] = [isEnded(left), isEnded(right)];
    let column = left ? new HalfLine(output, layout, 0).put(left.text.line(left.line)) : 0;
    if (mark !== " ") {
      const middle = Math.floor((halfWidth + secondColumn - 1) / 2);
      putGap(output, column, middle, layout);
      column = Math.max(column, middle) + 1;
      this.#writer.text(mark === "|" && isLeftEnded !== isRightEnded ? (isLeftEnded ? "/" : "\\") : mark);
    }
    if (right && !right.text.isEmptyLine(right.line)) {
      putGap(output, column, secondColumn, layout);
      new HalfLine(output, layout, Math.max(column, secondColumn)).put(right.text.line(right.line));
    }
    if (isLeftEnded || isRightEnded) this.#writer.text("\n");
    if (color) this.#writer.color();
  }
}

function isEnded(place: Place | undefined): boolean {
  return place?.text.isEnded(place.line) ?? false;
}
