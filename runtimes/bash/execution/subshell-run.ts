import type { AndOr, PipelineNode } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { SIGNALS, type SignalName } from "../../kernel/signals.ts";
import type { BashShell } from "./bash-shell.ts";
import { ControlFlow } from "./shell.ts";
import { runExitTrap } from "./trap-runner.ts";
import { CommandAbandoned, ShellKilled } from "./unwinding.ts";

/** Runs the whole of a shell or a subshell: what unwinds it ends it, and its EXIT trap comes last. @returns its exit code */
export async function runSubshell(shell: BashShell, run: (shell: BashShell) => MaybePromise<number>): Promise<number> {
  try {
    return await runToEnd(shell, run);
  } finally {
    shell.variables.end();
  }
}

async function runToEnd(shell: BashShell, run: (shell: BashShell) => MaybePromise<number>): Promise<number> {
  let status: number;
  try {
    status = await run(shell);
    if (shell.traps.pending.length > 0) await shell.runPendingTraps();
  } catch (error) {
    if (error instanceof ShellKilled) return killed(shell, error.signal);
    status = endingStatus(shell, error);
  }
  if (shell.isReplaced) return status & 255;
  try {
    status = await runExitTrap(shell, status);
  } catch (error) {
    status = endingStatus(shell, error);
  }
  return status & 255;
}

/** Runs a command that has a process to itself. Only of some kinds of commands bash runs an EXIT trap that is set in them. */
export async function runAlone(shell: BashShell, command: PipelineNode | AndOr): Promise<number> {
  try {
    return await shell.execute(command);
  } finally {
    const { type } = command.type === "Redirected" ? command.command : command;
    if (type !== "Command" && type !== "BraceGroup" && type !== "Subshell") shell.traps.delete("EXIT");
  }
}

/** Ends as the signal would have ended it. */
async function killed(shell: BashShell, signal: SignalName): Promise<number> {
  await runExitTrap(shell, 128 + SIGNALS[signal]);
  shell.process.setDisposition(signal, "default");
  shell.kernel.kill(shell.process.pid, signal);
  await shell.process.checkpoint();
  return 128 + SIGNALS[signal];
}

function endingStatus(shell: BashShell, error: unknown): number {
  if (error instanceof CommandAbandoned) return error.status;
  if (error instanceof ControlFlow)
    return error.kind === "exit" || error.kind === "return" ? error.value : shell.lastStatus;
  throw error;
}
