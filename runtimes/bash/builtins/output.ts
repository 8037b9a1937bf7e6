import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";

/** Prints what a builtin is there to print. @returns 0, or 1 after `echo: write error: Bad file descriptor` */
export function printOutput(shell: Shell, process: Process, name: string, text: string): Promise<number> | number {
  if (text === "") return 0;
  try {
    const written = process.print(text);
    if (written === undefined) return 0;
    return written.then(
      () => 0,
      (error: unknown) => writeError(shell, name, error),
    );
  } catch (error) {
    return writeError(shell, name, error);
  }
}

async function writeError(shell: Shell, name: string, error: unknown): Promise<number> {
  if (!(error instanceof SystemError)) throw error;
  await shell.error(`${name}: write error: ${error.message}`);
  return 1;
}
