import type { UserProgram } from "../../../runtimes/kernel/kernel.ts";
import type { Process } from "../../../runtimes/kernel/process.ts";
import { SystemError } from "../../../runtimes/kernel/system-error.ts";
import { chunksOf, openInput, programName } from "../../../runtimes/userland/input.ts";
import { decodeUtf8 } from "../../../runtimes/web/encoding.ts";

/** Says `NAME: OPERAND: message` for a system call that failed; any other error goes on. @returns 1 */
export async function complain(process: Process, operand: string, error: unknown): Promise<number> {
  if (!(error instanceof SystemError)) throw error;
  await process.printError(`${programName(process)}: ${operand}: ${error.message}\n`);
  return 1;
}

export async function readText(process: Process, fd: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const bytes of chunksOf(process, fd)) parts.push(bytes);
  return decodeUtf8(joined(parts), "escape");
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part, filled);
    filled += part.length;
  }
  return all;
}

/** A program that does the same with each of its files, or with its standard input. */
export function overInputs(run: (process: Process, fd: number, args: readonly string[]) => Promise<void>): UserProgram {
  return async (process, kernel) => {
    const args = process.args.slice(1);
    const operands = args.filter((arg) => arg === "-" || !arg.startsWith("-"));
    let status = 0;
    for (const operand of operands.length > 0 ? operands : ["-"]) {
      try {
        const fd = openInput(process, kernel, operand);
        await run(process, fd, args);
        if (fd !== 0) process.descriptors.close(fd);
      } catch (error) {
        status = await complain(process, operand, error);
      }
    }
    return status;
  };
}
