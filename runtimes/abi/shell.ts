import type { SystemCallGuest } from "./system-calls.ts";

/** What the machine offers its host, on its global object. */
export interface ShellGuest extends SystemCallGuest {
  /**
   * Starts a command line. If the last one left processes, it is of the same shell, and runs beside them. It ends with one call of the
   * capability's `finish`, during this entry or a later one.
   */
  run(command: string, options: string): void;
  /**
   * Lets timers that are due fire. The deadline may be later than the one the call began with. Between calls it has what the
   * last one left run for a while.
   */
  wake(deadlineMs: number): void;
  /** Ends what the last call left; `finish` then tells what that has printed since. */
  hangUp(): void;
  /** How many processes run that the last call left. */
  processCount(): number;
  /** What a call that had to be cut off had printed: stdout, a NUL and stderr. */
  partialOutput(): string;
  /** Freezes everything that can be reached from the global object, before any guest text is read. */
  seal(): void;
  /** The names of all commands that are not shell built-ins, joined with spaces. */
  commandNames(): string;
}

/** Travels as JSON. */
export interface ShellRunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch at which the call is to end by itself, with the output so far. */
  readonly deadlineMs: number;
  /** A persistent shell: starts from `state` ("" for a new one) and gives its own at the end. */
  readonly state: string | undefined;
  /** What the command reads, one character a byte. */
  readonly stdin?: string;
  /** Whether the output is to be handed over as bytes, one character each. */
  readonly printsBytes?: boolean;
  readonly maxOutputBytes: number;
  readonly maxResultChars: number;
  readonly maxStateBytes: number;
  /** How many processes a call of a persistent shell may leave; what is beyond ends with it. @default none */
  readonly maxBackgroundProcesses?: number;
  /** Whether there is no command line: a program outside is the machine's first process, until it has ended. @default false */
  readonly hostsProgram?: boolean;
}

/** The pid of a machine's first process. */
export const FIRST_PID = 100;

/**
 * Int32 cells that the host shares with a machine: not 0 when the whole worker is to end, the caller whose calls are to end
 * now, and the caller of the call that runs; callers are numbers from 1.
 */
export const CANCEL = { worker: 0, caller: 1, current: 2 } as const;

/** The global under which the guest offers {@link ShellGuest}, and under which it looks for the capability. */
export const SHELL_GLOBAL = "__slotboxShell";
export const HOST_GLOBAL = "__slotboxHost";
export const REGISTERS_GLOBAL = "__slotboxRegisters";
/** The bytes in which the host leaves short contents: see the capability's `readShort`. */
export const FILE_WINDOW_GLOBAL = "__slotboxFileWindow";
export const FILE_WINDOW_BYTES = 64 * 1024;
/** An Int32Array of one cell; not 0 when the worker is to end and calls are to give up. */
export const CANCEL_GLOBAL = "__slotboxCancel";

/** Writes a text as one word of a command line, whatever it contains. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
