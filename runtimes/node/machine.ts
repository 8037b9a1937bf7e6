import { NODE_HOST_GLOBAL, type NodeHost, type StartOptions } from "../abi/node.ts";
import type { ProgramFiles } from "../abi/program-files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  type ProcessGlobals,
  SPAWNER_GLOBAL,
  WINDOW_GLOBAL,
} from "../abi/program-globals.ts";
import type { ProgramSpawner } from "../abi/spawn.ts";

/** What the program that runs reaches outside its isolate. */
export interface Machine {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly spawner: ProgramSpawner | undefined;
  readonly host: NodeHost;
  readonly options: StartOptions;
}

let current: Machine | undefined;
let startedAt = 0;
/** Milliseconds since the epoch, when the program began. */
let startedAtTime = 0;

/** Takes the host's functions off the global object: programs get at them through Node's API only. */
export function startMachine(options: StartOptions): void {
  const globals = globalThis as unknown as ProcessGlobals & Record<string, unknown>;
  current = {
    files: globals[FILES_GLOBAL],
    registers: globals[FILE_REGISTERS_GLOBAL],
    window: globals[WINDOW_GLOBAL],
    spawner: globals[SPAWNER_GLOBAL],
    host: globals[NODE_HOST_GLOBAL] as NodeHost,
    options,
  };
  startedAt = current.host.now();
  startedAtTime = Date.now();
  for (const name of [FILES_GLOBAL, FILE_REGISTERS_GLOBAL, WINDOW_GLOBAL, SPAWNER_GLOBAL, NODE_HOST_GLOBAL])
    delete globals[name];
}

/** Sets the deadline of whatever the program does from now on. */
export function setDeadline(deadlineMs: number): void {
  const { options, ...rest } = machine();
  current = { ...rest, options: { ...options, deadlineMs } };
}

/** Absent while the startup snapshot is made. */
export function machineIfStarted(): Machine | undefined {
  return current;
}

export function machine(): Machine {
  if (!current) throw new Error("no program runs");
  return current;
}

/** Unwinds a program that exits. Should the program catch it and go on, nothing it does has any effect. */
class ProgramExit {}

let isExiting = false;

export function hasExited(): boolean {
  return isExiting;
}

export function exitProgram(code: number): never {
  isExiting = true;
  machine().host.exit(typeof code === "number" ? code : 1);
  throw new ProgramExit();
}

export function register(index: number): number {
  return Number(machine().registers[index] ?? 0n);
}

/** Milliseconds of a monotonic clock, since the program began. */
export function now(): number {
  return current ? current.host.now() - startedAt : 0;
}

export function startTime(): number {
  return startedAtTime;
}
