import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FIRST_PID } from "../../../runtimes/abi/shell.ts";
import { failureKind } from "../../isolate/failure-kind.ts";
import { IsolatedProgram } from "../isolated-program.ts";
import type { KernelProcess } from "../process/kernel-process.ts";
import { type InterpreterRequest, Process } from "../process/process.ts";
import type { SessionIsolate } from "../process/session.ts";
import { assertTimeForFirstStart, StartTimeoutError } from "../process/start-failure.ts";
import { inSharedMemory } from "../shared-memory.ts";
import { withMemoryLimit } from "../wasi/module.ts";
import { pythonImage } from "./python-image.ts";
import { PythonIsolate, type PythonParts } from "./python-isolate.ts";

/** What Python programs find on `sys.path` beside the standard library. */
export interface PythonPackages {
  /** Directories and wheels, by their paths in a slot. */
  readonly searchPath: readonly string[];
  /** By absolute path, in memory that all workers see. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

export interface PythonOptions {
  readonly readGuestCode: () => string;
  readonly memoryLimitMiB: number;
  /** See SharedCells. */
  readonly cancel: Int32Array;
  /** Interpreters that are kept ready, once one was wanted. */
  readonly ready: number;
  /** On `sys.path`, after the standard library. */
  readonly packages: readonly string[];
  /** Where the image of a started interpreter is kept; null for the user's cache folder. */
  readonly imageFolders: readonly string[];
}

const MAX_ENDED = 1;
const BOOT_TIMEOUT_MS = 60_000;
/** A folder of the system layout, with a pip that says what to do instead. */
const OWN_PACKAGES = "/usr/lib/python3";
const MIB = 1024 * 1024;
const ROOT = [{ name: "/", path: "/" }];

/** Runs `python3` for one worker's slots: each time in a fresh interpreter, in an isolate of its own. So is each session. */
export class PythonPrograms {
  readonly #options: PythonOptions;
  readonly #ready: PythonIsolate[] = [];
  /** Interpreters whose program has ended: taking one down takes longer than most programs. */
  readonly #ended: PythonIsolate[] = [];
  #parts: PythonParts | undefined;
  #isWanted = false;

  constructor(options: PythonOptions) {
    this.#options = options;
  }

  /** A program, ready to begin. @param kernel the process that it is, if it is one @throws what `notStarted` takes */
  prepare(request: InterpreterRequest, kernel?: KernelProcess): IsolatedProgram {
    const { volume, args, env, cwd, deadlineMs } = request;
    const isolate = this.#take(deadlineMs);
    const process = new Process(args[0] ?? "python3", volume, ROOT, isolate.program, this.#options.cancel, kernel);
    const options = { args, env, cwd, packages: this.#packages, deadlineMs, pid: kernel?.pid ?? FIRST_PID };
    const host = { files: process.files, processes: process.processes };
    let hasBegun = false;
    return new IsolatedProgram(process, {
      get usedBytes() {
        return isolate.usedBytes;
      },
      enter: () => {
        const timeoutMs = process.timeoutMs();
        const outcome = hasBegun ? isolate.resume(host, timeoutMs) : isolate.begin(options, host, timeoutMs);
        hasBegun = true;
        return outcome;
      },
      [Symbol.dispose]: () => {
        this.#ended.push(isolate);
        if (this.#ended.length > MAX_ENDED) this.#disposeEnded();
      },
    });
  }

  /** An interpreter for a session. @throws StartTimeoutError */
  startSession(deadlineMs: number): SessionIsolate {
    const isolate = this.#take(deadlineMs);
    return {
      program: isolate.program,
      evaluate: (evaluation, host, control) =>
        isolate.evaluate({ ...evaluation, packages: this.#packages, pid: FIRST_PID }, host, control.timeoutMs()),
      [Symbol.dispose]: () => isolate[Symbol.dispose](),
    };
  }

  /**
   * Readies an interpreter, if one was ever wanted and fewer are ready than may be; says whether there was something to
   * do. A call that was too short for it finds one the next time.
   */
  refill(): boolean {
    if (this.#ended.length > 0) {
      this.#disposeEnded();
      return true;
    }
    if (!this.#isWanted || this.#ready.length >= this.#options.ready) return false;
    try {
      this.#ready.push(this.#boot(BOOT_TIMEOUT_MS));
    } catch {
      // Whoever calls next is told why.
      this.#isWanted = false;
    }
    return true;
  }

  #disposeEnded(): void {
    for (const isolate of this.#ended.splice(0)) isolate[Symbol.dispose]();
  }

  get #packages(): string[] {
    return [...this.#options.packages, OWN_PACKAGES];
  }

  /** @throws StartTimeoutError */
  #take(deadlineMs: number): PythonIsolate {
    this.#isWanted = true;
    if (!this.#parts) assertTimeForFirstStart(deadlineMs, this.#options.cancel);
    return this.#ready.pop() ?? this.#boot(deadlineMs - Date.now());
  }

  /** @throws StartTimeoutError */
  #boot(withinMs: number): PythonIsolate {
    const timeoutMs = Math.min(BOOT_TIMEOUT_MS, Math.max(1, Math.ceil(withinMs)));
    try {
      this.#parts ??= this.#load(timeoutMs);
      return new PythonIsolate(this.#parts, this.#options.memoryLimitMiB, timeoutMs);
    } catch (error) {
      if (failureKind(error) === "timeout") throw new StartTimeoutError("the interpreter took too long to start");
      throw error;
    }
  }

  #load(timeoutMs: number): PythonParts {
    const folder = dirname(createRequire(import.meta.url).resolve("pyodide/package.json"));
    const interpreter = readFileSync(join(folder, "pyodide.asm.wasm"));
    const parts = {
      guestCode: this.#options.readGuestCode(),
      wasm: withMemoryLimit(interpreter, this.#options.memoryLimitMiB * MIB),
      library: inSharedMemory(readFileSync(join(folder, "python_stdlib.zip"))).buffer,
    };
    return { ...parts, image: pythonImage(parts, this.#options.imageFolders, timeoutMs) };
  }
}
