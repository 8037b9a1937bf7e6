import type { CommandNode, Pipeline } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { redirected } from "./redirections.ts";
import { runAlone } from "./subshell-run.ts";
import { ownerOf } from "./subshells.ts";
import { timed } from "./time.ts";
import { debugBeforeFork, show } from "./trace.ts";
import { statusOf, waitForChild } from "./waiting.ts";

export function pipeline(shell: BashShell, node: Pipeline): MaybePromise<number> {
  const negations = node.prefixes.filter((prefix) => prefix.type === "Negation").length;
  const time = node.prefixes.find((prefix) => prefix.type === "Time");
  if (!time && negations === 0) return stages(shell, node);
  return prefixed(shell, node, negations, time === undefined ? undefined : { isPosix: time.posix !== undefined });
}

async function prefixed(
  shell: BashShell,
  node: Pipeline,
  negations: number,
  time: { readonly isPosix: boolean } | undefined,
): Promise<number> {
  if (negations > 0) shell.ignoringFailure++;
  try {
    const status = time ? await timedStages(shell, node, time.isPosix) : await stages(shell, node);
    if (negations % 2 === 0) return status;
    const inverted = Number(status === 0);
    // PIPESTATUS has what commands returned, but of these two bash keeps the inverted status.
    const type = node.commands.length === 1 ? node.commands[0]?.type : undefined;
    if (type === "TestCommand" || type === "ArithmeticCommand") shell.pipeStatus = inverted;
    return inverted;
  } finally {
    if (negations > 0) shell.ignoringFailure--;
  }
}

/** A subshell tells its times itself, to where it is redirected. */
async function timedStages(shell: BashShell, node: Pipeline, isPosix: boolean): Promise<number> {
  const only = node.commands.length === 1 ? node.commands[0] : undefined;
  if (only?.type !== "Redirected" || only.command.type !== "Subshell")
    return timed(shell, isPosix, async () => stages(shell, node));
  return redirected(shell, only, () => timed(shell, isPosix, async () => shell.execute(only.command)));
}

function stages(shell: BashShell, node: Pipeline): MaybePromise<number> {
  const [only] = node.commands;
  if (!only) return 0;
  if (node.commands.length > 1) return connected(shell, node);
  const result = shell.execute(only);
  return isPending(result) ? result : result;
}

/** Stages in processes of their own, each reading what the one before it writes. */
async function connected(shell: BashShell, node: Pipeline): Promise<number> {
  const { descriptors } = shell.process;
  const pids: number[] = [];
  const last = node.commands.length - 1;
  const runsLastHere = shell.options.shopt.lastpipe && !shell.options.set.monitor;
  let input: number | undefined;
  let lastStatus: number | undefined;
  for (let at = 0; at <= last; at++) {
    const command = node.commands[at];
    if (!command) break;
    if (at === last && runsLastHere) {
      lastStatus = await stageHere(shell, command, input);
      input = undefined;
      break;
    }
    if (command.type === "Command") {
      show(shell, command);
      if (shell.traps.size > 0) await debugBeforeFork(shell, command);
    }
    const pipe = at < last ? shell.kernel.pipe() : undefined;
    const readFd: number | undefined = pipe && descriptors.add(pipe.readEnd, { minFd: 10, closeOnExec: true });
    const writeFd = pipe && descriptors.add(pipe.writeEnd, { minFd: 10, closeOnExec: true });
    const inputFd = input;
    const joinsErrors = node.operators[at] === "|&";
    const { loopDepth } = shell;
    pids.push(
      shell.forkShell(
        async (child) => {
          child.forkedFor = ownerOf(command);
          if (command.type === "Command") {
            child.subshellLevel--;
            child.loopDepth = loopDepth;
          }
          return runAlone(child, command);
        },
        {
          prepare: (table) => {
            if (inputFd !== undefined) {
              table.duplicate(inputFd, 0);
              table.close(inputFd);
            }
            if (writeFd !== undefined) {
              table.duplicate(writeFd, 1);
              if (joinsErrors) table.duplicate(writeFd, 2);
              table.close(writeFd);
            }
            if (readFd !== undefined) table.close(readFd);
          },
        },
      ),
    );
    if (inputFd !== undefined) descriptors.close(inputFd);
    if (writeFd !== undefined) descriptors.close(writeFd);
    input = readFd;
  }
  const statuses: number[] = [];
  for (const pid of pids) statuses.push(statusOf(await waitForChild(shell, pid)));
  if (lastStatus !== undefined) statuses.push(lastStatus);
  shell.pipeStatus = statuses;
  if (shell.jobs.length > 0) await shell.tellOfJobs();
  if (!shell.options.set.pipefail) return statuses.at(-1) ?? 0;
  return statuses.findLast((status) => status !== 0) ?? 0;
}

/** With `lastpipe` the last stage runs in the shell itself, and reads from the pipe meanwhile. */
async function stageHere(shell: BashShell, command: CommandNode, input: number | undefined): Promise<number> {
  const { descriptors } = shell.process;
  if (input === undefined) return shell.execute(command);
  const saved = descriptors.has(0) ? descriptors.add(descriptors.get(0), { minFd: 10, closeOnExec: true }) : undefined;
  descriptors.duplicate(input, 0);
  descriptors.close(input);
  shell.ignoringFailure++;
  try {
    return await shell.execute(command);
  } finally {
    shell.ignoringFailure--;
    if (saved === undefined) descriptors.close(0);
    else {
      descriptors.duplicate(saved, 0);
      descriptors.close(saved);
    }
  }
}
