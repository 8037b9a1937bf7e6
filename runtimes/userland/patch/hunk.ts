/** A line of a hunk, with its newline if it has one. */
export interface HunkLine {
  /** Unchanged, left out, added, or left out and added. */
  readonly mark: " " | "-" | "+" | "!";
  readonly text: string;
}

/** Lines that stand for other lines of a file. Lines are counted from 1. */
export interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly oldLines: readonly HunkLine[];
  readonly newLines: readonly HunkLine[];
  /** How many unchanged lines it begins and ends with. */
  readonly leadingContext: number;
  readonly trailingContext: number;
  /** What its header shows of the function it is in, with the blank before it. */
  readonly functionName: string | undefined;
  /** Which line of the patch it begins at. */
  readonly patchLine: number;
}

/** The hunk that undoes a hunk. */
export function reversed(hunk: Hunk): Hunk {
  return {
    ...hunk,
    oldStart: hunk.newStart,
    newStart: hunk.oldStart,
    oldLines: hunk.newLines.map(({ mark, text }) => ({ mark: mark === "+" ? "-" : mark, text })),
    newLines: hunk.oldLines.map(({ mark, text }) => ({ mark: mark === "-" ? "+" : mark, text })),
  };
}
