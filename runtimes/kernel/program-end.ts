import type { MaybePromise } from "./description.ts";
import { type ExitStatus, type Process, ProcessEnded, type Program } from "./process.ts";
import { SystemError } from "./system-error.ts";

/** Runs a program in its process, to whatever end. */
export async function exitStatusOf(
  process: Process,
  program: Program,
  onFault: (error: unknown) => void,
): Promise<ExitStatus> {
  try {
    // It may have been ended before it began, or at a step after which it didn't look for signals.
    assertRuns(process);
    const code = await program(process);
    assertRuns(process);
    return { kind: "exited", code: code & 0xff };
  } catch (error) {
    if (error instanceof ProcessEnded) return error.status;
    const { error: end, isFinal } = process.interruption;
    if (isFinal && end instanceof ProcessEnded) return end.status;
    if (isStackOverflow(error)) return { kind: "signalled", signal: "SIGSEGV" };
    if (error instanceof SystemError) return { kind: "exited", code: await failed(process, error) };
    onFault(error);
    return { kind: "signalled", signal: "SIGABRT" };
  }
}

/**
 * Runs what execve has found. A system call that fails in the program is the program's failure: nobody may take it for one of
 * execve.
 */
export function runExecuted(process: Process, program: Program): MaybePromise<number> {
  try {
    const code = program(process);
    return code instanceof Promise ? code.catch((error: unknown) => codeAfter(process, error)) : code;
  } catch (error) {
    return codeAfter(process, error);
  }
}

async function codeAfter(process: Process, error: unknown): Promise<number> {
  if (error instanceof SystemError) return failed(process, error);
  throw error;
}

function assertRuns({ interruption }: Process): void {
  if (interruption.isFinal) throw interruption.error;
}

/** Endless recursion of a guest's ends on the engine's stack, as it does on a thread's. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Maximum call stack size exceeded";
}

/** A system call failed, and the program had nothing to say of it. @returns the exit code */
async function failed(process: Process, error: SystemError): Promise<number> {
  const name = process.args[0] ?? "";
  try {
    await process.printError(`${name.slice(name.lastIndexOf("/") + 1)}: ${error.message}\n`);
  } catch {
    // There is nobody left to tell.
  }
  return 1;
}
