import { WasiIsolate } from "../../runtimes/wasi/host.ts";
import { cannotExecute, Process, type ProcessInput, type ProgramResult } from "../process/process.ts";
import { ModuleCache } from "./module-cache.ts";
import { type ProgramImage, runOptions } from "./program-image.ts";
import { Reactor } from "./reactor.ts";

export type ProgramRequest = ProgramImage & ProcessInput;

/** Runs WASI programs of one worker's slots, in an isolate of their own that is made when the first one comes. */
export class Programs {
  readonly #readGuestCode: () => string;
  readonly #memoryLimitMiB: number;
  #knownGuestCode: string | undefined;
  #shared: { readonly isolate: WasiIsolate; readonly modules: ModuleCache } | undefined;

  /** @param readGuestCode called when the first program comes: most slots never run one */
  constructor(readGuestCode: () => string, memoryLimitMiB: number) {
    this.#readGuestCode = readGuestCode;
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
      process = new Process(name, request.volume, request.preopens, shared.isolate.program);
    } catch (error) {
      return cannotExecute(name, error);
    }
    process.begin(request);
    const outcome = shared.isolate.run(key, runOptions(request), process.files, process.timeoutMs);
    process.close();
    if (outcome.kind === "stopped") this.#drop();
    return process.result(outcome);
  }

  /** A program that stays, in an isolate of its own. */
  reactor(image: ProgramImage): Reactor {
    return new Reactor(image, this.#guestCode, this.#memoryLimitMiB);
  }

  get #guestCode(): string {
    this.#knownGuestCode ??= this.#readGuestCode();
    return this.#knownGuestCode;
  }

  #usable() {
    if (this.#shared?.isolate.isDisposed) this.#drop();
    if (!this.#shared) {
      const isolate = new WasiIsolate(this.#guestCode, this.#memoryLimitMiB);
      this.#shared = { isolate, modules: new ModuleCache(isolate, this.#memoryLimitMiB) };
    }
    return this.#shared;
  }

  #drop(): void {
    this.#shared?.isolate[Symbol.dispose]();
    this.#shared = undefined;
  }
}
