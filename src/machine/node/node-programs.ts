import {
  assertTimeForFirstStart,
  type InterpreterRequest,
  notStarted,
  Process,
  type ProgramResult,
} from "../process/process.ts";
import type { NodeIsolate } from "./node-isolate.ts";

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

  run(request: InterpreterRequest): ProgramResult {
    const [name = "node"] = request.args;
    const { args, env, cwd, deadlineMs, spawner } = request;
    let isolate: NodeIsolate;
    let process: Process;
    try {
      isolate = this.take(deadlineMs);
      process = new Process(name, request.volume, [{ name: "/", path: "/" }], isolate.program, this.#cancel);
    } catch (error) {
      return notStarted(name, error);
    }
    using _ = isolate;
    process.begin(request);
    const host = { files: process.files, spawner };
    const outcome = isolate.run({ args, env, cwd, deadlineMs }, host, () => process.timeoutMs);
    process.close();
    return process.result(outcome);
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
