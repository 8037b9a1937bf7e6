import type { Evaluated } from "../../../runtimes/abi/evaluation.ts";
import {
  IMAGE_GLOBAL,
  LIBRARY_GLOBAL,
  MODULE_GLOBAL,
  PYTHON_GLOBAL,
  type PythonBootOptions,
  type PythonEvaluation,
  type PythonGuest,
  type PythonRunOptions,
} from "../../../runtimes/abi/python.ts";
import { type GuestEntry, GuestIsolate } from "../../isolate/guest-isolate.ts";
import { type Failed, type ProgramHost, ProgramIsolate } from "../program-isolate.ts";

/** All an interpreter is made of. */
export interface PythonParts {
  readonly guestCode: string;
  /** The interpreter's module; its memory is what Python may have at most. */
  readonly wasm: Uint8Array;
  /** The standard library's archive, in memory that isolates can share. */
  readonly library: SharedArrayBuffer;
  /** An interpreter's memory as it was after its start; without it a start takes seconds. */
  readonly image: SharedArrayBuffer | undefined;
}

export type PythonOutcome = { readonly kind: "exited"; readonly code: number } | Failed;

/** Beyond what Python itself may have, for the JavaScript around it. */
const JAVASCRIPT_MIB = 64;
const MEASURE_TIMEOUT_MS = 100;
/** Kept of a call's time for what follows an interrupt: exception handlers, a traceback. */
const MAX_RESERVE_MS = 200;
const RESERVE_SHARE = 0.2;

/** One V8 isolate with one Python interpreter, for one run or one session. */
export class PythonIsolate implements Disposable {
  readonly program: ProgramIsolate;
  readonly #isolate: GuestIsolate;
  readonly #guest: Record<keyof PythonGuest, GuestEntry>;

  /**
   * Brings an interpreter up.
   * @throws Error if that fails, for lack of memory or time
   */
  constructor(parts: PythonParts, memoryLimitMiB: number, timeoutMs: number) {
    this.#isolate = new GuestIsolate(Math.max(memoryLimitMiB, JAVASCRIPT_MIB));
    try {
      this.program = new ProgramIsolate(this.#isolate, true);
      this.#guest = this.#boot(parts, timeoutMs);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  image(timeoutMs: number): Uint8Array {
    return new Uint8Array(this.#isolate.enterForCopy(this.#guest.image, [], timeoutMs) as ArrayBuffer);
  }

  get usedBytes(): number {
    return this.#isolate.usedBytes;
  }

  /** Begins a command line. @returns nothing if it waits */
  begin(options: PythonRunOptions, host: ProgramHost, timeoutMs: number): PythonOutcome | undefined {
    const { begin, fail } = this.#guest;
    return this.program.enterLeavable(begin, [JSON.stringify(options)], fail, host, timeoutMs);
  }

  /** Goes on with the program that waits. @returns nothing if it waits again */
  resume(host: ProgramHost, timeoutMs: number): PythonOutcome | undefined {
    const { resume, fail } = this.#guest;
    return this.program.enterLeavable(resume, [], fail, host, timeoutMs);
  }

  /** Runs code in a session. After another outcome the session is over. */
  evaluate(
    evaluation: Omit<PythonEvaluation, "interruptAtMs">,
    host: ProgramHost,
    timeoutMs: number,
  ): Evaluated | PythonOutcome {
    const leftMs = Math.max(0, evaluation.deadlineMs - Date.now());
    const interruptAtMs = evaluation.deadlineMs - Math.min(MAX_RESERVE_MS, leftMs * RESERVE_SHARE);
    const argument = JSON.stringify({ ...evaluation, interruptAtMs } satisfies PythonEvaluation);
    return this.program.enter(this.#guest.evaluate, [argument], host, timeoutMs, (answer) =>
      evaluatedOf(answer, interruptAtMs),
    );
  }

  [Symbol.dispose](): void {
    this.#isolate[Symbol.dispose]();
  }

  #boot({ guestCode, wasm, library, image }: PythonParts, timeoutMs: number) {
    this.#isolate.share("__library", library);
    this.#isolate.evaluate(`globalThis.${LIBRARY_GLOBAL} = new Uint8Array(__library); delete globalThis.__library;`);
    if (image) {
      this.#isolate.share("__image", image);
      this.#isolate.evaluate(`globalThis.${IMAGE_GLOBAL} = new Uint8Array(__image); delete globalThis.__image;`);
    }
    this.#isolate.compileModule(MODULE_GLOBAL, wasm);
    this.#isolate.evaluate(guestCode);
    const guest = this.#isolate.entries(PYTHON_GLOBAL, [
      "boot",
      "bootFault",
      "image",
      "memoryBytes",
      "begin",
      "resume",
      "fail",
      "evaluate",
    ]);
    const options: PythonBootOptions = { makesImage: image === undefined };
    this.#isolate.enter(guest.boot, [JSON.stringify(options)], timeoutMs);
    const fault = String(this.#isolate.enter(guest.bootFault, [], 1000));
    if (fault !== "") throw new Error(`the interpreter does not start: ${fault}`);
    this.#isolate.countWasmMemory(() => Number(this.#isolate.enter(guest.memoryBytes, [], MEASURE_TIMEOUT_MS)));
    return guest;
  }
}

/** What the guest says may be anything. */
function evaluatedOf(answer: unknown, interruptAtMs: number): Evaluated | PythonOutcome {
  const fields = fieldsOf(answer);
  if (typeof fields["exitCode"] === "number") return { kind: "exited", code: fields["exitCode"] };
  const { json, text } = fields;
  return {
    kind: "evaluated",
    failed: fields["failed"] !== false,
    isInterrupted: fields["isInterrupted"] === true && Date.now() >= interruptAtMs,
    json: typeof json === "string" ? json : "",
    text: typeof text === "string" ? text : "",
  };
}

function fieldsOf(answer: unknown): Record<string, unknown> {
  try {
    return Object(JSON.parse(String(answer))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
