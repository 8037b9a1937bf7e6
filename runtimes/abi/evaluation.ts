/** Code for an interpreter that stays: what earlier code left in it is there. */
export interface Evaluation {
  readonly code: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the first evaluation begins; later ones are where the one before left off. */
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  /** A longer text of the value is cut. */
  readonly maxValueChars: number;
}

/** What became of the code, if the interpreter is still there. */
export interface Evaluated {
  readonly kind: "evaluated";
  /** Whether it ended with an error, which was printed. */
  readonly failed: boolean;
  /** Whether it was interrupted, for lack of time. */
  readonly isInterrupted?: boolean;
  /** The value of its last expression as JSON; "" if it has none, or none that JSON can hold. */
  readonly json: string;
  /** The value as the language shows it; "" if there is none. */
  readonly text: string;
}
