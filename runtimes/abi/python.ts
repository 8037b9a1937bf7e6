import type { Evaluation } from "./evaluation.ts";

/** What the Python guest offers on its global object. What is asynchronous in it is done when an entry ends, or waits for the kernel. */
export interface PythonGuest {
  /** Brings an interpreter up, from the memory image that {@link IMAGE_GLOBAL} holds if there is one. */
  boot(options: string): void;
  /** Why it is not up, or "". */
  bootFault(): string;
  /** The memory of the interpreter, from which others can boot. */
  image(): ArrayBuffer;
  /** What the interpreter has as memory. */
  memoryBytes(): number;
  /** Begins a command line: see SUSPENSION. @param options {@link PythonRunOptions} as JSON */
  begin(options: string): void;
  /** Goes on with a program that waits. */
  resume(): void;
  /** Throws what the program has failed with. */
  fail(): void;
  /**
   * Runs code in a session, which the first call begins.
   * @param evaluation {@link PythonEvaluation} as JSON
   * @returns the other fields of an Evaluated, or `exitCode` if the session is over, as JSON
   */
  evaluate(evaluation: string): string;
}

export interface PythonEvaluation extends Evaluation {
  /** Folders that are on `sys.path`: see {@link PythonRunOptions}. */
  readonly packages: readonly string[];
  /** When the code is interrupted, should it run that long: shortly before the deadline. Milliseconds since the epoch. */
  readonly interruptAtMs: number;
  /** What it is told as its own. */
  readonly pid: number;
}

export interface PythonBootOptions {
  /** Whether an image is to be made of it. */
  readonly makesImage: boolean;
}

export interface PythonRunOptions {
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Directories and wheels on `sys.path`, after the standard library. */
  readonly packages: readonly string[];
  readonly deadlineMs: number;
  /** What it is told as its own. */
  readonly pid: number;
}

export const PYTHON_GLOBAL = "__slotboxPython";
/** A Uint8Array over shared memory: an interpreter's memory as it was after its start. */
export const IMAGE_GLOBAL = "__slotboxPythonImage";
/** The interpreter's compiled module. */
export const MODULE_GLOBAL = "__slotboxPythonModule";
/** Its standard library, a Uint8Array over shared memory. */
export const LIBRARY_GLOBAL = "__slotboxPythonLibrary";
