/** Which lines of a text the other has not. Before the first and behind the last one there is one that is not changed. */
export class ChangedLines {
  readonly #flags: Uint8Array;
  readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.#flags = new Uint8Array(count + 2);
  }

  has(line: number): boolean {
    return this.#flags[line + 1] === 1;
  }

  set(line: number, isChanged: boolean): void {
    this.#flags[line + 1] = isChanged ? 1 : 0;
  }
}

/**
 * Moves runs of changed lines so that they join others, or stand beside a change of the other text, or as far behind as they
 * can: a run may move by a line if the line that it leaves is like the one it takes in.
 */
export function shiftBoundaries(changed: ChangedLines, other: ChangedLines, classes: Int32Array): void {
  let [line, otherLine] = [0, 0];
  for (;;) {
    for (; line < changed.count && !changed.has(line); line++) otherLine = behindRun(other, otherLine) + 1;
    if (line === changed.count) return;
    const run = new Run(changed, other, classes, line, otherLine);
    run.settle();
    [line, otherLine] = [run.end, run.otherLine];
  }
}

function behindRun(lines: ChangedLines, from: number): number {
  let line = from;
  while (lines.has(line)) line++;
  return line;
}

class Run {
  readonly #changed: ChangedLines;
  readonly #other: ChangedLines;
  readonly #classes: Int32Array;
  #start: number;
  end: number;
  /** The line of the other text that stands where the run ends. */
  otherLine: number;

  constructor(changed: ChangedLines, other: ChangedLines, classes: Int32Array, start: number, otherLine: number) {
    this.#changed = changed;
    this.#other = other;
    this.#classes = classes;
    this.#start = start;
    this.end = behindRun(changed, start);
    this.otherLine = behindRun(other, otherLine);
  }

  settle(): void {
    let length: number;
    /** The last end at which the run stands beside a change of the other text. */
    let corresponding: number | undefined;
    do {
      length = this.end - this.#start;
      this.#moveBack();
      corresponding = this.#other.has(this.otherLine - 1) ? this.end : undefined;
      corresponding = this.#moveForward() ?? corresponding;
    } while (length !== this.end - this.#start);
    if (corresponding !== undefined) while (corresponding < this.end) this.#stepBack();
  }

  #moveBack(): void {
    while (this.#start > 0 && this.#classes[this.#start - 1] === this.#classes[this.end - 1]) {
      this.#stepBack();
      while (this.#changed.has(this.#start - 1)) this.#start--;
    }
  }

  #stepBack(): void {
    this.#changed.set(--this.#start, true);
    this.#changed.set(--this.end, false);
    do this.otherLine--;
    while (this.#other.has(this.otherLine));
  }

  #moveForward(): number | undefined {
    let corresponding: number | undefined;
    while (this.end < this.#changed.count && this.#classes[this.#start] === this.#classes[this.end]) {
      this.#changed.set(this.#start++, false);
      this.#changed.set(this.end++, true);
      this.end = behindRun(this.#changed, this.end);
      this.otherLine++;
      for (; this.#other.has(this.otherLine); this.otherLine++) corresponding = this.end;
    }
    return corresponding;
  }
}
