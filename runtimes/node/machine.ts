import { NODE_HOST_GLOBAL, type NodeHost, type StartOptions } from "../abi/node.ts";
import { ERRNO } from "../abi/preview1.ts";
import { PENDING, type ProgramFiles } from "../abi/program-files.ts";
import {
  FILE_REGISTERS_GLOBAL,
  FILES_GLOBAL,
  PROCESSES_GLOBAL,
  type ProcessGlobals,
  WINDOW_GLOBAL,
} from "../abi/program-globals.ts";
import type { ProgramProcesses } from "../abi/program-processes.ts";

import { encodeUtf8 } from "./utf8.ts";

/** What the program that runs reaches outside its isolate. */
export interface Machine {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly processes: ProgramProcesses | undefined;
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
    files: onStack(globals[FILES_GLOBAL]),
    registers: globals[FILE_REGISTERS_GLOBAL],
    window: globals[WINDOW_GLOBAL],
    processes: globals[PROCESSES_GLOBAL],
    host: globals[NODE_HOST_GLOBAL] as NodeHost,
    options,
  };
  startedAt = current.host.now();
  startedAtTime = Date.now();
  for (const name of [FILES_GLOBAL, FILE_REGISTERS_GLOBAL, WINDOW_GLOBAL, PROCESSES_GLOBAL, NODE_HOST_GLOBAL])
    delete globals[name];
}

/** Reading and writing wait on the stack: who doesn't want that polls first. */
function onStack(files: ProgramFiles): ProgramFiles {
  return {
    ...files,
    read: (fd, maxBytes, offset) => untilDone(files, () => files.read(fd, maxBytes, offset)),
    write: (fd, bytes, offset) => untilDone(files, () => files.write(fd, bytes, offset)),
  };
}

const STDERR = 2;
const DEADLOCK =
  "node: this waits for a program that waits itself until this one gives way: asynchronous calls would do";

/** Makes a call again until it has not to wait any more. @returns its errno */
export function untilDone(files: ProgramFiles, call: () => number): number {
  for (;;) {
    const errno = call();
    if (errno !== PENDING) return errno;
    const waited = files.wait();
    if (waited === ERRNO.SUCCESS) continue;
    // Node has no name for this one.
    if (waited !== ERRNO.EDEADLK) return waited;
    const text = encodeUtf8(`${DEADLOCK}\n`);
    machine().window.set(text);
    files.write(STDERR, text.length, -1);
    return ERRNO.EAGAIN;
  }
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
