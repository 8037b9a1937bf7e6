import type { RunOptions } from "../../../runtimes/abi/wasi.ts";
import type { ProgramEngine } from "../isolated-program.ts";
import type { Process, ProgramOutcome } from "../process/process.ts";
import type { WasiIsolate } from "./wasi-isolate.ts";

/** The register in which the guest leaves the bytes of the memory of a program that has ended. */
const MEMORY_REGISTER = 2;

/** One run of a program. */
export class WasiRun implements ProgramEngine {
  readonly #process: Process;
  readonly #isolate: WasiIsolate;
  readonly #key: string;
  readonly #options: RunOptions;
  readonly #giveBack: (memoryBytes: number, isUsable: boolean) => void;
  #hasBegun = false;
  #outcome: ProgramOutcome | undefined;

  /** @param giveBack called when the isolate is free for others, or is of no more use */
  constructor(
    isolate: WasiIsolate,
    process: Process,
    key: string,
    options: RunOptions,
    giveBack: (memoryBytes: number, isUsable: boolean) => void,
  ) {
    this.#isolate = isolate;
    this.#process = process;
    this.#key = key;
    this.#options = options;
    this.#giveBack = giveBack;
  }

  get usedBytes(): number {
    return this.#isolate.program.isolate.usedBytes;
  }

  enter(): ProgramOutcome | undefined {
    const { files } = this.#process;
    const timeoutMs = this.#process.timeoutMs();
    this.#outcome = this.#hasBegun
      ? this.#isolate.resume(files, timeoutMs)
      : this.#isolate.begin(this.#key, this.#options, files, timeoutMs);
    this.#hasBegun = true;
    return this.#outcome;
  }

  [Symbol.dispose](): void {
    // What is left in the middle can't be taken away from its isolate.
    const isUsable = !this.#hasBegun || (this.#outcome !== undefined && this.#outcome.kind !== "stopped");
    const bytes = isUsable && this.#hasBegun ? Number(this.#isolate.program.registers[MEMORY_REGISTER] ?? 0n) : 0;
    this.#giveBack(bytes, isUsable);
  }
}
