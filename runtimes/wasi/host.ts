import { type GuestEntry, GuestIsolate } from "../guest-isolate.ts";
import { keepError } from "../kept-handles.ts";
import { FILE_REGISTERS, type ProgramFiles, WINDOW_BYTES } from "./files.ts";
import {
  type CallAnswer,
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  type RunOptions,
  WASI_GLOBAL,
  type WasiGuest,
  type WasmArgument,
  type WasmValue,
  WINDOW_GLOBAL,
} from "./wasi.ts";

interface Exited {
  readonly kind: "exited";
  readonly code: number;
}

/** How a program ended that did not end by itself. */
type Failed =
  | { readonly kind: "trapped"; readonly message: string }
  /** The isolate had to be stopped; it can't be used again. */
  | { readonly kind: "stopped"; readonly reason: "timeout" | "memory" };

/** How a program ended. */
export type ProgramOutcome = Exited | Failed;

/** What became of a call. */
export type CallOutcome = ProgramOutcome | { readonly kind: "returned"; readonly values: readonly WasmValue[] };

/** All of {@link ProgramFiles}, for making a callback of each. */
const FUNCTIONS: Readonly<Record<keyof ProgramFiles, true>> = {
  advise: true,
  allocate: true,
  close: true,
  datasync: true,
  fdstat: true,
  setFlags: true,
  setRights: true,
  filestat: true,
  setSize: true,
  setTimes: true,
  read: true,
  write: true,
  prestat: true,
  readdir: true,
  renumber: true,
  seek: true,
  sync: true,
  tell: true,
  createDirectory: true,
  pathFilestat: true,
  pathSetTimes: true,
  link: true,
  open: true,
  readlink: true,
  removeDirectory: true,
  rename: true,
  symlink: true,
  unlink: true,
  poll: true,
  random: true,
  sleepUntil: true,
};

/**
 * One V8 isolate in which WASI programs run, one after the other: a program's instance shares nothing with another's
 * but the code of these functions, which it can't touch.
 */
export class WasiIsolate implements Disposable {
  /** Shared with the guest; see {@link ProgramFiles}. */
  readonly registers = new BigInt64Array(new SharedArrayBuffer(FILE_REGISTERS * BigInt64Array.BYTES_PER_ELEMENT));
  readonly window = new Uint8Array(new SharedArrayBuffer(WINDOW_BYTES));
  readonly #isolate: GuestIsolate;
  readonly #guest: Record<keyof WasiGuest, GuestEntry>;
  #files: ProgramFiles | undefined;

  constructor(guestCode: string, memoryLimitMiB: number) {
    this.#isolate = new GuestIsolate(memoryLimitMiB);
    this.#isolate.share("__registers", this.registers.buffer);
    this.#isolate.share("__window", this.window.buffer);
    this.#isolate.evaluate(
      `globalThis.${FILE_REGISTERS_GLOBAL} = new BigInt64Array(__registers);
      globalThis.${WINDOW_GLOBAL} = new Uint8Array(__window);
      globalThis.${FILES_GLOBAL} = {};
      delete globalThis.__registers; delete globalThis.__window;`,
    );
    const names = Object.keys(FUNCTIONS) as (keyof ProgramFiles)[];
    this.#isolate.provide(FILES_GLOBAL, Object.fromEntries(names.map((name) => [name, this.#call(name)])));
    this.#isolate.evaluate(guestCode);
    this.#guest = this.#isolate.entries(WASI_GLOBAL, ["compile", "forget", "foreignImports", "run", "start", "call"]);
  }

  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  /** @throws the CompileError's message for what is no valid module */
  compile(key: string, bytes: ArrayBuffer, timeoutMs: number): void {
    this.#isolate.enter(this.#guest.compile, [key, this.#isolate.handOver(bytes)], timeoutMs);
  }

  forget(key: string): void {
    this.#isolate.enter(this.#guest.forget, [key], 1000);
  }

  foreignImports(key: string): string[] {
    const names = String(this.#isolate.enter(this.#guest.foreignImports, [key], 1000));
    return names === "" ? [] : names.split(" ");
  }

  run(key: string, options: RunOptions, files: ProgramFiles, timeoutMs: number): ProgramOutcome {
    return this.#enter("run", [key, JSON.stringify(options)], files, timeoutMs, exited);
  }

  /** Makes the instance that {@link call} then calls. */
  start(key: string, options: RunOptions, files: ProgramFiles, timeoutMs: number): CallOutcome {
    return this.#enter("start", [key, JSON.stringify(options)], files, timeoutMs, answered);
  }

  call(name: string, args: readonly WasmArgument[], files: ProgramFiles, timeoutMs: number): CallOutcome {
    return this.#enter("call", [name, JSON.stringify(args)], files, timeoutMs, answered);
  }

  [Symbol.dispose](): void {
    this.#isolate[Symbol.dispose]();
  }

  #enter<Outcome>(
    entry: keyof WasiGuest,
    args: readonly string[],
    files: ProgramFiles,
    timeoutMs: number,
    read: (returned: unknown) => Outcome,
  ): Outcome | Failed {
    this.#files = files;
    try {
      return read(this.#isolate.enter(this.#guest[entry], args, timeoutMs));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.#isolate.isDisposed || /memory limit/i.test(message)) return { kind: "stopped", reason: "memory" };
      if (/timed out/.test(message)) return { kind: "stopped", reason: "timeout" };
      return { kind: "trapped", message };
    } finally {
      this.#files = undefined;
    }
  }

  /** A function of the program that runs. What it throws unwinds the program. */
  #call(name: keyof ProgramFiles) {
    return (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): number => {
      if (!this.#files) throw new Error("no program runs");
      const target = this.#files[name] as (...args: unknown[]) => number;
      try {
        return target(a, b, c, d, e);
      } catch (error) {
        keepError(error);
        throw error;
      }
    };
  }
}

function exited(code: unknown): Exited {
  return { kind: "exited", code: Number(code) };
}

function answered(json: unknown): CallOutcome {
  const answer = JSON.parse(String(json)) as CallAnswer;
  return "exitCode" in answer ? exited(answer.exitCode) : { kind: "returned", values: answer.values };
}
