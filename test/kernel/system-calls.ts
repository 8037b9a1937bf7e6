import type { Kernel } from "../../runtimes/kernel/kernel.ts";
import type { ExitStatus, Process } from "../../runtimes/kernel/process.ts";
import { SystemError } from "../../runtimes/kernel/system-error.ts";
import { decodeUtf8, encodeUtf8 } from "../../runtimes/web/encoding.ts";

/** The code a system call fails with, or "ok". */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return "ok";
  } catch (error) {
    if (error instanceof SystemError) return error.code;
    throw error;
  }
}

/** Reads once. */
export async function readText(process: Process, fd: number, maxBytes?: number): Promise<string> {
  return decodeUtf8(await process.read(fd, maxBytes), "escape");
}

export async function writeText(process: Process, fd: number, text: string): Promise<void> {
  await process.write(fd, encodeUtf8(text));
}

/** A child that executes a program of /usr/bin. */
export function spawn(kernel: Kernel, parent: Process, args: readonly [string, ...string[]]): Process {
  return kernel.fork(parent, (child) => {
    child.args = args;
    return kernel.execute(child, `/usr/bin/${args[0]}`);
  });
}

/** Waits for a child. @returns its exit code, or the signal that ended it */
export async function waitFor(kernel: Kernel, process: Process, pid: number): Promise<number | string | undefined> {
  const ended = await kernel.wait(process, pid);
  return ended && endOf(ended.status);
}

export function endOf(status: ExitStatus): number | string {
  return status.kind === "exited" ? status.code : status.signal;
}

/** Lets others run until they all wait. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await undefined;
}
