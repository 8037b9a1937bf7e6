/** What can be wrong with compressed bytes. */
export type DataProblem = "not the format" | "end" | "invalid" | "checksum" | "length" | "unsupported";

/** Compressed bytes that can't be read. What came before is right. */
export class DataFault extends Error {
  readonly problems: readonly DataProblem[];
  /** What of it is not supported. */
  readonly detail: string;

  constructor(problem: DataProblem | readonly DataProblem[], detail = "") {
    const problems = typeof problem === "string" ? [problem] : problem;
    super(problems.join(", "));
    this.problems = problems;
    this.detail = detail;
  }
}
