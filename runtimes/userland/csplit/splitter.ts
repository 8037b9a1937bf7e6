import { Failure } from "../program/failure.ts";
import { NEWLINE } from "../program/lines.ts";
import { quoted } from "../program/quoting.ts";
import type { LinePattern, Pattern, RegexPattern } from "./patterns.ts";
import type { Pieces } from "./pieces.ts";

/** There are no lines where some are needed: what was made until then stays. */
export class MissingInput extends Failure {}

/** Divides the lines of a file. */
export class Splitter {
  readonly #lines: readonly Uint8Array[];
  readonly #pieces: Pieces;
  readonly #suppressesMatched: boolean;
  /** How many lines are used, and the number of the line that was looked at last. */
  #used = 0;
  #current = 0;

  constructor(bytes: Uint8Array, pieces: Pieces, suppressesMatched: boolean) {
    this.#lines = linesWithEnds(bytes);
    this.#pieces = pieces;
    this.#suppressesMatched = suppressesMatched;
  }

  /** @throws Failure */
  async split(patterns: readonly Pattern[]): Promise<void> {
    for (const pattern of patterns)
      for (let time = 0; time <= pattern.repeats; time++) {
        if (pattern.kind === "line") await this.#splitAtLine(pattern, time);
        else if (!(await this.#splitAtMatch(pattern, time))) return;
      }
    this.#pieces.begin();
    await this.#writeRest();
    await this.#pieces.close();
  }

  async #splitAtLine(pattern: LinePattern, time: number): Promise<void> {
    const failure = (): Failure => outOfRange(pattern, time);
    const end = pattern.line * (time + 1);
    this.#pieces.begin();
    if (this.#suppressesMatched && this.#isAtEnd()) throw failure();
    if (this.#used >= this.#lines.length) throw new MissingInput("input disappeared");
    await this.#pieces.write(this.#take(end - 1 - this.#used));
    if (this.#used < end - 1) throw failure();
    await this.#pieces.close();
    if (this.#suppressesMatched) this.#take(1);
    else if (this.#isAtEnd()) throw failure();
  }

  /** @returns whether there is more to come */
  async #splitAtMatch(pattern: RegexPattern, time: number): Promise<boolean> {
    const { isIgnored, offset } = pattern;
    if (!isIgnored) this.#pieces.begin();
    for (;;) {
      const line = this.#find(++this.#current);
      if (line === undefined) break;
      if (pattern.matches(line)) {
        await this.#endAt(this.#current + offset, pattern);
        return true;
      }
    }
    const isFailure = pattern.repeats !== Number.POSITIVE_INFINITY;
    if (!isIgnored) {
      await this.#writeRest();
      if (!isFailure) await this.#pieces.close();
    }
    if (isFailure) throw new Failure(`${quoted(pattern.text)}: match not found${repetition(time)}`);
    return false;
  }

  async #endAt(line: number, pattern: RegexPattern): Promise<void> {
    const { isIgnored, offset, text } = pattern;
    if (this.#used >= this.#lines.length) throw new MissingInput("input disappeared");
    if (this.#used + 1 > line) throw new Failure(`${quoted(text)}: line number out of range`);
    const current = this.#current;
    const lines = this.#take(line - 1 - this.#used);
    if (!isIgnored) await this.#pieces.write(lines);
    if (this.#used < line - 1) throw new Failure(`${quoted(text)}: line number out of range`);
    this.#current = Math.max(current, this.#current);
    if (!isIgnored) await this.#pieces.close();
    if (offset > 0) this.#current = line;
    if (this.#suppressesMatched) this.#take(1);
  }

  #isAtEnd(): boolean {
    return this.#find(this.#current + 1) === undefined;
  }

  /** A line that is not used, without its end. */
  #find(number: number): Uint8Array | undefined {
    if (this.#used >= this.#lines.length) return undefined;
    const line = this.#lines[number - 1];
    return line?.at(-1) === NEWLINE ? line.subarray(0, -1) : line;
  }

  /** Uses so many lines, or all that are left. */
  #take(count: number): readonly Uint8Array[] {
    if (count <= 0) return [];
    const lines = this.#lines.slice(this.#used, this.#used + count);
    this.#used += lines.length;
    this.#current = Math.max(this.#current, this.#used);
    return lines;
  }

  async #writeRest(): Promise<void> {
    await this.#pieces.write(this.#take(this.#lines.length));
  }
}

function outOfRange({ line }: LinePattern, time: number): Failure {
  return new Failure(`${quoted(String(line))}: line number out of range${repetition(time)}`);
}

function repetition(time: number): string {
  return time > 0 ? ` on repetition ${time}` : "";
}

function linesWithEnds(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    const to = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}
