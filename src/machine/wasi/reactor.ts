import type { WasmArgument, WasmValue } from "../../../runtimes/abi/wasi.ts";
import { Process, type ProcessInput, type ProgramResult } from "../process/process.ts";
import { notStarted } from "../process/start-failure.ts";
import type { SharedCells } from "../shared-memory.ts";
import { ModuleCache } from "./module-cache.ts";
import { type ProgramImage, runOptions } from "./program-image.ts";
import { type CallOutcome, WasiIsolate } from "./wasi-isolate.ts";

export interface FunctionCall extends ProcessInput {
  readonly name: string;
  readonly args: readonly WasmArgument[];
}

export interface FunctionResult extends ProgramResult {
  /** Absent if the function did not return. */
  readonly values: readonly WasmValue[] | undefined;
  /** Whether the instance was made for this call: what earlier ones had left in its memory is not there. */
  readonly isFirstCall: boolean;
}

interface Instance {
  readonly isolate: WasiIsolate;
  readonly process: Process;
}

/**
 * A program whose functions are called one by one. Its instance, in an isolate of its own, is made by the first call and
 * lasts, with all it has open, until a call doesn't return.
 */
export class Reactor implements Disposable {
  readonly #image: ProgramImage;
  readonly #guestCode: string;
  readonly #memoryLimitMiB: number;
  readonly #cells: SharedCells;
  #instance: Instance | undefined;

  constructor(image: ProgramImage, guestCode: string, memoryLimitMiB: number, cells: SharedCells) {
    this.#image = image;
    this.#guestCode = guestCode;
    this.#memoryLimitMiB = memoryLimitMiB;
    this.#cells = cells;
  }

  call(request: FunctionCall): FunctionResult {
    const isFirstCall = this.#instance === undefined;
    let instance: Instance;
    let key = "";
    try {
      [instance, key] = this.#instance ? [this.#instance, key] : this.#make(request.deadlineMs);
    } catch (error) {
      return { ...notStarted(this.#name, error), values: undefined, isFirstCall };
    }
    const { isolate, process } = instance;
    process.begin(request);
    let outcome: CallOutcome = { kind: "returned", values: [] };
    if (isFirstCall) outcome = isolate.start(key, runOptions(this.#image), process.files, process.timeoutMs());
    if (outcome.kind === "returned")
      outcome = isolate.call(request.name, request.args, process.files, process.timeoutMs());
    else if (outcome.kind === "exited")
      // Whatever exit code the program chose, the function was not called.
      outcome = {
        kind: "trapped",
        message: `its _initialize exited with ${outcome.code}`,
        thrown: undefined,
        isOutOfMemory: false,
      };
    const values = outcome.kind === "returned" ? outcome.values : undefined;
    if (!values) this[Symbol.dispose]();
    return { ...process.result(outcome), values, isFirstCall };
  }

  get #name(): string {
    return this.#image.args[0] ?? "";
  }

  [Symbol.dispose](): void {
    this.#instance?.process.close();
    this.#instance?.isolate[Symbol.dispose]();
    this.#instance = undefined;
  }

  /** @throws ModuleError */
  #make(deadlineMs: number): [instance: Instance, key: string] {
    const { wasm, volume, preopens } = this.#image;
    const isolate = new WasiIsolate(this.#guestCode, this.#memoryLimitMiB);
    try {
      const key = new ModuleCache(isolate, this.#memoryLimitMiB, this.#cells.typesInProcess).prepare(
        wasm,
        deadlineMs,
        () => {},
      );
      this.#instance = {
        isolate,
        process: new Process(this.#name, volume, preopens, isolate.program, this.#cells.cancel),
      };
      return [this.#instance, key];
    } catch (error) {
      isolate[Symbol.dispose]();
      throw error;
    }
  }
}
