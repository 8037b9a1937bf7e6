import { IsolatedProgram } from "../isolated-program.ts";
import type { KernelProcess } from "../process/kernel-process.ts";
import { Process } from "../process/process.ts";
import type { SharedCells } from "../shared-memory.ts";
import { assertCommand, ModuleCache } from "./module-cache.ts";
import { type ProgramImage, runOptions } from "./program-image.ts";
import { Reactor } from "./reactor.ts";
import { WasiIsolate } from "./wasi-isolate.ts";
import { WasiRun } from "./wasi-run.ts";

const MIB = 1024 * 1024;

interface Shared {
  readonly isolate: WasiIsolate;
  readonly modules: ModuleCache;
  /** Memory of programs that have ended, which nothing counts: it must not wait long for the isolate to collect it. */
  endedBytes: number;
}

/** Runs WASI programs of one worker's slots, one at a time in an isolate; most of the time a single one does. */
export class Programs {
  readonly #readGuestCode: () => string;
  readonly #memoryLimitMiB: number;
  readonly #cells: SharedCells;
  #knownGuestCode: string | undefined;
  /** An isolate in which nothing runs. */
  #free: Shared | undefined;

  /**
   * @param readGuestCode called when the first program comes: most slots never run one
   */
  constructor(readGuestCode: () => string, memoryLimitMiB: number, cells: SharedCells) {
    this.#readGuestCode = readGuestCode;
    this.#memoryLimitMiB = memoryLimitMiB;
    this.#cells = cells;
  }

  /** A program, ready to begin. @param kernel the process that it is, if it is one @throws what `notStarted` takes */
  prepare(image: ProgramImage, deadlineMs: number, kernel?: KernelProcess): IsolatedProgram {
    const shared = this.#take();
    try {
      const key = shared.modules.prepare(image.wasm, deadlineMs, assertCommand);
      const { args, volume, preopens } = image;
      const { isolate } = shared;
      const process = new Process(args[0] ?? "", volume, preopens, isolate.program, this.#cells.cancel, kernel);
      const giveBack = (bytes: number, isUsable: boolean): void => {
        shared.endedBytes += bytes;
        this.#giveBack(shared, isUsable);
      };
      return new IsolatedProgram(process, new WasiRun(isolate, process, key, runOptions(image), giveBack));
    } catch (error) {
      this.#giveBack(shared, true);
      throw error;
    }
  }

  /** A program that stays, in an isolate of its own. */
  reactor(image: ProgramImage): Reactor {
    return new Reactor(image, this.#guestCode, this.#memoryLimitMiB, this.#cells);
  }

  get #guestCode(): string {
    this.#knownGuestCode ??= this.#readGuestCode();
    return this.#knownGuestCode;
  }

  #take(): Shared {
    const free = this.#free;
    this.#free = undefined;
    if (free && !free.isolate.isDisposed) return free;
    const isolate = new WasiIsolate(this.#guestCode, this.#memoryLimitMiB);
    const modules = new ModuleCache(isolate, this.#memoryLimitMiB, this.#cells.typesInProcess);
    return { isolate, modules, endedBytes: 0 };
  }

  #giveBack(shared: Shared, isUsable: boolean): void {
    const isKept = isUsable && !this.#free && shared.endedBytes <= this.#memoryLimitMiB * MIB;
    if (isKept && !shared.isolate.isDisposed) this.#free = shared;
    else shared.isolate[Symbol.dispose]();
  }
}
