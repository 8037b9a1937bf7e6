import ivm from "isolated-vm";
import { FINISH_FLAGS, type HostCapability, NEXT_WAKE, REGISTERS } from "../capability.ts";
import { KeptHandles, keepError } from "../kept-handles.ts";
import { CANCEL_GLOBAL, HOST_GLOBAL, REGISTERS_GLOBAL, SHELL_GLOBAL, type ShellRunOptions } from "./shell.ts";

/** How a call left the isolate. */
export type ShellOutcome =
  | {
      readonly kind: "finished";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly flags: number;
      readonly state: string;
    }
  /** Waits for a timer; enter again at `wakeAtMs`. */
  | { readonly kind: "waiting"; readonly wakeAtMs: number }
  /** The isolate had to be stopped; it can't be used again. */
  | {
      readonly kind: "stopped";
      readonly reason: "timeout" | "memory" | "fault";
      readonly stdout: string;
      readonly stderr: string;
      readonly detail: string;
    };

/** What the host gives: the capability without `finish`, which is the shell's own. */
export type SlotCapability = Omit<HostCapability, "finish">;

/** A call that runs past its deadline gets this long to end by itself, with its output, before the isolate is stopped. */
const COOPERATION_MS = 60;
const PARTIAL_OUTPUT_MS = 100;

/** One V8 isolate with a shell in it, made from the startup snapshot. All entries are synchronous and have a timeout. */
export class ShellIsolate implements Disposable {
  readonly #handles = new KeptHandles();
  readonly #isolate: ivm.Isolate;
  readonly #registers: Float64Array;
  readonly #run: ivm.Reference;
  readonly #wake: ivm.Reference;
  readonly #partialOutput: ivm.Reference;
  readonly #commandNames: ivm.Reference;
  #finished: Extract<ShellOutcome, { kind: "finished" }> | undefined;

  /**
   * @param cancel one Int32 cell; when another thread sets it, calls in this isolate give up
   * @param capability makes the host's functions over the registers; called once
   */
  constructor(
    snapshot: ivm.ExternalCopy<ArrayBuffer>,
    memoryLimitMiB: number,
    cancel: SharedArrayBuffer,
    capability: (registers: Float64Array) => SlotCapability,
  ) {
    const handles = this.#handles;
    this.#isolate = handles.keep(new ivm.Isolate({ memoryLimit: memoryLimitMiB, snapshot }));
    const context = handles.keep(this.#isolate.createContextSync());
    const shared = new SharedArrayBuffer(REGISTERS * Float64Array.BYTES_PER_ELEMENT);
    this.#registers = new Float64Array(shared);
    const finish: HostCapability["finish"] = (exitCode, stdout, stderr, flags, state) => {
      this.#finished = {
        kind: "finished",
        exitCode: Number(exitCode),
        stdout: String(stdout),
        stderr: String(stderr),
        flags: Number(flags),
        state: String(state),
      };
    };
    const global = handles.keep(context.global);
    const share = (buffer: SharedArrayBuffer) => handles.keep(handles.keep(new ivm.ExternalCopy(buffer)).copyInto());
    global.setSync("__registers", share(shared));
    global.setSync("__cancel", share(cancel));
    context.evalSync(
      `globalThis.${REGISTERS_GLOBAL} = new Float64Array(__registers); globalThis.${CANCEL_GLOBAL} = new Int32Array(__cancel);
      globalThis.${HOST_GLOBAL} = {};
      for (const name of ['__registers', '__cancel', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];`,
    );
    const target = handles.keep(global.getSync(HOST_GLOBAL));
    for (const [name, callback] of Object.entries({ ...capability(this.#registers), finish })) {
      target.setSync(name, handles.keep(new ivm.Callback(callback)));
    }
    const guest = handles.keep(global.getSync(SHELL_GLOBAL));
    const entry = (name: string): ivm.Reference => handles.keep(guest.getSync(name, { reference: true }));
    this.#run = entry("run");
    this.#wake = entry("wake");
    this.#partialOutput = entry("partialOutput");
    this.#commandNames = entry("commandNames");
  }

  commandNames(): string[] {
    return String(this.#commandNames.applySync(undefined, [], { timeout: 1000 })).split(" ");
  }

  /** Starts a command line. One call at a time. */
  run(command: string, options: ShellRunOptions): ShellOutcome {
    this.#finished = undefined;
    return this.#enter(this.#run, [command, JSON.stringify(options)], options.deadlineMs);
  }

  /** Goes on with a call that was waiting. */
  wake(deadlineMs: number): ShellOutcome {
    return this.#enter(this.#wake, [deadlineMs], deadlineMs);
  }

  #enter(entry: ivm.Reference, args: (string | number)[], deadlineMs: number): ShellOutcome {
    const timeout = Math.max(1, Math.ceil(deadlineMs - Date.now())) + COOPERATION_MS;
    try {
      entry.applySync(undefined, args, { timeout });
    } catch (error) {
      return this.#stopped(error);
    }
    if (this.#finished) return this.#finished;
    const wakeAtMs = this.#registers[NEXT_WAKE] ?? Number.POSITIVE_INFINITY;
    if (Number.isFinite(wakeAtMs)) return { kind: "waiting", wakeAtMs };
    return {
      kind: "stopped",
      reason: "fault",
      stdout: "",
      stderr: "",
      detail: "the shell waits for something that can't happen",
    };
  }

  #stopped(error: unknown): ShellOutcome {
    keepError(error);
    const detail = error instanceof Error ? error.message : String(error);
    const reason =
      this.#isolate.isDisposed || /memory limit|allocation failed/i.test(detail)
        ? "memory"
        : /timed out/.test(detail)
          ? "timeout"
          : "fault";
    const [stdout = "", stderr = ""] = reason === "timeout" ? this.#readPartialOutput().split("\0", 2) : [];
    return { kind: "stopped", reason, stdout, stderr, detail };
  }

  #readPartialOutput(): string {
    try {
      return String(this.#partialOutput.applySync(undefined, [], { timeout: PARTIAL_OUTPUT_MS }));
    } catch (error) {
      keepError(error);
      // The interrupted isolate can't be entered any more; what it printed is gone with it.
      return "";
    }
  }

  get heapUsedBytes(): number {
    return this.#isolate.isDisposed ? 0 : this.#isolate.getHeapStatisticsSync().used_heap_size;
  }

  [Symbol.dispose](): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
    this.#handles.discard();
  }
}

export { FINISH_FLAGS };
