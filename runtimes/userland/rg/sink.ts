/** Lines of a file, with their ends: one, or as many as a match is in. */
export interface SunkLines {
  /** What they are among. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Of the first byte in the file. */
  readonly offset: number;
  /** Of the first line; 0 if lines are not numbered. */
  readonly number: number;
}

/** How the search of a file ended. */
export interface SearchEnd {
  readonly bytesSearched: number;
  /** Where the first NUL byte was that was noticed. */
  readonly binaryOffset: number | undefined;
  readonly elapsedMs: number;
}

/** What NUL bytes do: end the search of a file, or end lines and keep what matches from being printed. */
export type BinaryMode = "quits" | "converts" | undefined;

/** Takes what the search of a file finds. What answers no ends it. */
export interface Sink {
  begin(path: string, binary: BinaryMode): void;
  matched(lines: SunkLines): boolean;
  context(lines: SunkLines, kind: "before" | "after" | "other"): boolean;
  /** Between groups of lines. */
  contextBreak(): void;
  /** A NUL byte was noticed there. */
  binaryAt(offset: number): void;
  /** @returns whether the file counts as one that matches */
  finish(end: SearchEnd): boolean;
}
