/** What ends a program that runs: a fatal error of awk's. */
export class AwkError extends Error {
  readonly status: number;
  /** Whether it says where in the program it happened. */
  readonly hasPlace: boolean;

  constructor(message: string, { status = 2, hasPlace = true } = {}) {
    super(message);
    this.status = status;
    this.hasPlace = hasPlace;
  }
}

/** Unwinds to the main loop: `next`, `nextfile` and `exit` in a function. */
export class Jump extends Error {
  readonly to: "next" | "nextfile" | "exit";

  constructor(to: "next" | "nextfile" | "exit") {
    super(to);
    this.to = to;
  }
}
