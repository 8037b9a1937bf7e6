import type { Output } from "../program/output.ts";
import { putTextLine, type ThreeTexts } from "./difference-output.ts";
import { type MergeRules, treatmentOf } from "./merge-output.ts";
import type { Difference } from "./three-way-diff.ts";

const DOT = 46;

/** Writes a script for ed that brings changes into the first file, the last ones first. */
export class EdOutput {
  readonly #output: Output;
  readonly #texts: ThreeTexts;
  readonly #rules: MergeRules;

  constructor(output: Output, texts: ThreeTexts, rules: MergeRules) {
    this.#output = output;
    this.#texts = texts;
    this.#rules = rules;
  }

  /** @returns whether there was a conflict */
  put(differences: readonly Difference[]): boolean {
    let hasConflicts = false;
    for (const difference of differences.toReversed()) {
      const treatment = treatmentOf(difference, this.#rules);
      if (treatment === "marks") {
        hasConflicts = true;
        this.#conflict(difference);
      } else if (treatment === "third") this.#change(difference);
    }
    return hasConflicts;
  }

  /** Marks around, the one behind first. */
  #conflict({ ranges, odd }: Difference): void {
    const { labels, showsSecond } = this.#rules;
    const [start, end] = ranges[0];
    const counts = ranges.map(([from, to]) => to - from);
    const [, secondCount = 0, thirdCount = 0] = counts;
    let hasDots = false;
    this.#output.putText(`${end}a\n`);
    if (odd === undefined) {
      if (showsSecond) {
        this.#output.putText(`||||||| ${labels[1]}\n`);
        hasDots = this.#lines(1, ranges[1]);
      }
      this.#output.putText("=======\n");
      hasDots = this.#lines(2, ranges[2]) || hasDots;
    }
    this.#output.putText(`>>>>>>> ${labels[2]}\n`);
    this.#endText(hasDots, end + 2, secondCount + thirdCount + 1);
    this.#output.putText(`${start}a\n<<<<<<< ${odd === undefined ? labels[0] : labels[1]}\n`);
    hasDots = false;
    if (odd === 1) {
      hasDots = this.#lines(1, ranges[1]);
      this.#output.putText("=======\n");
    }
    this.#endText(hasDots, start + 2, secondCount);
  }

  #change({ ranges }: Difference): void {
    const [start, end] = ranges[0];
    const count = ranges[2][1] - ranges[2][0];
    const place = end - start > 1 ? `${start + 1},${end}` : `${end}`;
    if (count === 0) {
      this.#output.putText(`${place}d\n`);
      return;
    }
    this.#output.putText(`${place}${start === end ? "a" : "c"}\n`);
    this.#endText(this.#lines(2, ranges[2]), start + 1, count);
  }

  /** With a dot more where one begins a line. @returns whether any does */
  #lines(place: 1 | 2, [start, end]: readonly [number, number]): boolean {
    const text = this.#texts[place];
    let hasDots = false;
    for (let line = start; line < end; line++) {
      if (text.line(line)[0] === DOT) {
        hasDots = true;
        this.#output.putText(".");
      }
      putTextLine(this.#output, text, line, true);
    }
    return hasDots;
  }

  /** Ends what is put in, and takes dots away again. */
  #endText(hasDots: boolean, start: number, count: number): void {
    this.#output.putText(".\n");
    if (hasDots) this.#output.putText(`${count === 1 ? start : `${start},${start + count - 1}`}s/^\\.//\n`);
  }
}
