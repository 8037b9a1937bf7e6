import { FIRST_PID } from "../../../runtimes/abi/shell.ts";
import { IsolatedProgram } from "../isolated-program.ts";
import type { KernelProcess } from "../process/kernel-process.ts";
import { type InterpreterRequest, Process } from "../process/process.ts";
import { assertTimeForFirstStart } from "../process/start-failure.ts";
import type { NodeIsolate } from "./node-isolate.ts";

const ROOT = [{ name: "/", path: "/" }];

/** Runs JavaScript programs of one worker's slots, each in an isolate of its own, of which one is kept ready. */
export class NodePrograms implements Disposable {
  readonly #makeIsolate: () => NodeIsolate;
  readonly #cancel: Int32Array;
  #isWanted = false;
  #hasStarted = false;
  #ready: NodeIsolate | undefined;

  /**
   * @param makeIsolate called when the first program comes: most slots never run one
   * @param cancel see SharedCells
   */
  constructor(makeIsolate: () => NodeIsolate, cancel: Int32Array) {
    this.#makeIsolate = makeIsolate;
    this.#cancel = cancel;
  }

  /** Makes the isolate for the next program, if one was ever wanted and there is none; says whether it did. */
  refill(): boolean {
    if (!this.#isWanted || this.#ready) return false;
    try {
      this.#ready = this.#makeIsolate();
      this.#hasStarted = true;
    } catch {
      // Whoever calls next is told why.
      this.#isWanted = false;
    }
    return true;
  }

  /** A program, ready to begin. @param kernel the process that it is, if it is one @throws what `notStarted` takes */
  prepare(request: InterpreterRequest, kernel?: KernelProcess): IsolatedProgram {
    const { args, env, cwd, deadlineMs, volume } = request;
    const isolate = this.take(deadlineMs);
    const process = new Process(args[0] ?? "node", volume, ROOT, isolate.program, this.#cancel, kernel);
    const options = { args, env, cwd, deadlineMs, pid: kernel?.pid ?? FIRST_PID };
    const host = { files: process.files, processes: process.processes };
    return new IsolatedProgram(process, {
      get usedBytes() {
        return isolate.usedBytes;
      },
      enter: () => isolate.run(options, host, process),
      [Symbol.dispose]: () => isolate[Symbol.dispose](),
    });
  }

  /** An isolate for a program, or for a session. @throws StartTimeoutError */
  take(deadlineMs: number): NodeIsolate {
    this.#isWanted = true;
    if (!this.#hasStarted) assertTimeForFirstStart(deadlineMs, this.#cancel);
    const isolate = this.#ready ?? this.#makeIsolate();
    this.#ready = undefined;
    this.#hasStarted = true;
    return isolate;
  }

  [Symbol.dispose](): void {
    this.#ready?.[Symbol.dispose]();
    this.#ready = undefined;
  }
}
