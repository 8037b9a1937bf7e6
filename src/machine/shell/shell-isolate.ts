import type ivm from "isolated-vm";
import { FINISH_FLAGS, type HostCapability, NEXT_WAKE, REGISTERS } from "../../../runtimes/abi/capability.ts";
import {
  CANCEL_GLOBAL,
  HOST_GLOBAL,
  REGISTERS_GLOBAL,
  SHELL_GLOBAL,
  type ShellGuest,
  type ShellRunOptions,
} from "../../../runtimes/abi/shell.ts";
import { type GuestEntry, GuestIsolate } from "../../isolate/guest-isolate.ts";

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
const PARTIAL_OUTPUT_MS = 500;

/** One V8 isolate with a shell in it, made from the startup snapshot. All entries are synchronous and have a timeout. */
export class ShellIsolate implements Disposable {
  readonly #isolate: GuestIsolate;
  readonly #registers: Float64Array;
  readonly #guest: Record<keyof ShellGuest, GuestEntry>;
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
    this.#isolate = new GuestIsolate(memoryLimitMiB, snapshot);
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
    this.#isolate.share("__registers", shared);
    this.#isolate.share("__cancel", cancel);
    this.#isolate.evaluate(
      `globalThis.${REGISTERS_GLOBAL} = new Float64Array(__registers); globalThis.${CANCEL_GLOBAL} = new Int32Array(__cancel);
      globalThis.${HOST_GLOBAL} = {};
      for (const name of ['__registers', '__cancel', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];`,
    );
    this.#isolate.provide(HOST_GLOBAL, { ...capability(this.#registers), finish });
    this.#guest = this.#isolate.entries(SHELL_GLOBAL, ["run", "wake", "partialOutput", "commandNames"]);
  }

  commandNames(): string[] {
    return String(this.#isolate.enter(this.#guest.commandNames, [], 1000)).split(" ");
  }

  /** Starts a command line. One call at a time. */
  run(command: string, options: ShellRunOptions): ShellOutcome {
    this.#finished = undefined;
    return this.#enter(this.#guest.run, [command, JSON.stringify(options)], options.deadlineMs);
  }

  /** Goes on with a call that was waiting. */
  wake(deadlineMs: number): ShellOutcome {
    return this.#enter(this.#guest.wake, [deadlineMs], deadlineMs);
  }

  #enter(entry: GuestEntry, args: (string | number)[], deadlineMs: number): ShellOutcome {
    const timeout = Math.max(1, Math.ceil(deadlineMs - Date.now())) + COOPERATION_MS;
    try {
      this.#isolate.enter(entry, args, timeout);
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
      return String(this.#isolate.enter(this.#guest.partialOutput, [], PARTIAL_OUTPUT_MS));
    } catch {
      // The interrupted isolate can't be entered any more; what it printed is gone with it.
      return "";
    }
  }

  [Symbol.dispose](): void {
    this.#isolate[Symbol.dispose]();
  }
}

export { FINISH_FLAGS };
