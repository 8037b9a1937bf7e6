import { EXIT } from "../../runtimes/abi/exit-codes.ts";
import {
  PROGRAM_START,
  type ProgramHost,
  type ProgramRequest,
  type SystemCallName,
} from "../../runtimes/abi/system-calls.ts";
import type { Limits } from "../api/limits.ts";
import { enteredBytes } from "../isolate/guest-isolate.ts";
import { type KernelPort, KernelProcess } from "./process/kernel-process.ts";
import type { SystemCall } from "./process/system-call.ts";
import { parseProgramRequest } from "./program-request.ts";
import type { MachineScope } from "./scope.ts";

/** How a program came to its end. */
export interface ProgramEnd {
  readonly exitCode: number;
  /** A limit of the workspace it met. */
  readonly quotaError: MachineScope["quotaError"];
}

/** A program in an isolate of its own, as it is driven. */
export interface RunningProgram extends Disposable {
  /** Begins it, or goes on with it. @returns nothing when it waits for the kernel */
  step(): ProgramEnd | undefined;
  /** Memory of its isolate. */
  readonly usedBytes: number;
}

/** What a file is as a program. */
export interface LoadedProgram {
  readonly ignoresSigpipe: boolean;
  /** Whether what has to wait waits on the stack: see KernelProcess. */
  readonly waitsOnStack: boolean;
  begin(request: ProgramRequest, process: KernelProcess): RunningProgram;
}

/** Finds programs of the runtimes. */
export interface ProgramLoader {
  /** @returns nothing for what is no program of a runtime */
  load(scope: MachineScope, path: string): LoadedProgram | undefined;
}

/** The machine, as it is entered on behalf of programs. A function that returns nothing has failed: the machine is of no more use. */
export interface MachineEntries {
  systemCall(id: number, pid: number, name: SystemCallName, a: number, b: number, payload: string | Uint8Array): void;
  programEnded(pid: number, exitCode: number): void;
  wake(): void;
  /** When a timer of it is due (milliseconds since the epoch), or Infinity. */
  readonly nextWakeMs: number;
  readonly deadlineMs: number;
  /** Whose files it sees. */
  readonly scope: MachineScope;
  /** Whether it can still be entered. */
  readonly isUsable: boolean;
  /** Whether whoever has entered it is to get it back: a call is over, or a slice between calls is. */
  readonly isToBeLeft: boolean;
  /** Whether what waits on the stack may wait no longer. */
  readonly isToUnwind: boolean;
  /** To be called before a program is entered. */
  beginStep(): void;
}

interface Program {
  readonly process: KernelProcess;
  readonly begin: () => RunningProgram;
  running: RunningProgram | undefined;
  /** Whether it is on the stack now: it runs, or waits there for others. */
  isOnStack: boolean;
  /** Whether it had to be ended where it stood: nobody waits for it on the stack any longer. */
  isCutOff: boolean;
  /** How it came to its end, when what it has printed has yet to go out. */
  end: ProgramEnd | undefined;
}

const MIB = 1024 * 1024;
const MAX_STARTED = 10_000;
const EMPTY = new Uint8Array(0);

/**
 * Runs the programs of a machine that live in isolates of their own. The machine is never on the stack while one of them
 * runs. One that has to wait gives way if its runtime can, and another is entered; if it can't, then the others are
 * entered from within the function that it has called.
 */
export class Trampoline implements KernelPort, ProgramHost {
  readonly #loader: ProgramLoader;
  readonly #machine: MachineEntries;
  readonly #limits: Limits;
  readonly #cancel: Int32Array;
  readonly #programs = new Map<number, Program>();
  readonly #calls = new Map<number, SystemCall>();
  readonly waiting = { bytes: 0 };
  #lastCall = 0;
  #started = 0;

  /** @param cancel see SharedCells */
  constructor(loader: ProgramLoader, machine: MachineEntries, limits: Limits, cancel: Int32Array) {
    this.#loader = loader;
    this.#machine = machine;
    this.#limits = limits;
    this.#cancel = cancel;
  }

  get deadlineMs(): number {
    return this.#machine.deadlineMs;
  }

  /** To be called when a call begins, or a slice between calls, that goes on with the programs of the last call. */
  goOn(): void {
    this.#started = this.#programs.size;
  }

  get isUsable(): boolean {
    return this.#machine.isUsable;
  }

  /** To be called when a call of the machine's begins, or is over: no program of the last one is left. */
  reset(): void {
    for (const pid of [...this.#programs.keys()]) this.endProgram(pid);
    this.#dropEnded();
    this.#calls.clear();
    this.waiting.bytes = 0;
    this.#started = 0;
  }

  startProgram(pid: number, serialized: string): number {
    const request = parseProgramRequest(serialized);
    if (request === "too long") return PROGRAM_START.tooLong;
    const loaded = request && this.#loader.load(this.#machine.scope, request.path);
    if (!request || !loaded || !Number.isInteger(pid)) return PROGRAM_START.notAProgram;
    if (++this.#started > MAX_STARTED) return PROGRAM_START.tooMany;
    if (this.#usedBytes > this.#limits.maxMemoryMiB * MIB) return PROGRAM_START.noMemory;
    const process = new KernelProcess(pid, this, request.deadlineMs, loaded.waitsOnStack);
    const begin = (): RunningProgram => loaded.begin(request, process);
    this.#programs.set(pid, { process, begin, running: undefined, isOnStack: false, isCutOff: false, end: undefined });
    return loaded.ignoresSigpipe ? PROGRAM_START.begunIgnoringSigpipe : PROGRAM_START.begun;
  }

  answer(id: number, errno: number, value: number, bytes?: ArrayBuffer): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (call) call.answer = { errno, value, bytes: bytes ? new Uint8Array(bytes) : EMPTY };
  }

  endProgram(pid: number): void {
    const program = this.#programs.get(pid);
    program?.process.end();
  }

  begin(pid: number, name: SystemCallName, a: number, b: number, payload: string | Uint8Array = ""): SystemCall {
    const call: SystemCall = { answer: undefined };
    const id = ++this.#lastCall;
    this.#calls.set(id, call);
    this.#machine.systemCall(id, pid, name, a, b, payload);
    return call;
  }

  get canOthersRun(): boolean {
    return this.#isTimeToWake || this.#nextReady() !== undefined || this.#machine.isToBeLeft;
  }

  runAnother(): void {
    let turns = 1;
    this.#runWhile(() => turns-- > 0);
  }

  /** Runs programs until all of them wait, or have ended, or the machine is to be left. */
  run(): void {
    this.#runWhile(() => !this.#machine.isToBeLeft);
  }

  /** Whether programs could go on. */
  get hasWork(): boolean {
    return this.#nextReady() !== undefined;
  }

  waitUntil(isDone: () => boolean): boolean {
    for (;;) {
      this.#runWhile(() => !isDone());
      if (isDone()) return true;
      if (!this.#machine.isUsable) return false;
      if (this.#machine.isToUnwind) {
        this.#cutOff();
        return true;
      }
      // Others on the stack could go on, but not before this one returns.
      if ([...this.#programs.values()].some(({ isOnStack, process }) => isOnStack && process.canGoOn)) return false;
      this.#sleep();
      this.#machine.wake();
    }
  }

  #cutOff(): void {
    for (const program of this.#programs.values()) {
      if (!program.isOnStack) continue;
      program.isCutOff = true;
      program.process.end();
    }
  }

  #runWhile(goesOn: () => boolean): void {
    while (goesOn()) {
      if (this.#isTimeToWake) this.#machine.wake();
      this.#dropEnded();
      const next = this.#machine.isUsable ? this.#nextReady() : undefined;
      if (!next) return;
      this.#step(next);
    }
  }

  get #isTimeToWake(): boolean {
    return this.#machine.isUsable && this.#machine.nextWakeMs <= Date.now();
  }

  #nextReady(): Program | undefined {
    for (const program of this.#programs.values()) if (!program.isOnStack && program.process.canGoOn) return program;
    return undefined;
  }

  #step(program: Program): void {
    const { process } = program;
    // Who has had its turn comes last.
    this.#programs.delete(process.pid);
    this.#programs.set(process.pid, program);
    if (![...this.#programs.values()].some(({ isOnStack }) => isOnStack)) this.#machine.beginStep();
    program.isOnStack = true;
    process.othersHaveRun();
    try {
      program.running ??= program.begin();
      program.end ??= program.running.step();
    } finally {
      program.isOnStack = false;
    }
    if (program.isCutOff) {
      this.#remove(program);
      this.#machine.programEnded(process.pid, EXIT.killed);
      return;
    }
    if (!program.end || !process.finish()) return;
    this.#remove(program);
    if (program.end.quotaError) this.#machine.scope.quotaError = program.end.quotaError;
    this.#machine.programEnded(process.pid, program.end.exitCode);
  }

  #dropEnded(): void {
    for (const program of this.#programs.values())
      if (program.process.isEnded && !program.isOnStack) this.#remove(program);
  }

  #remove(program: Program): void {
    this.#programs.delete(program.process.pid);
    program.process.drop();
    program.running?.[Symbol.dispose]();
  }

  get #usedBytes(): number {
    let bytes = enteredBytes();
    for (const { running, isOnStack } of this.#programs.values()) if (!isOnStack) bytes += running?.usedBytes ?? 0;
    return bytes;
  }

  /** Until a timer of the machine is due. */
  #sleep(): void {
    const untilMs = Math.min(this.#machine.nextWakeMs, this.#machine.deadlineMs + 1);
    for (let now = Date.now(); now < untilMs; now = Date.now())
      if (Atomics.wait(this.#cancel, 0, 0, untilMs - now) === "not-equal") throw new Error("the worker is to end");
  }
}
