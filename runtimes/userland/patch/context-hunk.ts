import { Failure } from "../program/failure.ts";
import { contextRange } from "./context-range.ts";
import type { Hunk, HunkLine } from "./hunk.ts";
import type { LineWrapping, PatchText } from "./patch-text.ts";

interface ContextHunk {
  readonly hunk: Hunk;
  /** Whether it has more context than hunks of the old form. */
  readonly isNewForm: boolean;
}

/** Hunks may have so many lines before they are known to have more. */
const INITIAL_LINES = 125;

/**
 * @param knownCount how many old lines a hunk has whose header is lost: those of the hunk before
 * @returns nothing if what comes next is no hunk with copied context
 * @throws Failure
 */
export function readContextHunk(
  patch: PatchText,
  wrapping: LineWrapping,
  isNewForm: boolean,
  knownCount = 0,
): ContextHunk | undefined {
  const header = patch.readLine(wrapping);
  if (!header?.startsWith("********") || header.length <= 8) return undefined;
  const functionName = /^\*+( .*)\n$/.exec(header)?.[1];
  const reader = new ContextHunkReader(patch, wrapping, isNewForm, knownCount);
  reader.read();
  return reader.result(functionName);
}

/**
 * Reads both sides of a hunk, one after the other. A side that would be the other one's context only may have been left out.
 * Its lines are held by numbers from 1; after the old ones comes the header of the new ones.
 */
class ContextHunkReader {
  readonly #patch: PatchText;
  readonly #wrapping: LineWrapping;
  readonly #isNewForm: boolean;
  readonly #patchLine: number;
  readonly #marks: string[] = [];
  readonly #texts: string[] = [];
  #end = -1;
  #max = INITIAL_LINES;
  #limit = INITIAL_LINES;
  #old: { readonly start: number; readonly count: number };
  #new = { start: 0, count: 0 };
  /** Where the header of the new lines is; 0 before it came. */
  #middle = 0;
  #behindMiddle = { offset: 0, lineNumber: 0, context: 0 };
  #isOldMissing = false;
  #isNewMissing = false;
  #mayMissNew = true;
  #lostSpaces = false;
  #hasContext = false;
  #context = 0;
  #oldLeading: number | undefined;
  #oldTrailing: number | undefined;
  #newLeading: number | undefined;
  readonly #copiable = { old: 0, new: 0 };

  constructor(patch: PatchText, wrapping: LineWrapping, isNewForm: boolean, knownCount: number) {
    this.#patch = patch;
    this.#wrapping = wrapping;
    this.#isNewForm = isNewForm;
    this.#patchLine = patch.lineNumber + 1;
    this.#old = { start: 0, count: knownCount };
  }

  /** @throws Failure */
  read(): void {
    while (this.#end < this.#max && !this.#isNewMissing) {
      let line = this.#patch.readLine(this.#wrapping);
      if (line === undefined) {
        if (this.#canEnd()) break;
        if (this.#max - this.#end >= 4) throw new Failure("**** unexpected end of file in patch");
        // Blank lines at the end of a patch get lost now and then.
        line = "  \n";
        this.#patch.lastLine = line;
      }
      this.#end++;
      if (this.#end === this.#limit) {
        const where = `hunk starting at line ${this.#patchLine}; giving up at ${this.#patch.lastPlace}`;
        throw new Failure(`**** unterminated ${where}`);
      }
      this.#line(line);
    }
  }

  /** Whether the new lines may be left out, as they then are. */
  #canEnd(): boolean {
    this.#isNewMissing = this.#middle > 0 && this.#mayMissNew;
    return this.#isNewMissing;
  }

  #line(line: string): void {
    const mark = line.charAt(0);
    this.#marks[this.#end] = mark;
    this.#texts[this.#end] = "";
    if (mark === "*") this.#oldHeader(line);
    else if (mark === "-" && line.charAt(1) === "-") this.#newHeader(line);
    else if (mark === "-" || mark === "+" || mark === "!") this.#changedLine(line);
    else if (mark === "\t" || mark === "\n") this.#bareLine(line);
    else if (mark === " ") this.#contextLine(line);
    else if (!this.#canEnd()) throw this.#patch.malformed();
  }

  #oldHeader(line: string): void {
    const { lineNumber } = this.#patch;
    if (line.startsWith("********")) {
      if (this.#canEnd()) return;
      throw new Failure(`**** unexpected end of hunk at line ${lineNumber}`);
    }
    if (this.#end !== 0) {
      if (this.#canEnd()) return;
      throw new Failure(`**** unexpected '***' at ${this.#patch.lastPlace}`);
    }
    this.#context = 0;
    this.#old = contextRange(this.#patch, line);
    while (this.#old.count + 7 >= this.#limit) this.#limit *= 2;
    this.#max = this.#limit;
  }

  #newHeader(line: string): void {
    this.#oldLeading ??= this.#context;
    this.#oldTrailing = this.#context;
    const blank = this.#marks[this.#end - 1] === "\n" ? 1 : 0;
    if (this.#middle > 0 || this.#end !== this.#old.count + 1 + blank) {
      if (this.#end === 1) {
        this.#isOldMissing = true;
        this.#end = this.#old.count + 1;
        this.#oldLeading = this.#oldTrailing = undefined;
      } else if (this.#middle === 0) {
        const when = this.#end <= this.#old.count ? "Premature" : "Overdue";
        const where = `at line ${this.#patch.lineNumber}; check line numbers at line ${this.#patchLine}`;
        throw new Failure(`**** ${when} '---' ${where}`);
      } else if (this.#canEnd()) return;
      else {
        const where = `at line ${this.#patch.lineNumber}; check line numbers at line ${this.#patchLine + this.#middle}`;
        throw new Failure(`**** duplicate '---' ${where}`);
      }
    }
    this.#middle = this.#end;
    this.#marks[this.#end] = "=";
    this.#behindMiddle = { offset: this.#patch.offset, lineNumber: this.#patch.lineNumber, context: this.#context };
    this.#new = contextRange(this.#patch, line);
    this.#max = this.#new.count + this.#end;
    while (this.#max + 1 >= this.#limit) this.#limit *= 2;
    if (this.#new.count !== this.#copiable.old && (this.#context !== 0 || this.#new.count !== 1))
      this.#mayMissNew = false;
    this.#context = 0;
  }

  #changedLine(line: string): void {
    if (!line.startsWith("-")) this.#mayMissNew = false;
    const text = /^.[ \t]/s.test(line) ? line.slice(2) : line.slice(1);
    if (text.length === line.length - 1 && this.#canEnd()) return;
    if (this.#middle > 0) this.#newLeading ??= this.#context;
    else this.#oldLeading ??= this.#context;
    this.#store(text);
    this.#context = 0;
  }

  #bareLine(line: string): void {
    if (this.#middle > 0 && this.#mayMissNew && (!this.#lostSpaces || this.#isNewForm)) {
      this.#isNewMissing = true;
      return;
    }
    this.#store(line.startsWith("\t") ? line.slice(0, -1) : line);
    if (this.#end === this.#old.count + 1) return;
    if (this.#middle > 0) this.#lostSpaces = true;
    this.#marks[this.#end] = " ";
    this.#countContext();
  }

  #contextLine(line: string): void {
    const text = /^ [ \t]/.test(line) ? line.slice(2) : line.slice(1);
    if (text.length === line.length - 1 && this.#canEnd()) return;
    this.#countContext();
    this.#store(text);
  }

  #countContext(): void {
    this.#hasContext = true;
    this.#context++;
    this.#copiable[this.#middle > 0 ? "new" : "old"]++;
  }

  #store(text: string): void {
    const isLast = this.#end === (this.#middle > 0 ? this.#max : this.#old.count);
    const isUnended = text.length > 1 && isLast && this.#patch.skipUnendedMark();
    this.#texts[this.#end] = isUnended ? text.slice(0, -1) : text;
  }

  /** @throws Failure */
  result(functionName: string | undefined): ContextHunk {
    if (this.#end >= 0 && this.#middle === 0)
      throw new Failure(`**** no '---' found in patch at line ${this.#patchLine}`);
    let [oldCount, oldStart] = [this.#old.count, this.#old.start];
    const fill = this.#missingSide();
    let fillCount = fill?.count ?? 0;
    if (!this.#isNewMissing && !this.#isOldMissing && this.#copiable.old !== this.#copiable.new)
      throw new Failure(`**** context mangled in hunk at line ${this.#patchLine}`);
    if (!this.#isNewMissing && !this.#hasContext && fillCount === 1) {
      // A hunk that only adds, and has no context: what it says of the old lines is one line that isn't there.
      [oldCount, oldStart, fillCount] = [0, oldStart + 1, 0];
    }
    const leading = smaller(this.#newLeading, this.#oldLeading);
    const trailing = Math.min(this.#oldTrailing ?? this.#context, this.#context);
    if (leading === undefined) throw this.#mangled();
    const isNewForm = this.#isNewForm || fillCount > 0 || (oldStart > 1 && leading + trailing < this.#copiable.old);
    if (fill && fillCount > 0) this.#fill(fill);
    const hunk: Hunk = {
      oldStart,
      newStart: this.#new.start,
      oldLines: this.#linesFrom(1, oldCount),
      newLines: this.#linesFrom(this.#middle + 1, this.#new.count),
      leadingContext: leading,
      trailingContext: trailing,
      functionName,
      patchLine: this.#patchLine,
    };
    return { hunk, isNewForm };
  }

  /** Which lines have to be taken from the other side's context. */
  #missingSide(): Fill | undefined {
    if (this.#isNewMissing) {
      this.#patch.seek(this.#behindMiddle.offset, this.#behindMiddle.lineNumber);
      this.#context = this.#behindMiddle.context;
      this.#end = this.#max;
      return { source: 1, sourceEnd: this.#middle, target: this.#middle + 1, count: this.#new.count };
    }
    if (!this.#isOldMissing) return undefined;
    return { source: this.#middle + 1, sourceEnd: this.#end + 1, target: 1, count: this.#old.count };
  }

  #fill({ source, sourceEnd, target, count }: Fill): void {
    const lines: number[] = [];
    for (let at = source; at < sourceEnd; at++) if (this.#marks[at] === " ") lines.push(at);
    if (lines.length !== count) throw this.#mangled();
    for (const [index, line] of lines.entries()) {
      this.#marks[target + index] = " ";
      this.#texts[target + index] = this.#texts[line] ?? "";
    }
  }

  #mangled(): Failure {
    return new Failure(`**** replacement text or line numbers mangled in hunk at line ${this.#patchLine}`);
  }

  #linesFrom(start: number, count: number): HunkLine[] {
    return Array.from({ length: count }, (_, index) => {
      const mark = this.#marks[start + index];
      const known = mark === "-" || mark === "+" || mark === "!" ? mark : " ";
      return { mark: known, text: this.#texts[start + index] ?? "" };
    });
  }
}

interface Fill {
  readonly source: number;
  readonly sourceEnd: number;
  readonly target: number;
  readonly count: number;
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}
