import type { FileFunctions } from "./file-host.ts";
import type { FileTime } from "./file-times.ts";
import type { ForeignRunner } from "./foreign-programs.ts";
import type { Kernel } from "./kernel.ts";
import type { ExitStatus, Process, Program } from "./process.ts";
import type { Registry } from "./program-file.ts";
import type { SystemFiles } from "./system-files.ts";

/** What a machine is made of. */
export interface KernelOptions {
  /** The host's functions over the slot's files; `registers` is where its `stat` leaves its answer. */
  readonly files: FileFunctions;
  readonly registers: Float64Array;
  /** Where its `readShort` does. */
  readonly window: Uint8Array;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The same to the nanosecond. @default what `now` tells */
  time?(): FileTime;
  /** Whether the call is to end now, as at its deadline. Asked often. @default never */
  isCancelled?(): boolean;
  /** At most 65,536 random bytes. */
  random(bytes: number): Uint8Array;
  /** The userland: programs by the name of their file in /usr/bin. */
  readonly programs: Registry;
  /** What other calls of the machine have found out. @default nothing */
  readonly system?: SystemFiles;
  /** Runs programs of other runtimes. @default there are none */
  readonly runForeign?: ForeignRunner;
  /** When the host is to call `fireDue` (milliseconds since the epoch), or Infinity. Called when that changes. */
  onNextWake(atMs: number): void;
  /** A fault of ours in a program, which ends its process. */
  onFault(error: unknown): void;
  /** With those that have ended and wait to be waited for. @default 256 */
  readonly maxProcesses?: number;
  /** @default 1 GiB */
  readonly maxFileBytes?: number;
  /** Of the first process. @default 100 */
  readonly firstPid?: number;
}

/** A call: the first process of it, and where it reads and prints. */
export interface CallStart {
  readonly program: Program;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  /** Absolute, without links. */
  readonly cwd: string;
  /** @default 0o022 */
  readonly umask?: number;
  /** @default nothing */
  readonly stdin?: Uint8Array;
  /** Get what is printed as it is printed; the bytes may not be changed. */
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  /** Of stdout and stderr together. Beyond it everything is ended. */
  readonly maxOutputBytes: number;
  /** When everything is ended, in milliseconds since the epoch. */
  readonly deadlineMs: number;
}

export interface Call {
  readonly process: Process;
  /** How the first process ends. Others may run on: see {@link Machine.shutDown}. */
  readonly ended: Promise<ExitStatus>;
}

/** Why everything was ended, if it was. */
export type Limit = "deadline" | "output" | "memory";

/** The kernel, as the one sees it who made it. */
export interface Machine extends Kernel {
  /** Begins a call. There is one at a time; what an earlier one has left may run beside it. */
  begin(call: CallStart): Call;
  /** The call is over, and what it has left runs on, in slices. Further output is counted anew. */
  leave(maxOutputBytes: number): void;
  /** Begins a call in the first process of an earlier one, which has waited for it. */
  goOn(call: Pick<CallStart, "maxOutputBytes" | "deadlineMs">): void;
  /** Has what was left run until that time; see {@link Turns.beginSlice}. */
  beginSlice(untilMs: number): void;
  /** Those that have not ended, in the order in which they were made. */
  readonly running: readonly Process[];
  /** Gives the call another deadline: it does not pay for time in which it could not run. */
  moveDeadline(deadlineMs: number): void;
  /** Wakes what is due, ends everything if the deadline has come. To be called when `onNextWake` said, or later. */
  fireDue(nowMs: number): void;
  /** Ends everything for want of memory. */
  exhaustMemory(): void;
  /** The limit that the call has met. */
  readonly limit: Limit | undefined;
  /**
   * Ends what runs: SIGHUP first, then SIGKILL to what is left after a while. @returns when all have ended; what never gives
   * way can be ended by the host alone, with the isolate
   */
  shutDown(): Promise<void>;
  /** To be called when somebody else may have written to the slot's files. */
  filesChangedOutside(): void;
}
