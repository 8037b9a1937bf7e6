import type { Description, Interruption, MaybePromise } from "./description.ts";
import type { SignalName } from "./signals.ts";

/** How a process ended: it exited, or a signal ended it. `$?` is the code, or 128 and the signal's number. */
export type ExitStatus =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: SignalName };

/** What a process does with a signal. A handler runs at the next point where the process looks for signals. */
export type Disposition = "default" | "ignore" | ((signal: SignalName) => MaybePromise<void>);

/** What a process is at: it computes, waits, is stopped, or has ended and nobody has waited for it. */
export type ProcessState = "runs" | "sleeps" | "stopped" | "ended";

/** The descriptors of one process. Numbers are the lowest that are free, as POSIX wants. */
export interface DescriptorTable {
  /** @throws SystemError EBADF */
  get(fd: number): Description;
  has(fd: number): boolean;
  /** Gives the description a number of at least `minFd`. @throws SystemError EMFILE */
  add(description: Description, options?: { minFd?: number; closeOnExec?: boolean }): number;
  /** `dup2`: closes what `to` was; nothing happens if both are the same. @throws SystemError EBADF */
  duplicate(from: number, to: number): void;
  /** Puts a description at a number, closing what was there. */
  set(fd: number, description: Description): void;
  /** @throws SystemError EBADF */
  close(fd: number): void;
  closeAll(): void;
  closeOnExec(): void;
  /** What a child inherits: the same descriptions under the same numbers. */
  fork(): DescriptorTable;
  readonly numbers: readonly number[];
}

/**
 * One process, whatever runs it. A child inherits all of it but the pid, the parent, what it waits for, and handlers of
 * signals: those are code of the parent, so the child begins with the signal's default action.
 */
export interface Process {
  readonly pid: number;
  /** 1 when the parent has ended. */
  readonly ppid: number;
  /** Process group; `kill -- -N` signals all of one. */
  pgid: number;
  /** The session: the pid of the process that the call began with, or that `setsid` has put into one of its own. */
  sid: number;
  readonly state: ProcessState;
  /** In milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The name of the file it executes, whatever its arguments say. */
  readonly programName: string;
  /** The path of what runs it: of a script, the interpreter. What `/proc/self/exe` leads to. */
  readonly executable: string;
  /** Absolute, without links. */
  cwd: string;
  umask: number;
  /** From -20 to 19. It is told of, and inherited; nobody runs more or less for it. */
  niceness: number;
  /**
   * When a program of another runtime that runs in it is ended, in milliseconds since the epoch: no signal reaches one. A child
   * inherits it.
   */
  foreignDeadlineMs: number;
  /** What `/proc/self/cmdline` and messages show; `argv[0]` first. */
  args: readonly string[];
  /** The environment: a program gets a copy. */
  env: Map<string, string>;
  readonly descriptors: DescriptorTable;

  /** What waits on its behalf is interrupted by a signal that ends it, or has a handler. */
  readonly interruption: Interruption;
  /** @throws SystemError EINVAL for SIGKILL and SIGSTOP */
  setDisposition(signal: SignalName, disposition: Disposition): void;
  disposition(signal: SignalName): Disposition;
  /**
   * To be called by whatever computes, often: runs handlers of signals that have come, and lets other processes run now and
   * then. It costs next to nothing when there is nothing to do. @throws ProcessEnded if a signal ends the process, or its call
   * is out of time
   */
  checkpoint(): MaybePromise<void>;

  /** Reads; at most so many bytes, none at the end. @throws SystemError */
  read(fd: number, maxBytes?: number): MaybePromise<Uint8Array>;
  /** @throws SystemError */
  write(fd: number, bytes: Uint8Array): MaybePromise<void>;
  /** Text as UTF-8; lone surrogates of U+DC80 … U+DCFF are the bytes 80 … FF. */
  print(text: string): MaybePromise<void>;
  printError(text: string): MaybePromise<void>;
}

/** Unwinds a process that has been ended. Nobody catches it but the kernel (`finally` is fine). */
export class ProcessEnded extends Error {
  readonly status: ExitStatus;
  constructor(status: ExitStatus) {
    super("the process has ended");
    this.status = status;
  }
}

/** What a process executes. @returns its exit code */
export type Program = (process: Process) => MaybePromise<number>;
