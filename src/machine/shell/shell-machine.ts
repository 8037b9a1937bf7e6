import type ivm from "isolated-vm";
import { type HostCapability, NEXT_WAKE, REGISTERS, type SlotCapability } from "../../../runtimes/abi/capability.ts";
import {
  CANCEL_GLOBAL,
  FIRST_PID,
  HOST_GLOBAL,
  REGISTERS_GLOBAL,
  SHELL_GLOBAL,
  type ShellGuest,
  type ShellRunOptions,
} from "../../../runtimes/abi/shell.ts";
import type { ProgramHost, SystemCallName } from "../../../runtimes/abi/system-calls.ts";
import type { Limits } from "../../api/limits.ts";
import { failureKind } from "../../isolate/failure-kind.ts";
import { type GuestEntry, GuestIsolate } from "../../isolate/guest-isolate.ts";
import { COOPERATION_MS, PARTIAL_OUTPUT_MS } from "../../timing/grace-times.ts";
import type { FileCapability } from "../file-capability.ts";
import { asBytes } from "../guest-arguments.ts";
import { KernelProcess } from "../process/kernel-process.ts";
import type { ProcessEnvironment } from "../process/process.ts";
import type { SpawnScope } from "../spawner.ts";
import { type MachineEntries, type ProgramLoader, Trampoline } from "../trampoline.ts";

/** How a call left the machine. */
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

export interface ShellMachineParts {
  readonly snapshot: ivm.ExternalCopy<ArrayBuffer>;
  readonly memoryLimitMiB: number;
  /** One Int32 cell; when another thread sets it, calls in this machine give up. */
  readonly cancel: SharedArrayBuffer;
  /** Whose files it sees, and until when; whoever has the machine changes it. */
  readonly scope: SpawnScope;
  /** Makes the functions of the host over the scope and the registers; called once. */
  readonly files: (registers: Float64Array) => FileCapability;
  /** Where programs of other runtimes come from. */
  readonly programs: ProgramLoader;
  readonly limits: Limits;
  /** Whether the language's own objects are frozen, so that one slot can follow another. */
  readonly isSealed: boolean;
}

const ENTRIES = ["run", "wake", "systemCall", "programEnded", "partialOutput", "commandNames", "seal"] as const;
const ENTRY_TIMEOUT_MS = 1_000;
/** Calls after which no other process goes on: they need no timer, which costs memory until it is due. */
const WAKES_NOBODY: ReadonlySet<SystemCallName> = new Set(["describe", "seek", "open", "pipe", "sleep", "readable"]);
const STOPPED_BY = { timeout: "timeout", memory: "memory", allocation: "memory", guest: "fault" } as const;

/**
 * A V8 isolate in which all that is trusted (the shell and its programs) is loaded from a startup snapshot. It serves one
 * call after the other, whatever slots they are of; guest text is never JavaScript in it. Entries are synchronous and have
 * a timeout.
 */
export class ShellMachine implements Disposable {
  readonly scope: SpawnScope;
  readonly #parts: ShellMachineParts;
  readonly #isolate: GuestIsolate;
  readonly #registers = new Float64Array(new SharedArrayBuffer(REGISTERS * Float64Array.BYTES_PER_ELEMENT));
  readonly #capability: SlotCapability;
  readonly #programs: Trampoline;
  #print: ((stream: 1 | 2, bytes: Uint8Array) => void) | undefined;
  #guest: Record<(typeof ENTRIES)[number], GuestEntry>;
  #finished: Extract<ShellOutcome, { kind: "finished" }> | undefined;
  #stopped: Extract<ShellOutcome, { kind: "stopped" }> | undefined;

  constructor(parts: ShellMachineParts) {
    this.#parts = parts;
    this.scope = parts.scope;
    this.#programs = new Trampoline(parts.programs, this.#entries(), parts.limits, new Int32Array(parts.cancel));
    this.#capability = { ...parts.files(this.#registers), ...this.#programHost() };
    this.#isolate = new GuestIsolate(parts.memoryLimitMiB, parts.snapshot);
    this.#guest = this.#load();
  }

  /** Bytes of its heap and of what that holds outside. */
  get usedBytes(): number {
    return this.#isolate.usedBytes;
  }

  commandNames(): string[] {
    return String(this.#isolate.enter(this.#guest.commandNames, [], ENTRY_TIMEOUT_MS)).split(" ");
  }

  /** Starts a command line. One call at a time. */
  run(command: string, options: ShellRunOptions): ShellOutcome {
    this.#finished = undefined;
    this.#stopped = undefined;
    this.#programs.reset();
    this.scope.deadlineMs = options.deadlineMs;
    this.#enter(this.#guest.run, [command, JSON.stringify(options)]);
    return this.#goOn();
  }

  /** Goes on with a call that was waiting. */
  wake(deadlineMs: number): ShellOutcome {
    this.scope.deadlineMs = deadlineMs;
    this.#enter(this.#guest.wake, [deadlineMs]);
    return this.#goOn();
  }

  /** Makes a program that runs outside its first process, until {@link endHosted}. @param print what its children print */
  hostProgram({ env, cwd }: ProcessEnvironment, print: (stream: 1 | 2, bytes: Uint8Array) => void): KernelProcess {
    const { deadlineMs } = this.scope;
    const { maxOutputBytes } = this.#parts.limits;
    this.#print = print;
    const none = { maxResultChars: 0, maxStateBytes: 0, maxStringBytes: this.#parts.limits.maxMemoryMiB * 1024 * 256 };
    this.run("", { cwd, env, deadlineMs, state: undefined, maxOutputBytes, hostsProgram: true, ...none });
    return new KernelProcess(FIRST_PID, this.#programs, deadlineMs, false);
  }

  /** The program is at its end, or needs no children any more: those that are left are ended. */
  endHosted(): ShellOutcome {
    if (!this.#stopped && !this.#finished) this.#enter(this.#guest.programEnded, [FIRST_PID, 0]);
    this.#print = undefined;
    return this.#goOn();
  }

  /** Puts a fresh context in the place of the one that has served. */
  renew(): void {
    this.#isolate.renewContext();
    this.#guest = this.#load();
  }

  [Symbol.dispose](): void {
    this.#programs.reset();
    this.#isolate[Symbol.dispose]();
  }

  /** Runs what the machine has started outside of it, until all waits. */
  #goOn(): ShellOutcome {
    this.#programs.run();
    const outcome = this.#stopped ?? this.#finished;
    if (outcome) {
      this.#programs.reset();
      return outcome;
    }
    const { nextWakeMs } = this;
    if (Number.isFinite(nextWakeMs)) return { kind: "waiting", wakeAtMs: nextWakeMs };
    const detail = "the shell waits for something that can't happen";
    return { kind: "stopped", reason: "fault", stdout: "", stderr: "", detail };
  }

  /** When a timer of it is due, in milliseconds since the epoch. */
  get nextWakeMs(): number {
    return this.#registers[NEXT_WAKE] ?? Number.POSITIVE_INFINITY;
  }

  /** What programs that run outside of it reach. */
  #entries(): MachineEntries {
    const machine = this;
    return {
      scope: this.scope,
      systemCall: (id, pid, name, a, b, payload) => {
        const args = [id, pid, name, a, b, this.#payloadOf(payload)];
        this.#enter(this.#guest.systemCall, args, WAKES_NOBODY.has(name));
      },
      programEnded: (pid, exitCode) => this.#enter(this.#guest.programEnded, [pid, exitCode]),
      wake: () => this.#enter(this.#guest.wake, [this.scope.deadlineMs]),
      get nextWakeMs() {
        return machine.nextWakeMs;
      },
      get deadlineMs() {
        return machine.scope.deadlineMs;
      },
      get isUsable() {
        return machine.#stopped === undefined && machine.#finished === undefined;
      },
    };
  }

  #payloadOf(payload: string | Uint8Array): unknown {
    return typeof payload === "string" ? payload : this.#isolate.handOver(new Uint8Array(payload).buffer);
  }

  #programHost(): ProgramHost {
    return {
      startProgram: (pid, request) => this.#programs.startProgram(pid, request),
      answer: (id, errno, value, bytes) => this.#programs.answer(id, errno, value, bytes),
      endProgram: (pid) => this.#programs.endProgram(pid),
    };
  }

  #load(): Record<(typeof ENTRIES)[number], GuestEntry> {
    const { cancel, isSealed } = this.#parts;
    const isolate = this.#isolate;
    isolate.share("__registers", this.#registers.buffer);
    isolate.share("__cancel", cancel);
    // Errors of the kernel are ordinary answers: nobody reads where they were made.
    isolate.evaluate(
      `Error.stackTraceLimit = 0; globalThis.${REGISTERS_GLOBAL} = new Float64Array(__registers); globalThis.${CANCEL_GLOBAL} = new Int32Array(__cancel);
      globalThis.${HOST_GLOBAL} = {};
      for (const name of ['__registers', '__cancel', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];`,
    );
    isolate.provide(HOST_GLOBAL, {
      ...this.#capability,
      finish: this.#finish,
      print: (stream: unknown, bytes: unknown) => this.#print?.(stream === 2 ? 2 : 1, asBytes(bytes)),
    });
    const guest = isolate.entries(SHELL_GLOBAL, ENTRIES satisfies readonly (keyof ShellGuest)[]);
    if (isSealed) isolate.enter(guest.seal, [], ENTRY_TIMEOUT_MS);
    return guest;
  }

  readonly #finish: HostCapability["finish"] = (exitCode, stdout, stderr, flags, state) => {
    this.#finished = {
      kind: "finished",
      exitCode: Number(exitCode),
      stdout: String(stdout),
      stderr: String(stderr),
      flags: Number(flags),
      state: String(state),
    };
  };

  #enter(entry: GuestEntry, args: readonly unknown[], isShort = false): void {
    const timeout = Math.max(1, Math.ceil(this.scope.deadlineMs - Date.now())) + COOPERATION_MS;
    try {
      this.#isolate.enter(entry, args, isShort ? Number.POSITIVE_INFINITY : timeout);
    } catch (error) {
      this.#stopped = this.#stop(error);
    }
  }

  #stop(error: unknown): Extract<ShellOutcome, { kind: "stopped" }> {
    const detail = error instanceof Error ? error.message : String(error);
    const reason = STOPPED_BY[failureKind(error)];
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
}
