import ivm from "isolated-vm";
import { KeptHandles, keepError } from "../kept-handles.ts";
import { FILE_REGISTERS, type ProgramFiles, WINDOW_BYTES } from "./files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  type RunOptions,
  WASI_GLOBAL,
  type WasiGuest,
  WINDOW_GLOBAL,
} from "./wasi.ts";

/** How a program ended. */
export type ProgramOutcome =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "trapped"; readonly message: string }
  /** The isolate had to be stopped; it can't be used again. */
  | { readonly kind: "stopped"; readonly reason: "timeout" | "memory" };

/** The names of the functions, for making a callback of each. */
const FUNCTIONS = [
  "advise",
  "allocate",
  "close",
  "datasync",
  "fdstat",
  "setFlags",
  "setRights",
  "filestat",
  "setSize",
  "setTimes",
  "read",
  "write",
  "prestat",
  "readdir",
  "renumber",
  "seek",
  "sync",
  "tell",
  "createDirectory",
  "pathFilestat",
  "pathSetTimes",
  "link",
  "open",
  "readlink",
  "removeDirectory",
  "rename",
  "symlink",
  "unlink",
  "poll",
  "random",
  "sleepUntil",
] as const satisfies readonly (keyof ProgramFiles)[];

/**
 * One V8 isolate in which WASI programs run, one after the other: a program's instance shares nothing with another's
 * but the code of these functions, which it can't touch.
 */
export class WasiIsolate implements Disposable {
  /** Shared with the guest; see {@link ProgramFiles}. */
  readonly registers = new BigInt64Array(new SharedArrayBuffer(FILE_REGISTERS * BigInt64Array.BYTES_PER_ELEMENT));
  readonly window = new Uint8Array(new SharedArrayBuffer(WINDOW_BYTES));
  readonly #handles = new KeptHandles();
  readonly #isolate: ivm.Isolate;
  readonly #guest: Record<keyof WasiGuest, ivm.Reference>;
  #files: ProgramFiles | undefined;

  constructor(guestCode: string, memoryLimitMiB: number) {
    const handles = this.#handles;
    this.#isolate = handles.keep(new ivm.Isolate({ memoryLimit: memoryLimitMiB }));
    const context = handles.keep(this.#isolate.createContextSync());
    const global = handles.keep(context.global);
    const share = (name: string, buffer: ArrayBufferLike): void => {
      const copy = handles.keep(new ivm.ExternalCopy(buffer as SharedArrayBuffer));
      global.setSync(name, handles.keep(copy.copyInto()));
    };
    share("__registers", this.registers.buffer);
    share("__window", this.window.buffer);
    context.evalSync(
      `globalThis.${FILE_REGISTERS_GLOBAL} = new BigInt64Array(__registers);
      globalThis.${WINDOW_GLOBAL} = new Uint8Array(__window);
      globalThis.${FILES_GLOBAL} = {};
      delete globalThis.__registers; delete globalThis.__window;`,
    );
    const files = handles.keep(global.getSync(FILES_GLOBAL));
    for (const name of FUNCTIONS) {
      const call = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): number => {
        if (!this.#files) throw new Error("no program runs");
        const target = this.#files[name] as (...args: unknown[]) => number;
        try {
          return target(a, b, c, d, e);
        } catch (error) {
          keepError(error);
          throw error;
        }
      };
      files.setSync(name, handles.keep(new ivm.Callback(call)));
    }
    context.evalSync(guestCode);
    const guest = handles.keep(global.getSync(WASI_GLOBAL));
    const entry = (name: keyof WasiGuest): ivm.Reference => handles.keep(guest.getSync(name, { reference: true }));
    this.#guest = {
      compile: entry("compile"),
      forget: entry("forget"),
      foreignImports: entry("foreignImports"),
      run: entry("run"),
    };
  }

  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  /** @throws the CompileError's message for what is no valid module */
  compile(key: string, bytes: ArrayBuffer, timeoutMs: number): void {
    const copy = this.#handles.keep(new ivm.ExternalCopy(bytes, { transferOut: true }));
    const transfer = this.#handles.keep(copy.copyInto({ release: true, transferIn: true }));
    try {
      this.#guest.compile.applySync(undefined, [key, transfer], { timeout: timeoutMs });
    } catch (error) {
      keepError(error);
      throw error;
    }
  }

  forget(key: string): void {
    this.#guest.forget.applySync(undefined, [key], { timeout: 1000 });
  }

  foreignImports(key: string): string[] {
    const names = String(this.#guest.foreignImports.applySync(undefined, [key], { timeout: 1000 }));
    return names === "" ? [] : names.split(" ");
  }

  run(key: string, options: RunOptions, files: ProgramFiles, timeoutMs: number): ProgramOutcome {
    const outer = this.#files;
    this.#files = files;
    try {
      const code = this.#guest.run.applySync(undefined, [key, JSON.stringify(options)], { timeout: timeoutMs });
      return { kind: "exited", code: Number(code) };
    } catch (error) {
      keepError(error);
      const message = error instanceof Error ? error.message : String(error);
      if (this.#isolate.isDisposed || /memory limit/i.test(message)) return { kind: "stopped", reason: "memory" };
      if (/timed out/.test(message)) return { kind: "stopped", reason: "timeout" };
      return { kind: "trapped", message };
    } finally {
      this.#files = outer;
    }
  }

  [Symbol.dispose](): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
    this.#handles.discard();
  }
}
