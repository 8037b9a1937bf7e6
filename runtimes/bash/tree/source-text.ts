/** A text that was parsed, with where its first line stands in what it comes from. Positions in a tree index it. */
export class SourceText {
  readonly text: string;
  readonly firstLine: number;
  #lineStarts: number[] | undefined;
  #lastLine = 0;

  constructor(text: string, firstLine = 1) {
    this.text = text;
    this.firstLine = firstLine;
  }

  /** Number of the line that a position is in. */
  lineAt(position: number): number {
    const starts = this.#starts();
    // Who asks goes through the text mostly from one line to the next.
    let low = 0;
    let high = starts.length - 1;
    const guess = this.#lastLine;
    if ((starts[guess] ?? 0) <= position) {
      if (position < (starts[guess + 1] ?? Number.POSITIVE_INFINITY)) return guess + this.firstLine;
      low = guess;
    } else high = guess;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    this.#lastLine = low;
    return low + this.firstLine;
  }

  /** The whole line that a position is in, without its newline. */
  lineTextAt(position: number): string {
    const start = this.text.lastIndexOf("\n", position - 1) + 1;
    const end = this.text.indexOf("\n", position);
    return this.text.slice(start, end < 0 ? this.text.length : end);
  }

  get lastLine(): number {
    return this.#starts().length - 1 + this.firstLine;
  }

  #starts(): number[] {
    if (this.#lineStarts) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}
