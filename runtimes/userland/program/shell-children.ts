import type { Description } from "../../kernel/description.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SIGNALS } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { launch } from "../launch.ts";

/** Starts a shell that runs a command as a child, with some of its descriptors replaced. */
export function startShell(
  process: Process,
  kernel: Kernel,
  command: string,
  ...replaced: readonly { readonly fd: number; readonly description: Description }[]
): Process {
  const child = kernel.fork(process, (own) => launch(own, kernel, ["sh", "-c", command]));
  for (const { fd, description } of replaced) child.descriptors.set(fd, description);
  return child;
}

/** Waits for a child. @returns its status as `system` and `close` give it */
export async function statusOfChild(process: Process, kernel: Kernel, pid: number): Promise<number> {
  for (;;) {
    try {
      const ended = await kernel.wait(process, pid);
      if (!ended) return 0;
      const { status } = ended;
      return status.kind === "exited" ? status.code : 256 + SIGNALS[status.signal];
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === "ECHILD") return -1;
      if (error.code !== "EINTR") throw error;
      await process.checkpoint();
    }
  }
}
