import { WasiIsolate } from "../../runtimes/wasi/host.ts";
import type { Volume } from "../volume/volume.ts";
import { ModuleCache } from "./module-cache.ts";
import { cannotExecute, type Preopen, Process, type ProcessInput, type ProgramResult } from "./process.ts";

/** A program, before anything of it runs. */
export interface ProgramImage {
  readonly volume: Volume;
  /** The module's content. */
  readonly wasm: Uint8Array;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly preopens: readonly Preopen[];
}

export type ProgramRequest = ProgramImage & ProcessInput;

/** Runs WASI programs of one worker's slots, in an isolate of their own that is made when the first one comes. */
export class Programs {
  readonly #guestCode: () => string;
  readonly #memoryLimitMiB: number;
  #shared: { readonly isolate: WasiIsolate; readonly modules: ModuleCache } | undefined;

  constructor(guestCode: () => string, memoryLimitMiB: number) {
    this.#guestCode = guestCode;
    this.#memoryLimitMiB = memoryLimitMiB;
  }

  run(request: ProgramRequest): ProgramResult {
    const name = request.args[0] ?? "";
    let shared: { isolate: WasiIsolate; modules: ModuleCache };
    let key: string;
    let process: Process;
    try {
      shared = this.#usable();
      key = shared.modules.prepare(request.wasm, ["_start", "memory"]);
      process = new Process(name, request.volume, request.preopens, shared.isolate);
    } catch (error) {
      return cannotExecute(name, error);
    }
    process.begin(request);
    const outcome = shared.isolate.run(key, runOptions(request), process.files, process.timeoutMs);
    process.close();
    if (outcome.kind === "stopped") this.#drop();
    return process.result(outcome);
  }

  #usable() {
    if (this.#shared?.isolate.isDisposed) this.#drop();
    if (!this.#shared) {
      const isolate = new WasiIsolate(this.#guestCode(), this.#memoryLimitMiB);
      this.#shared = { isolate, modules: new ModuleCache(isolate, this.#memoryLimitMiB) };
    }
    return this.#shared;
  }

  #drop(): void {
    this.#shared?.isolate[Symbol.dispose]();
    this.#shared = undefined;
  }
}

/** What a program is told of itself when it starts. */
export function runOptions({ args, env }: ProgramImage) {
  return { args, env: Object.entries(env).map(([name, value]) => `${name}=${value}`) };
}
