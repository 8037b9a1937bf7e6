import type { FileStatus } from "../../kernel/description.ts";
import { readContextHunk } from "./context-hunk.ts";
import type { Dialog } from "./dialog.ts";
import { type Hunk, reversed } from "./hunk.ts";
import { readNormalHunk } from "./normal-hunk.ts";
import { otherSide, type PatchHeader, type PatchKind, type Side } from "./patch-header.ts";
import type { PatchSettings } from "./patch-options.ts";
import type { PatchText } from "./patch-text.ts";
import { PatchedFile } from "./patched-file.ts";
import { contextReject, rejectHeader, unifiedReject } from "./reject-text.ts";
import { readUnifiedHunk } from "./unified-hunk.ts";

interface PatchInput {
  readonly patch: PatchText;
  readonly header: PatchHeader;
  /** Which side of the patch the file is now. */
  readonly side: Side;
  /** Without a file, its hunks are read and rejected. */
  readonly isSkipped: boolean;
  readonly lines: readonly string[];
  readonly status: FileStatus | undefined;
}

/** What came of a patch's hunks. */
interface PatchOutcome {
  readonly file: PatchedFile;
  readonly side: Side;
  readonly isSkipped: boolean;
  readonly hunks: number;
  readonly failed: number;
  /** Whether a hunk was not where it was expected, or not as it was. */
  readonly isMismatch: boolean;
  readonly rejects: string;
}

/** Applies the hunks of one file. */
export class FilePatcher {
  readonly #settings: PatchSettings;
  readonly #dialog: Dialog;
  readonly #input: PatchInput;
  readonly #file: PatchedFile;
  #kind: PatchKind;
  #side: Side;
  #isSkipped: boolean;
  #appliesAnyway = false;
  #isMismatch = false;
  #hunks = 0;
  #failed = 0;
  #lastCount = 0;
  readonly #rejects: string[] = [];

  constructor(settings: PatchSettings, dialog: Dialog, input: PatchInput) {
    this.#settings = settings;
    this.#dialog = dialog;
    this.#input = input;
    this.#kind = input.header.kind;
    this.#side = input.side;
    this.#isSkipped = input.isSkipped;
    this.#file = new PatchedFile(input.lines, settings.ignoresWhitespace, settings.define);
  }

  /** @param checkpoint called between hunks @throws Failure */
  async run(checkpoint: () => Promise<void>): Promise<PatchOutcome> {
    for (;;) {
      const { offset } = this.#input.patch;
      const read = this.#read();
      if (!read) {
        this.#input.patch.seek(offset, this.#input.patch.lineNumber);
        break;
      }
      this.#hunks++;
      const hunk = this.#side === "old" ? read : reversed(read);
      this.#lastCount = hunk.oldLines.length;
      this.#hunk(hunk);
      await checkpoint();
    }
    if (!this.#isSkipped) this.#file.finish();
    return {
      file: this.#file,
      side: this.#side,
      isSkipped: this.#isSkipped,
      hunks: this.#hunks,
      failed: this.#failed,
      isMismatch: this.#isMismatch,
      rejects: this.#rejects.join(""),
    };
  }

  #read(): Hunk | undefined {
    const { patch, header } = this.#input;
    switch (this.#kind) {
      case "unified":
        return readUnifiedHunk(patch, header);
      case "normal":
        return readNormalHunk(patch, header, 0);
      case "context":
      case "old-context": {
        const read = readContextHunk(patch, header, this.#kind === "context", this.#lastCount);
        if (read?.isNewForm) this.#kind = "context";
        return read?.hunk;
      }
      default:
        return undefined;
    }
  }

  #hunk(read: Hunk): void {
    let hunk = read;
    let line: number | undefined;
    let fuzz = 0;
    if (!this.#isSkipped) {
      const context = Math.max(hunk.leadingContext, hunk.trailingContext);
      const maxFuzz = Math.min(this.#settings.maxFuzz, context);
      for (;;) {
        line = this.#file.locate(hunk, fuzz);
        if (line === undefined || fuzz > 0 || this.#file.inOffset !== 0) this.#isMismatch = true;
        if (line === undefined && this.#mayBeReversed()) {
          const other = reversed(hunk);
          line = this.#file.locate(other, fuzz);
          const answer = line === undefined ? undefined : this.#askReversal();
          if (answer === "reverse") hunk = other;
          else if (answer !== undefined) {
            this.#appliesAnyway = true;
            line = undefined;
            if (answer === "skip") break;
            continue;
          }
        }
        if (line !== undefined || ++fuzz > maxFuzz) break;
      }
    }
    const where = (line ?? hunk.oldStart) + this.#file.outOffset;
    const { status, header } = this.#input;
    const isThere = line === 1 && header.absences[this.#side] === 2 && (status?.size ?? 0) > 0;
    if (this.#isSkipped || line === undefined || isThere || !this.#apply(hunk, line)) this.#reject(hunk, where);
    else this.#tellSuccess(where, fuzz);
  }

  #mayBeReversed(): boolean {
    const isAsked = this.#side === (this.#settings.isReversed ? "new" : "old");
    return this.#hunks === 1 && !this.#settings.isForced && !this.#appliesAnyway && isAsked;
  }

  #askReversal(): "reverse" | "apply" | "skip" {
    const isReversed = this.#side === "new";
    const problem = `${isReversed ? "Unreversed" : "Reversed (or previously applied)"} patch detected!`;
    const answer = this.#dialog.mayReverse(problem, isReversed);
    if (answer === "reverse") this.#side = otherSide(this.#side);
    if (answer === "skip") this.#isSkipped = true;
    return answer;
  }

  #apply(hunk: Hunk, line: number): boolean {
    const isInOrder = this.#file.apply(hunk, line);
    if (!isInOrder) this.#dialog.say("misordered hunks! output would be garbled\n");
    return isInOrder;
  }

  #tellSuccess(where: number, fuzz: number): void {
    const { inOffset } = this.#file;
    if (fuzz === 0 && inOffset === 0 && this.#settings.verbosity !== "verbose") return;
    const fuzzText = fuzz > 0 ? ` with fuzz ${fuzz}` : "";
    const offsetText = inOffset === 0 ? "" : ` (offset ${inOffset} line${inOffset === 1 ? "" : "s"})`;
    this.#dialog.sayUnlessSilent(`Hunk #${this.#hunks} succeeded at ${where}${fuzzText}${offsetText}.\n`);
  }

  #reject(hunk: Hunk, where: number): void {
    const { header } = this.#input;
    const isUnified = this.#kind === "unified";
    const format = this.#settings.rejectFormat ?? (isUnified ? "unified" : "context");
    const offset = this.#file.outOffset;
    if (this.#failed === 0) this.#rejects.push(rejectHeader(header, this.#side, format));
    this.#failed++;
    const text =
      format === "unified"
        ? unifiedReject(hunk, offset)
        : contextReject(hunk, offset, isUnified, isUnified || this.#kind === "context");
    this.#rejects.push(text);
    if (this.#settings.verbosity === "silent") return;
    if (this.#isSkipped && this.#settings.verbosity !== "verbose") return;
    const endings = !this.#isSkipped && this.#file.hasOtherLineEnds(hunk, where) ? " (different line endings)" : "";
    const what = this.#isSkipped ? "ignored" : "FAILED";
    this.#dialog.say(`Hunk #${this.#hunks} ${what} at ${where}${endings}.\n`);
  }
}
