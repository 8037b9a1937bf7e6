import { JQ_KEY, type RunOptions } from "../../../runtimes/abi/wasi.ts";
import type { Volume } from "../../volume/volume.ts";
import { IsolatedProgram } from "../isolated-program.ts";
import type { KernelProcess } from "../process/kernel-process.ts";
import { type InterpreterRequest, type Preopen, Process } from "../process/process.ts";
import type { SharedCells } from "../shared-memory.ts";
import { JqModule } from "./jq-module.ts";
import { assertCommand, ModuleCache } from "./module-cache.ts";
import { type ProgramImage, runOptions } from "./program-image.ts";
import { Reactor } from "./reactor.ts";
import { WasiIsolate } from "./wasi-isolate.ts";
import { WasiRun } from "./wasi-run.ts";

const MIB = 1024 * 1024;
/** Two programs in a pipeline, `jq … | jq …`, are more usual than three. */
const MAX_FREE = 2;
const ROOT = [{ name: "/", path: "/" }];

interface Shared {
  readonly isolate: WasiIsolate;
  readonly modules: ModuleCache;
  /** Memory of programs that have ended, which nothing counts: it must not wait long for the isolate to collect it. */
  endedBytes: number;
}

interface Start {
  readonly name: string;
  readonly volume: Volume;
  readonly preopens: readonly Preopen[];
  readonly options: RunOptions;
}

/** Runs WASI programs, and jq, of one worker's slots, one at a time in an isolate; most of the time a single one or two do. */
export class Programs {
  readonly #readGuestCode: () => string;
  readonly #memoryLimitMiB: number;
  readonly #cells: SharedCells;
  #knownGuestCode: string | undefined;
  #jq: JqModule | undefined;
  /** Isolates in which nothing runs. */
  readonly #free: Shared[] = [];

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
    const { args, volume, preopens } = image;
    const start = { name: args[0] ?? "", volume, preopens, options: runOptions(image) };
    return this.#prepared(start, kernel, ({ modules }) => modules.prepare(image.wasm, deadlineMs, assertCommand));
  }

  /** jq, ready to begin; otherwise as {@link prepare}. */
  prepareJq({ volume, args, env, cwd, deadlineMs }: InterpreterRequest, kernel?: KernelProcess): IsolatedProgram {
    const options = { ...runOptions({ args, env }), cwd };
    return this.#prepared({ name: args[0] ?? "jq", volume, preopens: ROOT, options }, kernel, ({ modules }) => {
      this.#jq ??= new JqModule(this.#memoryLimitMiB * MIB);
      modules.prepareOwn(JQ_KEY, this.#jq.bytes, deadlineMs);
      return JQ_KEY;
    });
  }

  #prepared(
    { name, volume, preopens, options }: Start,
    kernel: KernelProcess | undefined,
    compile: (shared: Shared) => string,
  ): IsolatedProgram {
    const shared = this.#take();
    try {
      const key = compile(shared);
      const { isolate } = shared;
      const process = new Process(name, volume, preopens, isolate.program, this.#cells.cancel, kernel);
      const giveBack = (bytes: number, isUsable: boolean): void => {
        shared.endedBytes += bytes;
        this.#giveBack(shared, isUsable);
      };
      return new IsolatedProgram(process, new WasiRun(isolate, process, key, options, giveBack));
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
    const free = this.#free.pop();
    if (free && !free.isolate.isDisposed) return free;
    const isolate = new WasiIsolate(this.#guestCode, this.#memoryLimitMiB);
    const modules = new ModuleCache(isolate, this.#memoryLimitMiB, this.#cells.typesInProcess);
    return { isolate, modules, endedBytes: 0 };
  }

  #giveBack(shared: Shared, isUsable: boolean): void {
    const isKept = isUsable && this.#free.length < MAX_FREE && shared.endedBytes <= this.#memoryLimitMiB * MIB;
    if (isKept && !shared.isolate.isDisposed) this.#free.push(shared);
    else shared.isolate[Symbol.dispose]();
  }
}
