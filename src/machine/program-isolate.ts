import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import { FILE_REGISTERS, type ProgramFiles, WINDOW_BYTES } from "../../runtimes/abi/program-files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  PROCESSES_GLOBAL,
  WINDOW_GLOBAL,
} from "../../runtimes/abi/program-globals.ts";
import type { ProgramProcesses } from "../../runtimes/abi/program-processes.ts";
import { SUSPENSION } from "../../runtimes/abi/suspension.ts";
import { failureKind } from "../isolate/failure-kind.ts";
import type { GuestEntry, GuestIsolate } from "../isolate/guest-isolate.ts";
import { keepError } from "../isolate/kept-handles.ts";

/** A program came to its end by itself. */
export interface Exited {
  readonly kind: "exited";
  readonly code: number;
}

/** How an entry ended that did not return. */
export type Failed =
  | {
      readonly kind: "trapped";
      readonly message: string;
      readonly thrown: unknown;
      /** Whether the engine refused memory. */
      readonly isOutOfMemory: boolean;
    }
  /** The isolate had to be stopped; it can't be used again. */
  | { readonly kind: "stopped"; readonly reason: "timeout" | "memory" };

const FAIL_TIMEOUT_MS = 1_000;

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
  setMode: true,
  setOwner: true,
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
  pathSetMode: true,
  pathSetOwner: true,
  pathSetTimes: true,
  link: true,
  open: true,
  readlink: true,
  removeDirectory: true,
  rename: true,
  symlink: true,
  unlink: true,
  poll: true,
  space: true,
  random: true,
  sleepUntil: true,
  wait: true,
};

/** What the program that runs reaches of the host. */
export interface ProgramHost {
  readonly files: ProgramFiles;
  /** Absent for programs that can't start others. */
  readonly processes?: ProgramProcesses | undefined;
}

/** A V8 isolate for programs, with the files and streams of the one that runs. */
export class ProgramIsolate implements Disposable {
  readonly isolate: GuestIsolate;
  /** Shared with the guest; see {@link ProgramFiles}. */
  readonly registers = new BigInt64Array(new SharedArrayBuffer(FILE_REGISTERS * BigInt64Array.BYTES_PER_ELEMENT));
  readonly window = new Uint8Array(new SharedArrayBuffer(WINDOW_BYTES));
  #host: ProgramHost | undefined;

  /** @param spawns whether its programs can start others */
  constructor(isolate: GuestIsolate, spawns = false) {
    this.isolate = isolate;
    isolate.share("__registers", this.registers.buffer);
    isolate.share("__window", this.window.buffer);
    isolate.evaluate(
      `globalThis.${FILE_REGISTERS_GLOBAL} = new BigInt64Array(__registers);
      globalThis.${WINDOW_GLOBAL} = new Uint8Array(__window);
      globalThis.${FILES_GLOBAL} = {};
      delete globalThis.__registers; delete globalThis.__window;`,
    );
    const names = Object.keys(FUNCTIONS) as (keyof ProgramFiles)[];
    isolate.provide(FILES_GLOBAL, Object.fromEntries(names.map((name) => [name, this.#call(name)])));
    if (!spawns) return;
    isolate.evaluate(`globalThis.${PROCESSES_GLOBAL} = {};`);
    const processes = (): ProgramProcesses => {
      if (!this.#host?.processes) throw new Error("no program runs");
      return this.#host.processes;
    };
    isolate.provide(PROCESSES_GLOBAL, {
      pipe: () => this.#guarded(() => processes().pipe()),
      share: (fd, position) => this.#guarded(() => processes().share(fd as number, position as number)),
      spawn: (request) => this.#guarded(() => processes().spawn(request as string)),
      wait: (pid, noHang) => this.#guarded(() => processes().wait(pid as number, noHang as boolean)),
      kill: (pid, signal) => this.#guarded(() => processes().kill(pid as number, signal as number)),
    } satisfies Record<keyof ProgramProcesses, (...args: unknown[]) => unknown>);
  }

  /** Calls the guest. */
  enter<Outcome>(
    entry: GuestEntry,
    args: readonly unknown[],
    host: ProgramHost,
    timeoutMs: number,
    read: (returned: unknown) => Outcome,
  ): Outcome | Failed {
    // One program can be entered from within another's call.
    const outer = this.#host;
    this.#host = host;
    try {
      return read(this.isolate.enter(entry, args, timeoutMs));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const kind = failureKind(error);
      if (kind === "memory" || kind === "timeout") return { kind: "stopped", reason: kind };
      return { kind: "trapped", message, thrown: error, isOutOfMemory: kind === "allocation" };
    } finally {
      this.#host = outer;
    }
  }

  /**
   * Calls the guest to begin a program that can be left in the middle, or to go on with one: see SUSPENSION.
   * @param fail throws what the program has failed with
   * @returns nothing if it waits
   */
  enterLeavable(
    entry: GuestEntry,
    args: readonly unknown[],
    fail: GuestEntry,
    host: ProgramHost,
    timeoutMs: number,
  ): Exited | Failed | undefined {
    const failed = this.enter(entry, args, host, timeoutMs, (): undefined => undefined);
    if (failed) return failed;
    const [state = 0n, code = 0n] = this.registers;
    if (Number(state) === SUSPENSION.ended) return { kind: "exited", code: Number(code) };
    if (Number(state) !== SUSPENSION.failed) return undefined;
    return this.enter(fail, [], host, FAIL_TIMEOUT_MS, (): Exited => ({ kind: "exited", code: EXIT.aborted }));
  }

  [Symbol.dispose](): void {
    this.isolate[Symbol.dispose]();
  }

  #call(name: keyof ProgramFiles) {
    return (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): number =>
      this.#guarded(() => {
        if (!this.#host) throw new Error("no program runs");
        return (this.#host.files[name] as (...args: unknown[]) => number)(a, b, c, d, e);
      });
  }

  /** What a function of the host throws unwinds the program. */
  #guarded<Answer>(call: () => Answer): Answer {
    try {
      return call();
    } catch (error) {
      keepError(error);
      throw error;
    }
  }
}
