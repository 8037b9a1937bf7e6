import type { Process, ProcessInput, ProgramOutcome, ProgramResult } from "./process/process.ts";
import type { RunningProgram } from "./trampoline.ts";

/** What runs a program in its isolate. */
export interface ProgramEngine extends Disposable {
  /** Begins it, or goes on with it, until it waits or has ended. @returns nothing when it waits */
  enter(): ProgramOutcome | undefined;
  /** Memory of its isolate. */
  readonly usedBytes: number;
}

const NEVER_ENDS: ProgramOutcome = {
  kind: "trapped",
  message: "it waits for something that can't happen",
  thrown: undefined,
  isOutOfMemory: false,
};

/** A program in an isolate of its own, from its begin to its end. */
export class IsolatedProgram implements RunningProgram {
  readonly #process: Process;
  readonly #engine: ProgramEngine;

  constructor(process: Process, engine: ProgramEngine) {
    this.#process = process;
    this.#engine = engine;
  }

  get usedBytes(): number {
    return this.#engine.usedBytes;
  }

  step(): ProgramResult | undefined {
    this.#process.resume();
    const outcome = this.#engine.enter();
    return outcome && this.#process.result(outcome);
  }

  /** For a program that runs by itself. */
  runToEnd(input: ProcessInput): ProgramResult {
    this.#process.begin(input);
    for (;;) {
      const outcome = this.#engine.enter();
      if (outcome) return this.#process.result(outcome);
      if (!this.#process.isProcess) return this.#process.result(NEVER_ENDS);
      if (!this.#process.waitOnStack()) return this.#process.result(NEVER_ENDS);
    }
  }

  [Symbol.dispose](): void {
    this.#process.close();
    this.#engine[Symbol.dispose]();
  }
}
