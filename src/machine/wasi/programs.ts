import { notStarted, Process, type ProcessInput, type ProgramResult } from "../process/process.ts";
import type { SharedCells } from "../shared-memory.ts";
import { assertCommand, ModuleCache } from "./module-cache.ts";
import { type ProgramImage, runOptions } from "./program-image.ts";
import { Reactor } from "./reactor.ts";
import { WasiIsolate } from "./wasi-isolate.ts";

const MIB = 1024 * 1024;

export type ProgramRequest = ProgramImage & ProcessInput;

/** Runs WASI programs of one worker's slots, in an isolate of their own that is made when the first one comes. */
export class Programs {
  readonly #readGuestCode: () => string;
  readonly #memoryLimitMiB: number;
  readonly #cells: SharedCells;
  #knownGuestCode: string | undefined;
  #endedBytes = 0;
  #shared: { readonly isolate: WasiIsolate; readonly modules: ModuleCache } | undefined;

  /**
   * @param readGuestCode called when the first program comes: most slots never run one
   */
  constructor(readGuestCode: () => string, memoryLimitMiB: number, cells: SharedCells) {
    this.#readGuestCode = readGuestCode;
    this.#memoryLimitMiB = memoryLimitMiB;
    this.#cells = cells;
  }

  run(request: ProgramRequest): ProgramResult {
    const name = request.args[0] ?? "";
    let shared: { isolate: WasiIsolate; modules: ModuleCache };
    let key: string;
    let process: Process;
    try {
      shared = this.#usable();
      key = shared.modules.prepare(request.wasm, request.deadlineMs, assertCommand);
      process = new Process(name, request.volume, request.preopens, shared.isolate.program, this.#cells.cancel);
    } catch (error) {
      return notStarted(name, error);
    }
    process.begin(request);
    const outcome = shared.isolate.run(key, runOptions(request), process.files, process.timeoutMs);
    process.close();
    // Nothing counts the memory of programs that have ended: it must not wait long for the isolate to collect it.
    this.#endedBytes += Number(shared.isolate.program.registers[0] ?? 0n);
    if (outcome.kind === "stopped" || this.#endedBytes > this.#memoryLimitMiB * MIB) this.#drop();
    return process.result(outcome);
  }

  /** A program that stays, in an isolate of its own. */
  reactor(image: ProgramImage): Reactor {
    return new Reactor(image, this.#guestCode, this.#memoryLimitMiB, this.#cells);
  }

  get #guestCode(): string {
    this.#knownGuestCode ??= this.#readGuestCode();
    return this.#knownGuestCode;
  }

  #usable() {
    if (this.#shared?.isolate.isDisposed) this.#drop();
    if (!this.#shared) {
      const isolate = new WasiIsolate(this.#guestCode, this.#memoryLimitMiB);
      this.#shared = { isolate, modules: new ModuleCache(isolate, this.#memoryLimitMiB, this.#cells.typesInProcess) };
    }
    return this.#shared;
  }

  #drop(): void {
    this.#shared?.isolate[Symbol.dispose]();
    this.#shared = undefined;
    this.#endedBytes = 0;
  }
}
