import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";

/** The name that messages begin with. */
export function programName(process: Process): string {
  const [name = ""] = process.args;
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Says `NAME: message`. @returns the status of a failure */
export async function fail(process: Process, message: string, status = 1): Promise<number> {
  await process.printError(`${programName(process)}: ${message}\n`);
  return status;
}

/** What a system call that failed is called in a message. Any other error goes on. */
export function reasonOf(error: unknown): string {
  if (error instanceof SystemError) return error.message;
  throw error;
}

/** Says what an option that there is not is answered with. @returns the status */
export async function badOption(process: Process, option: string, status = 1): Promise<number> {
  const name = programName(process);
  const what = option.startsWith("--") ? `unrecognized option '${option}'` : `invalid option -- '${option}'`;
  await process.printError(`${name}: ${what}\nTry '${name} --help' for more information.\n`);
  return status;
}

/** Opens a file for reading; `-` is the standard input. @returns its descriptor @throws SystemError */
export function openInput(process: Process, kernel: Kernel, operand: string): number {
  if (operand === "-") return 0;
  return process.descriptors.add(kernel.filesOf(process).open(operand, { access: "read" }, 0));
}

export function closeInput(process: Process, fd: number): void {
  if (fd !== 0) process.descriptors.close(fd);
}

/** Whether a descriptor is of the file that is written to: to copy it would never end. */
export function isOutput(process: Process, fd: number): boolean {
  if (!process.descriptors.has(1)) return false;
  const [input, output] = [process.descriptors.get(fd), process.descriptors.get(1)];
  return input.kind === "file" && output.kind === "file" && input.status().ino === output.status().ino;
}

/** What a descriptor gives until its end. */
export async function* chunksOf(process: Process, fd: number): AsyncGenerator<Uint8Array> {
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) yield bytes;
}
