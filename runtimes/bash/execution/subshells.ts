import type { Coproc, Statement, Subshell } from "unbash";
import type { BashShell } from "./bash-shell.ts";
import { runAlone } from "./subshell-run.ts";
import { debugBeforeFork } from "./trace.ts";
import { waitForeground } from "./waiting.ts";

/** `( … )` */
export async function subshell(shell: BashShell, node: Subshell): Promise<number> {
  if (shell.forkedFor === node) return inSubshell(shell, node);
  const pid = shell.forkShell(async (child) => inSubshell(child, node));
  return waitForeground(shell, [pid], () => shell.textOf(node));
}

/** In a process that is there for nothing else; a program that is all there is to run becomes it. */
async function inSubshell(shell: BashShell, node: Subshell): Promise<number> {
  const [first, second] = node.body.commands;
  shell.forkedFor =
    first?.command.type === "Command" && !first.background && !second && shell.traps.size === 0
      ? first.command
      : undefined;
  return shell.executeList(node.body.commands);
}

/** What a process that is made for a command is there for, if that command would otherwise get one of its own. */
export function ownerOf(command: Statement["command"] | Coproc["body"]): BashShell["forkedFor"] {
  const bare = command.type === "Redirected" ? command.command : command;
  return bare.type === "Command" || bare.type === "Subshell" ? bare : undefined;
}

/** `… &` */
export async function background(shell: BashShell, node: Statement): Promise<number> {
  const { loopDepth } = shell;
  const { command } = node;
  if (command.type === "Command" && shell.traps.size > 0) await debugBeforeFork(shell, command);
  const pid = shell.forkShell(
    async (child) => {
      child.ignoringFailure = 0;
      child.forkedFor = ownerOf(command);
      if (command.type === "Command") child.loopDepth = loopDepth;
      return runAlone(child, command);
    },
    {
      isAsynchronous: true,
      group: shell.options.set.monitor ? "own" : 0,
    },
  );
  shell.jobTable.add([pid], shell.textOf(command), shell.options.set.monitor ? pid : shell.process.pgid);
  shell.lastBackgroundPid = pid;
  shell.lastStatus = 0;
  return 0;
}

/** `coproc NAME …`: its output is read from `${NAME[0]}`, its input written to `${NAME[1]}`. */
export async function coprocess(shell: BashShell, node: Coproc): Promise<number> {
  const { descriptors } = shell.process;
  const name = node.name?.value ?? "COPROC";
  const input = shell.kernel.pipe();
  const output = shell.kernel.pipe();
  const ours = {
    read: descriptors.add(output.readEnd, { minFd: 60, closeOnExec: true }),
    write: descriptors.add(input.writeEnd, { minFd: 60, closeOnExec: true }),
  };
  const theirs = {
    read: descriptors.add(input.readEnd, { minFd: 10, closeOnExec: true }),
    write: descriptors.add(output.writeEnd, { minFd: 10, closeOnExec: true }),
  };
  const begin = async (child: BashShell): Promise<number> => {
    child.forkedFor = ownerOf(node.body);
    return child.execute(node.body);
  };
  const pid = shell.forkShell(begin, {
    prepare: (table) => {
      table.duplicate(theirs.read, 0);
      table.duplicate(theirs.write, 1);
      for (const fd of [theirs.read, theirs.write, ours.read, ours.write]) table.close(fd);
    },
  });
  descriptors.close(theirs.read);
  descriptors.close(theirs.write);
  shell.variables.assignValue(name, {
    kind: "indexed",
    items: new Map([
      [0, String(ours.read)],
      [1, String(ours.write)],
    ]),
  });
  shell.variables.assign(`${name}_PID`, String(pid));
  shell.jobTable.add([pid], shell.textOf(node), shell.process.pgid);
  shell.lastBackgroundPid = pid;
  return 0;
}
