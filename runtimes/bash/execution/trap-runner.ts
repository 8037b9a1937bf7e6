import type { BashShell } from "./bash-shell.ts";
import { ControlFlow } from "./shell.ts";

/** Runs a trap's command. `$?` is afterwards what it was. */
export async function runTrap(shell: BashShell, name: string, options: { line?: number } = {}): Promise<void> {
  const command = shell.traps.get(name);
  if (command === undefined || command === "" || shell.runningTraps.has(name)) return;
  const status = shell.lastStatus;
  const line = shell.line;
  const ignoring = shell.ignoringFailure;
  const pipeStatus = shell.pipeStatus;
  shell.runningTraps.add(name);
  try {
    const ended = await shell.evaluate(command, { firstLine: options.line ?? line, context: "trap: " });
    if (name === "DEBUG") shell.debugStatus = ended;
  } finally {
    shell.runningTraps.delete(name);
    shell.ignoringFailure = ignoring;
    shell.line = line;
    shell.pipeStatus = pipeStatus;
  }
  shell.lastStatus = status;
}

export async function runErrTrap(shell: BashShell, status: number): Promise<void> {
  shell.lastStatus = status;
  await runTrap(shell, "ERR", { line: shell.line });
}

/** @returns the status with which the shell ends, which the trap may change */
export async function runExitTrap(shell: BashShell, status: number): Promise<number> {
  if (!shell.traps.has("EXIT")) return status;
  shell.lastStatus = status;
  const command = shell.traps.get("EXIT");
  shell.traps.delete("EXIT");
  if (command === undefined || command === "") return status;
  shell.loopDepth = 0;
  shell.ignoringFailure = 0;
  shell.traceLevel--;
  try {
    await shell.evaluate(command, { firstLine: 1 });
  } catch (error) {
    if (error instanceof ControlFlow && error.kind === "exit") return error.value;
    if (!(error instanceof ControlFlow)) throw error;
  }
  return status;
}

/** Runs the traps of signals that have come, in the order in which they came. */
export async function runPendingTraps(shell: BashShell): Promise<void> {
  for (let signal = shell.traps.pending.shift(); signal; signal = shell.traps.pending.shift())
    await runTrap(shell, signal);
}
