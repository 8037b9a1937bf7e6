import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { ProgramCall } from "./program.ts";

/**
 * Opens each operand, or the standard input if there is none, for which `-` stands, and complains of those that can't be
 * opened or read.
 */
export async function eachInput(
  call: ProgramCall,
  use: (fd: number, operand: string) => Promise<void>,
  operands: readonly string[] = call.operands,
): Promise<void> {
  for (const operand of operands.length > 0 ? operands : ["-"]) {
    try {
      const fd = openInput(call, operand);
      try {
        await use(fd, operand);
      } finally {
        closeInput(call.process, fd);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await call.complainOf(operand, error);
    }
  }
}

/** @returns a descriptor @throws SystemError */
export function openInput({ process, files }: ProgramCall, operand: string): number {
  if (operand !== "-") return process.descriptors.add(files.open(operand, { access: "read" }, 0));
  process.descriptors.get(0);
  return 0;
}

/** What was closed by somebody else, or is the standard input, stays as it is. */
export function closeInput(process: Process, fd: number): void {
  if (fd !== 0 && process.descriptors.has(fd)) process.descriptors.close(fd);
}
