import type { JsonValue } from "./json-value.ts";

/**
 * What became of a call. The first two are the program's own doing; the others are the sandbox's, so that whoever
 * grades a trajectory can tell them apart.
 *
 * | outcome | meaning |
 * | --- | --- |
 * | `ok` | exit 0, or the tool did what it was asked |
 * | `exit` | the program ended with another exit code, or the tool failed (no such file, access denied …) |
 * | `timeout` | ended at its time limit, with the output so far |
 * | `memory` | ended at the isolate's memory limit, or by exhausting its stack |
 * | `output` | ended for printing more than `maxOutputBytes` |
 * | `quota` | failed after the workspace's quota refused a write; or a limit over all slots was met: nothing of it was committed |
 * | `invalid` | the request was bad: unknown tool, wrong arguments, a slot that isn't held |
 * | `unsupported` | the tool exists but can't do this here |
 * | `worker-lost` | the worker died or fell silent during the call; nothing of it was committed |
 * | `stopped` | the call was given up by its signal, or the backend was stopped before it was done |
 */
export const OUTCOMES = [
  "ok",
  "exit",
  "timeout",
  "memory",
  "output",
  "quota",
  "invalid",
  "unsupported",
  "worker-lost",
  "stopped",
] as const;

export type Outcome = (typeof OUTCOMES)[number];

export interface ResultMetadata {
  readonly outcome: Outcome;
  /** Time the call ran, in milliseconds; time in a queue is not counted. */
  readonly durationMs: number;
  /** True when output was cut to `maxResultChars`. */
  readonly truncated: boolean;
  /** `bash`: the exit code; -1 after a timeout. */
  readonly exitCode?: number;
  /** `bash`: true after a timeout. */
  readonly timeout?: boolean;
  /** `bash`: always true. */
  readonly sandboxed?: boolean;
  /** `bash`: always true; there is no network to reach. */
  readonly networkIsolated?: boolean;
  /** `bash`: the streams as they came, each cut to `maxResultChars`. */
  readonly stdout?: string;
  readonly stderr?: string;
  /**
   * `javascript`, `python`: the value of the last expression, if JSON can hold it. A program's function: what it returned (an
   * array, if that is more than one number).
   */
  readonly value?: JsonValue;
  /**
   * `javascript`, `python` and a program's function: whether the interpreter or instance was made for this call, with nothing
   * of earlier ones in its memory.
   */
  readonly firstCall?: boolean;
  /** `read_file`, `write_file`: the path as given, and the file's size. */
  readonly path?: string;
  readonly size?: number;
}

/** What every call gives, whatever happens to it. */
export interface ExecutionResult {
  readonly success: boolean;
  readonly output: string;
  /** Empty on success. */
  readonly error: string;
  readonly executionId: string;
  readonly slotId: string;
  readonly metadata: ResultMetadata;
}

/** A result before it is known whose it is: what a tool makes and a worker sends. */
export type ToolResult = Pick<ExecutionResult, "success" | "output" | "error" | "metadata">;

export function failure(outcome: Exclude<Outcome, "ok">, error: string, durationMs = 0): ToolResult {
  return { success: false, output: "", error, metadata: { outcome, durationMs, truncated: false } };
}
