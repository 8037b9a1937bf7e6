import type { SyntaxNode } from "unbash";

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

  /**
   * The line that a command is said to stand in. Bash takes the one in which it knew that it had a simple command: that of its
   * first word's end, or if that is its name, of what comes next, since it might have been the name of a function.
   */
  lineOf(node: SyntaxNode): number {
    if (node.type !== "Command") return this.lineAt(node.pos);
    const [first] = node.prefix;
    if (first) return this.lineAt(first.end);
    const [next] = node.suffix;
    if (next) return this.lineAt(next.type === "Word" || next.type === "Assignment" ? next.end : next.pos);
    let at = node.end;
    for (;;) {
      const unit = this.text[at];
      if (unit === " " || unit === "\t") at++;
      else if (unit === "\\" && this.text[at + 1] === "\n") at += 2;
      else return this.lineAt(at);
    }
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

/** The script of a substitution, which is numbered as if it were written in the way that bash prints it. */
export class PrintedSource extends SourceText {
  readonly #lines: ReadonlyMap<SyntaxNode, number>;

  /** @param lines how many lines below `firstLine` each command stands */
  constructor(text: string, firstLine: number, lines: ReadonlyMap<SyntaxNode, number>) {
    super(text, firstLine);
    this.#lines = lines;
  }

  override lineAt(): number {
    return this.firstLine;
  }

  override lineOf(node: SyntaxNode): number {
    return this.firstLine + (this.#lines.get(node) ?? 0);
  }
}
