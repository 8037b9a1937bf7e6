import type ivm from "isolated-vm";
import {
  CHANGES_PROGRAMS,
  FINISH_FLAGS,
  type HostCapability,
  NEXT_WAKE,
  REGISTERS,
  type SlotCapability,
} from "../../../runtimes/abi/capability.ts";
import { EARLY_OUTPUT_GLOBAL } from "../../../runtimes/abi/early-output.ts";
import {
  CANCEL_GLOBAL,
  FILE_WINDOW_GLOBAL,
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
import { BACKGROUND_ENTRY_MS, BACKGROUND_SLICE_MS } from "../../timing/background-times.ts";
import { COOPERATION_MS, PARTIAL_OUTPUT_MS } from "../../timing/grace-times.ts";
import { countChange, type FileCapability } from "../file-capability.ts";
import { FileWindow } from "../file-window.ts";
import { asBytes } from "../guest-arguments.ts";
import { KernelProcess } from "../process/kernel-process.ts";
import type { ProcessEnvironment } from "../process/process.ts";
import type { MachineScope } from "../scope.ts";
import { type MachineEntries, type ProgramLoader, Trampoline } from "../trampoline.ts";
import { EarlyOutput } from "./early-output.ts";

/** How a call left the machine. */
export type ShellOutcome =
  | {
      readonly kind: "finished";
      readonly exitCode: number;
      readonly stdout: string;
      readonly stderr: string;
      readonly flags: number;
      readonly state: string;
      /** How many processes it has left, which run on between calls: see {@link ShellMachine.runLeft}. */
      readonly processes: number;
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
  readonly scope: MachineScope;
  /** Makes the functions of the host over the scope, the registers and the window; called once. */
  readonly files: (registers: Float64Array, window: FileWindow) => FileCapability;
  /** Where programs of other runtimes come from. */
  readonly programs: ProgramLoader;
  readonly limits: Limits;
  /** Whether the language's own objects are frozen, so that one slot can follow another. */
  readonly isSealed: boolean;
}

const ENTRIES = [
  ...(["run", "wake", "hangUp", "processCount", "systemCall", "programEnded"] as const),
  ...(["partialOutput", "commandNames", "seal"] as const),
] as const;
const ENTRY_TIMEOUT_MS = 1_000;
/** Calls after which no other process goes on: they need no timer, which costs memory until it is due. */
const WAKES_NOBODY: ReadonlySet<SystemCallName> = new Set([
  "describe",
  "seek",
  "open",
  "status",
  "readlink",
  "list",
  "pipe",
  "sleep",
  "readable",
]);
const STOPPED_BY = { timeout: "timeout", memory: "memory", allocation: "memory", guest: "fault" } as const;

/**
 * A V8 isolate in which all that is trusted (the shell and its programs) is loaded from a startup snapshot. It serves one
 * call after the other, whatever slots they are of; guest text is never JavaScript in it. Entries are synchronous and have
 * a timeout.
 */
export class ShellMachine implements Disposable {
  readonly scope: MachineScope;
  readonly #parts: ShellMachineParts;
  readonly #isolate: GuestIsolate;
  readonly #registers = new Float64Array(new SharedArrayBuffer(REGISTERS * Float64Array.BYTES_PER_ELEMENT));
  readonly #earlyOutput = new EarlyOutput();
  readonly #window = new FileWindow();
  readonly #capability: SlotCapability;
  readonly #programs: Trampoline;
  #print: ((stream: 1 | 2, bytes: Uint8Array) => void) | undefined;
  #guest: Record<(typeof ENTRIES)[number], GuestEntry>;
  /** Whether processes of the last call are there. */
  #hasLeft = false;
  /** Whether a call runs or waits. */
  #isCalled = false;
  #sliceEndMs = 0;
  #finished: Extract<ShellOutcome, { kind: "finished" }> | undefined;
  #stopped: Extract<ShellOutcome, { kind: "stopped" }> | undefined;

  constructor(parts: ShellMachineParts) {
    this.#parts = parts;
    this.scope = parts.scope;
    this.#programs = new Trampoline(parts.programs, this.#entries(), parts.limits, new Int32Array(parts.cancel));
    this.#capability = { ...parts.files(this.#registers, this.#window), ...this.#programHost() };
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

  /** Starts a command line. One call at a time; if the last one has left processes, it goes on with them. */
  run(command: string, options: ShellRunOptions): ShellOutcome {
    this.#finished = undefined;
    this.#stopped = undefined;
    this.#isCalled = true;
    if (this.#hasLeft) this.#programs.goOn();
    else {
      this.#programs.reset();
      this.#earlyOutput.forget(this.#registers);
      this.#window.wipe();
    }
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

  /**
   * Has what a call has left run, for a slice.
   * @returns "waiting" as long as it is there, if only to tell the next call how it ended; else what it has printed, at last
   */
  runLeft(): ShellOutcome {
    return this.#betweenCalls(() => this.#enter(this.#guest.wake, [this.scope.deadlineMs]));
  }

  /** Ends what a call has left: SIGHUP, then SIGKILL. @returns what that has printed */
  hangUp(): ShellOutcome {
    return this.#betweenCalls(() => this.#enter(this.#guest.hangUp, []));
  }

  /** How many processes a call has left that run. */
  get processCount(): number {
    return this.#hasLeft ? Number(this.#isolate.enter(this.#guest.processCount, [], ENTRY_TIMEOUT_MS)) : 0;
  }

  #betweenCalls(enter: () => void): ShellOutcome {
    this.#finished = undefined;
    this.#programs.goOn();
    const nowMs = Date.now();
    this.#sliceEndMs = nowMs + BACKGROUND_SLICE_MS;
    this.scope.deadlineMs = nowMs + BACKGROUND_ENTRY_MS;
    enter();
    return this.#goOn();
  }

  /** Makes a program that runs outside its first process, until {@link endHosted}. @param print what its children print */
  hostProgram({ env, cwd }: ProcessEnvironment, print: (stream: 1 | 2, bytes: Uint8Array) => void): KernelProcess {
    const { deadlineMs } = this.scope;
    const { maxOutputBytes } = this.#parts.limits;
    this.#print = print;
    const none = { maxResultChars: 0, maxStateBytes: 0 };
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
    this.#hasLeft = false;
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
    // Processes that compute have left it only to let those programs run.
    while (this.#isCalled && !this.#stopped && !this.#finished && this.nextWakeMs <= Date.now()) {
      this.#enter(this.#guest.wake, [this.scope.deadlineMs]);
      this.#programs.run();
    }
    const outcome = this.#stopped ?? this.#finished;
    if (outcome) {
      this.#isCalled = false;
      this.#hasLeft = outcome.kind === "finished" && (outcome.flags & FINISH_FLAGS.leavesProcesses) !== 0;
      if (!this.#hasLeft) this.#programs.reset();
      return outcome.kind === "finished" ? { ...outcome, processes: this.processCount } : outcome;
    }
    const { wakeAtMs } = this;
    if (Number.isFinite(wakeAtMs) || !this.#isCalled) return { kind: "waiting", wakeAtMs };
    const detail = "the shell waits for something that can't happen";
    return { kind: "stopped", reason: "fault", stdout: "", stderr: "", detail };
  }

  /** When it is to be entered, in milliseconds since the epoch, or Infinity. */
  get wakeAtMs(): number {
    return this.#programs.hasWork ? 0 : this.nextWakeMs;
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
        const isOver = machine.#finished && (machine.#finished.flags & FINISH_FLAGS.leavesProcesses) === 0;
        return machine.#stopped === undefined && !isOver;
      },
      get isToBeLeft() {
        return machine.#finished !== undefined || (!machine.#isCalled && Date.now() >= machine.#sliceEndMs);
      },
      get isToUnwind() {
        return machine.#finished !== undefined || (!machine.#isCalled && Date.now() >= machine.scope.deadlineMs);
      },
      beginStep: () => {
        if (!machine.#isCalled) machine.scope.deadlineMs = Date.now() + BACKGROUND_ENTRY_MS;
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
    isolate.share("__early", this.#earlyOutput.shared);
    isolate.share("__window", this.#window.shared);
    // Errors of the kernel are ordinary answers: nobody reads where they were made.
    isolate.evaluate(
      `Error.stackTraceLimit = 0; globalThis.${REGISTERS_GLOBAL} = new Float64Array(__registers); globalThis.${CANCEL_GLOBAL} = new Int32Array(__cancel);
      globalThis.${EARLY_OUTPUT_GLOBAL} = new Uint8Array(__early);
      globalThis.${FILE_WINDOW_GLOBAL} = new Uint8Array(__window);
      globalThis.${HOST_GLOBAL} = {};
      for (const name of ['__registers', '__cancel', '__early', '__window', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];`,
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
      processes: 0,
    };
  };

  #enter(entry: GuestEntry, args: readonly unknown[], isShort = false): void {
    const leftMs = this.#isCalled ? Math.ceil(this.scope.deadlineMs - Date.now()) : BACKGROUND_ENTRY_MS;
    const timeout = Math.max(1, leftMs) + COOPERATION_MS;
    countChange(this.#registers);
    this.#registers[CHANGES_PROGRAMS] = Number(this.scope.volume.changesPrograms);
    try {
      this.#isolate.enter(entry, args, isShort ? Number.POSITIVE_INFINITY : timeout);
    } catch (error) {
      this.#stopped = this.#stop(error);
    }
  }

  #stop(error: unknown): Extract<ShellOutcome, { kind: "stopped" }> {
    const detail = error instanceof Error ? error.message : String(error);
    const reason = STOPPED_BY[failureKind(error)];
    const partial = reason === "timeout" ? this.#readPartialOutput() : undefined;
    const [stdout = "", stderr = ""] = partial?.split("\0", 2) ?? this.#earlyOutput.read(this.#registers);
    return { kind: "stopped", reason, stdout, stderr, detail };
  }

  /** @returns nothing if the interrupted isolate can't be entered any more */
  #readPartialOutput(): string | undefined {
    try {
      return String(this.#isolate.enter(this.#guest.partialOutput, [], PARTIAL_OUTPUT_MS));
    } catch {
      return undefined;
    }
  }
}
