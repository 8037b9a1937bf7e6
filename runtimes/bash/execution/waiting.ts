import type { ExitStatus } from "../../kernel/process.ts";
import { SIGNALS, type SignalName } from "../../kernel/signals.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { SIGNAL_TEXTS } from "../signal-texts.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";

/** `$?` of what ended so. */
export function statusOf(status: ExitStatus): number {
  return status.kind === "exited" ? status.code & 255 : 128 + SIGNALS[status.signal];
}

/** Waits for one child, however many signals come meanwhile: their traps run afterwards. */
export async function waitForChild(shell: BashShell, pid: number): Promise<ExitStatus> {
  for (;;) {
    try {
      const waited = shell.kernel.wait(shell.process, pid);
      const ended = isPending(waited) ? await waited : waited;
      // Otherwise one signal would stand for the ends of several children.
      if (shell.traps.size > 0 && shell.traps.has("SIGCHLD")) await shell.process.checkpoint();
      return ended?.status ?? { kind: "exited", code: 0 };
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (error.code === "ECHILD") return { kind: "exited", code: 127 };
      if (error.code !== "EINTR") throw error;
      await shell.process.checkpoint();
      shell.traps.endIfKilled();
    }
  }
}

/** Waits for the processes of a command in the foreground. @returns the status of the last */
export async function waitForeground(
  shell: BashShell,
  pids: readonly number[],
  command: () => string,
): Promise<number> {
  const statuses: number[] = [];
  for (const pid of pids) {
    const ended = await waitForChild(shell, pid);
    statuses.push(statusOf(ended));
    if (ended.kind === "signalled" && pid === pids.at(-1)) {
      await reportSignal(shell, pid, ended.signal, command(), true);
    }
  }
  shell.pipeStatus = statuses;
  if (shell.jobs.length > 0) await shell.tellOfJobs();
  return statuses.at(-1) ?? 0;
}

/** Ends of commands that a shell which reads a script says nothing of. */
const UNREPORTED: ReadonlySet<string> = new Set(["SIGINT", "SIGPIPE", "SIGSTKFLT", "SIGIO", "SIGPWR"]);

/** @returns whether there was something to say */
export async function reportSignal(
  shell: BashShell,
  pid: number,
  signal: SignalName,
  command: string,
  isForeground: boolean,
): Promise<boolean> {
  const description = UNREPORTED.has(signal) ? undefined : SIGNAL_TEXTS[signal];
  if (description === undefined) return false;
  if (signal === "SIGTERM" || shell.traps.has(signal)) {
    if (isForeground) await shell.process.printError(`${description}\n`);
    return isForeground;
  }
  await shell.error(`${String(pid).padStart(5)} ${description.padEnd(23)} ${command}`);
  return true;
}
