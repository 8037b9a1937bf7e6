import type { BashShell } from "../bash/execution/bash-shell.ts";
import { suspend } from "../kernel/interruption.ts";
import type { Machine } from "../kernel/machine.ts";
import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";

/** Turns of the engine in which what is at its end anyway comes to it. */
const SETTLE_TURNS = 200;
/** How often what is beyond the limit is ended: meanwhile the others may make more. */
const CULLS = 8;

/** Those that run beside a shell: its own process is not one of them. */
export function besides(machine: Machine, shell: Process | undefined): Process[] {
  return machine.running.filter((process) => process !== shell);
}

/** Whether others still run when those have ended that are just about to. */
export async function leavesProcesses(machine: Machine, shell: Process): Promise<boolean> {
  for (let turn = 0; turn < SETTLE_TURNS && machine.running.length > 1; turn++) await undefined;
  return besides(machine, shell).length > 0;
}

/** Ends the newest beyond so many. @returns how many that were */
export async function cull(machine: Machine, shell: Process | undefined, max: number): Promise<number> {
  const ended = new Set<Process>();
  for (let round = 0; round < CULLS; round++) {
    // Those that make others faster than they are ended all go.
    const beyond = besides(machine, shell).slice(round === CULLS - 1 && ended.size > 0 ? 0 : max);
    if (beyond.length === 0 || besides(machine, shell).length <= max) break;
    for (const process of beyond.reverse()) {
      ended.add(process);
      machine.kill(process.pid, "SIGKILL");
    }
    for (let turn = 0; turn < SETTLE_TURNS && beyond.some(({ pid }) => isRunning(machine, pid)); turn++)
      await undefined;
  }
  return ended.size;
}

function isRunning(machine: Machine, pid: number): boolean {
  return machine.running.some((process) => process.pid === pid);
}

/**
 * What a shell does between two calls: it runs traps of signals that come.
 * @param onReady given what takes the text of the next call, or nothing while a trap runs @returns that text
 */
export async function nextText(
  shell: BashShell,
  onReady: (take: ((text: string) => void) | undefined) => void,
): Promise<string> {
  for (;;) {
    try {
      return await suspend<string>(shell.process.interruption, (resume) => {
        onReady(resume);
        return () => onReady(undefined);
      });
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "EINTR") throw error;
      await shell.process.checkpoint();
      shell.traps.endIfKilled();
      await shell.runPendingTraps();
    }
  }
}

/** Nothing of the call before counts in the next one but what a shell keeps. */
export function beginText(shell: BashShell): void {
  shell.loopDepth = 0;
  shell.ignoringFailure = 0;
  shell.depth = 0;
  shell.callDepth = 0;
  shell.evaluations = 0;
  shell.traceLevel = 1;
  shell.hadSyntaxError = false;
  shell.frames.length = 0;
}
