import type { ProgramFiles } from "../../../runtimes/abi/program-files.ts";
import {
  type CallAnswer,
  type RunOptions,
  WASI_GLOBAL,
  type WasiGuest,
  type WasmArgument,
  type WasmValue,
} from "../../../runtimes/abi/wasi.ts";
import { type GuestEntry, GuestIsolate } from "../../isolate/guest-isolate.ts";
import type { ProgramOutcome } from "../process/process.ts";
import { type Exited, ProgramIsolate } from "../program-isolate.ts";

/** What became of a call. */
export type CallOutcome = ProgramOutcome | { readonly kind: "returned"; readonly values: readonly WasmValue[] };

/**
 * One V8 isolate in which WASI programs run, one after the other: a program's instance shares nothing with another's
 * but the code of these functions, which it can't touch.
 */
export class WasiIsolate implements Disposable {
  readonly program: ProgramIsolate;
  readonly #isolate: GuestIsolate;
  readonly #guest: Record<keyof WasiGuest, GuestEntry>;

  constructor(guestCode: string, memoryLimitMiB: number) {
    this.#isolate = new GuestIsolate(memoryLimitMiB);
    this.program = new ProgramIsolate(this.#isolate);
    this.#isolate.evaluate(guestCode);
    this.#guest = this.#isolate.entries(WASI_GLOBAL, ["compile", "forget", "begin", "resume", "fail", "start", "call"]);
  }

  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  /** @returns what is wrong with bytes that are no valid module, or nothing */
  compile(key: string, bytes: ArrayBuffer, timeoutMs: number): string {
    return String(this.#isolate.enter(this.#guest.compile, [key, this.#isolate.handOver(bytes)], timeoutMs));
  }

  forget(key: string): void {
    this.#isolate.enter(this.#guest.forget, [key], 1000);
  }

  /** Begins a program. @returns nothing if it waits */
  begin(key: string, options: RunOptions, files: ProgramFiles, timeoutMs: number): ProgramOutcome | undefined {
    const { begin, fail } = this.#guest;
    return this.program.enterLeavable(begin, [key, JSON.stringify(options)], fail, { files }, timeoutMs);
  }

  /** Goes on with the program that waits. @returns nothing if it waits again */
  resume(files: ProgramFiles, timeoutMs: number): ProgramOutcome | undefined {
    const { resume, fail } = this.#guest;
    return this.program.enterLeavable(resume, [], fail, { files }, timeoutMs);
  }

  /** Makes the instance that {@link call} then calls. */
  start(key: string, options: RunOptions, files: ProgramFiles, timeoutMs: number): CallOutcome {
    return this.program.enter(this.#guest.start, [key, JSON.stringify(options)], { files }, timeoutMs, answered);
  }

  call(name: string, args: readonly WasmArgument[], files: ProgramFiles, timeoutMs: number): CallOutcome {
    return this.program.enter(this.#guest.call, [name, JSON.stringify(args)], { files }, timeoutMs, answered);
  }

  [Symbol.dispose](): void {
    this.#isolate[Symbol.dispose]();
  }
}

function exited(code: unknown): Exited {
  return { kind: "exited", code: Number(code) };
}

function answered(json: unknown): CallOutcome {
  const answer = JSON.parse(String(json)) as CallAnswer;
  return "exitCode" in answer ? exited(answer.exitCode) : { kind: "returned", values: answer.values };
}
