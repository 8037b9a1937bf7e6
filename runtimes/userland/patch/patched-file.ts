import { Failure } from "../program/failure.ts";
import type { Hunk } from "./hunk.ts";
import { similarLines } from "./similar-lines.ts";

interface FuzzyHunk {
  readonly hunk: Hunk;
  /** How many lines of context are left out in front and behind. */
  readonly leading: number;
  readonly trailing: number;
}

/** A file that hunks are applied to, one behind the other. Lines are counted from 1. */
export class PatchedFile {
  readonly #lines: readonly string[];
  readonly #ignoresWhitespace: boolean;
  readonly #define: string | undefined;
  readonly #written: string[] = [];
  /** How many lines were written or left out. */
  #done = 0;
  /** How far hunks were from their places, and how much longer the file has become. */
  #inOffset = 0;
  #outOffset = 0;

  /** @param lines with their newlines */
  constructor(lines: readonly string[], ignoresWhitespace: boolean, define: string | undefined) {
    this.#lines = lines;
    this.#ignoresWhitespace = ignoresWhitespace;
    this.#define = define;
  }

  get inOffset(): number {
    return this.#inOffset;
  }

  get outOffset(): number {
    return this.#outOffset;
  }

  /** What was written, in parts. */
  get written(): readonly string[] {
    return this.#written;
  }

  get isEmpty(): boolean {
    return this.#written.length === 0;
  }

  /**
   * Finds where a hunk fits. @param fuzz how many lines of its context may differ
   * @returns nothing if it fits nowhere
   */
  locate(hunk: Hunk, fuzz: number): number | undefined {
    const guess = hunk.oldStart + this.#inOffset;
    const { leadingContext, trailingContext, oldLines } = hunk;
    if (oldLines.length === 0) return guess;
    const context = Math.max(leadingContext, trailingContext);
    const leading = fuzz + leadingContext - context;
    const trailing = fuzz + trailingContext - context;
    const fuzzy = { hunk, leading: Math.max(0, leading), trailing: Math.max(0, trailing) };
    if (leading < 0 && hunk.oldStart <= 1) {
      // A hunk with less context in front can only be at the beginning.
      const fits = this.#done <= leadingContext && this.#maxLine(fuzzy) >= 1;
      return fits ? this.#matchAt(fuzzy, guess, 1 - guess) : undefined;
    }
    if (trailing < 0) {
      const offset = this.#lines.length - oldLines.length + 1 - guess;
      return -offset <= Math.min(guess - this.#done - 1, guess - 1) ? this.#matchAt(fuzzy, guess, offset) : undefined;
    }
    return this.#search(fuzzy, guess);
  }

  #maxLine({ hunk, trailing }: FuzzyHunk): number {
    return this.#lines.length - (hunk.oldLines.length - trailing) + 1;
  }

  /** Tries places further and further from the guess. */
  #search(fuzzy: FuzzyHunk, guess: number): number | undefined {
    const maxLine = this.#maxLine(fuzzy);
    const minLine = this.#done + 1;
    const maxForward = maxLine - guess;
    const maxBackward = Math.min(guess - minLine, guess - 1);
    const from = maxForward < 0 ? -maxForward : maxBackward < 0 ? guess - minLine : 0;
    const furthest = Math.max(maxForward, guess - minLine);
    for (let offset = from; offset <= furthest; offset++) {
      const found =
        (offset <= maxForward ? this.#matchAt(fuzzy, guess, offset) : undefined) ??
        (offset <= maxBackward ? this.#matchAt(fuzzy, guess, -offset) : undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #matchAt({ hunk, leading, trailing }: FuzzyHunk, guess: number, offset: number): number | undefined {
    const line = guess + offset;
    for (let index = leading; index < hunk.oldLines.length - trailing; index++) {
      const own = this.#lines[line + index - 1] ?? "";
      const wanted = hunk.oldLines[index]?.text ?? "";
      if (own === wanted) continue;
      if (!this.#ignoresWhitespace || !similarLines(own, wanted)) return undefined;
    }
    this.#inOffset += offset;
    return line;
  }

  /** Writes the lines up to a hunk, and its new ones. @returns whether it is behind all others @throws Failure */
  apply(hunk: Hunk, line: number): boolean {
    const { oldLines, newLines } = hunk;
    const define = this.#define === undefined ? undefined : new Conditional(this.#define);
    let [old, now] = [0, 0];
    for (;;) {
      const [before, after] = [oldLines[old], newLines[now]];
      if (before?.mark !== "-" && after?.mark !== "+" && (!before || !after)) break;
      if (before?.mark === "-") {
        if (!this.#copyTo(line + old - 1)) return false;
        if (define) this.#put(define.begin("old"), before.text);
        this.#done++;
        old++;
      } else if (after?.mark === "+") {
        if (!this.#copyTo(line + old - 1)) return false;
        this.#put(define?.begin("new") ?? "", after.text);
        now++;
      } else if (before?.mark !== after?.mark) throw outOfSync(hunk, old, now);
      else if (before?.mark === "!") {
        if (!this.#copyTo(line + old - 1)) return false;
        for (; oldLines[old]?.mark === "!"; old++) {
          if (define) this.#put(define.begin("old"), oldLines[old]?.text ?? "");
          this.#done++;
        }
        for (; newLines[now]?.mark === "!"; now++) this.#put(define?.begin("new") ?? "", newLines[now]?.text ?? "");
      } else {
        old++;
        now++;
        this.#put(define?.end() ?? "", "");
      }
    }
    this.#put(define?.end() ?? "", "");
    this.#outOffset += newLines.length - oldLines.length;
    return true;
  }

  /** Writes what is left. */
  finish(): void {
    this.#copyTo(this.#lines.length);
  }

  /** @returns whether nothing behind was written yet */
  #copyTo(line: number): boolean {
    if (this.#done > line) return false;
    while (this.#done < line) this.#put("", this.#lines[this.#done++] ?? "");
    return true;
  }

  /** @param directive of the preprocessor, with a newline before it that may be there already */
  #put(directive: string, text: string): void {
    const isLineStart = this.#written.at(-1)?.endsWith("\n") ?? true;
    if (directive !== "") this.#written.push(isLineStart ? directive.slice(1) : directive);
    else if (text !== "" && !isLineStart) this.#written.push("\n");
    if (text !== "") this.#written.push(text);
  }

  /** Whether a hunk's first line ends with CR LF and the file's line at a place doesn't, or the other way round. */
  hasOtherLineEnds(hunk: Hunk, line: number): boolean {
    const [wanted, own] = [hunk.oldLines[0]?.text, this.#lines[Math.min(line, this.#lines.length) - 1]];
    if (!wanted || !own) return false;
    return wanted.endsWith("\r\n") !== own.endsWith("\r\n");
  }
}

function outOfSync({ oldLines, patchLine }: Hunk, old: number, now: number): Failure {
  const lines = `${patchLine + old + 1},${patchLine + oldLines.length + now + 2}`;
  return new Failure(`**** Out-of-sync patch, lines ${lines} -- mangled text or line numbers, maybe?`);
}

/** Directives around both forms of lines. */
class Conditional {
  readonly #name: string;
  #state: "outside" | "if-old" | "if-new" | "else" = "outside";

  constructor(name: string) {
    this.#name = name;
  }

  /** What stands before a line of one form. */
  begin(side: "old" | "new"): string {
    const wanted = side === "old" ? "if-old" : "if-new";
    if (this.#state === wanted || this.#state === "else") return "";
    const isFirst = this.#state === "outside";
    this.#state = isFirst ? wanted : "else";
    return isFirst ? `\n#if${side === "old" ? "n" : ""}def ${this.#name}\n` : "\n#else\n";
  }

  end(): string {
    if (this.#state === "outside") return "";
    this.#state = "outside";
    return "\n#endif\n";
  }
}
