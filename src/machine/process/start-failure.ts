import { EXIT } from "../../../runtimes/abi/exit-codes.ts";
import { failureKind } from "../../isolate/failure-kind.ts";
import { ModuleError } from "../wasi/binary.ts";
import type { ProgramResult } from "./process.ts";

/** What a program comes to that could not be started. @throws what is no fault of the program's */
export function notStarted(name: string, error: unknown): ProgramResult {
  const nothing = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), endedBy: undefined, quotaError: undefined };
  if (error instanceof ModuleError) {
    const stderr = Buffer.from(`${name}: cannot execute binary file: ${error.message}\n`);
    return { ...nothing, exitCode: EXIT.cannotExecute, stderr };
  }
  if (error instanceof StartTimeoutError) return { ...nothing, exitCode: EXIT.timedOut, endedBy: "timeout" };
  const kind = failureKind(error);
  if (kind === "memory" || kind === "allocation") return { ...nothing, exitCode: EXIT.killed, endedBy: "memory" };
  throw error;
}

/** What a runtime does once, before its first program, can't be interrupted, and takes at most so long. */
const FIRST_START_MS = 1_000;

/**
 * To be called before a runtime's first program: one with too little time for it sleeps that time out instead, since a
 * call that goes on for long past its limit costs its worker.
 * @throws StartTimeoutError
 */
export function assertTimeForFirstStart(deadlineMs: number, cancel: Int32Array): void {
  const leftMs = deadlineMs - Date.now();
  if (leftMs >= FIRST_START_MS) return;
  if (leftMs > 0) Atomics.wait(cancel, 0, 0, leftMs + 1);
  throw new StartTimeoutError("too little time for the runtime to start");
}

/** A program was out of time before it had begun. */
export class StartTimeoutError extends Error {
  override readonly name = "StartTimeoutError";
}
