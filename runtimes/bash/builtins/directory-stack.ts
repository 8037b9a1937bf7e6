/* `pushd`, `popd` and `dirs`: directories to come back to. The first of the stack is always where the shell is. */

import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, HelpRequest, usageFailure } from "./failure.ts";
import { printOutput } from "./output.ts";
import { changeDirectory, logicalDirectory } from "./working-directory.ts";

export const pushd = defineBuiltin({
  name: "pushd",
  usage: "pushd [-n] [+N | -N | dir]",
  summary: "Puts a directory on the stack of directories, or turns the stack, and goes there.",
  async run(shell, args, process) {
    const { staysHere, place, operand } = parseStackArguments(args);
    const stack = stackOf(shell);
    if (place !== undefined) {
      if (stack.length === 1) throw new BuiltinFailure("directory stack empty");
      const index = checkedIndex(place, stack);
      const turned = [...stack.slice(index), ...stack.slice(0, index)];
      if (!staysHere) return enter(shell, process, "pushd", turned, false);
      shell.directoryStack.splice(0, stack.length, ...turned.slice(1));
      return 0;
    }
    if (operand === undefined) {
      const [here = "", next, ...others] = stack;
      if (next === undefined) throw new BuiltinFailure("no other directory");
      return enter(shell, process, "pushd", [next, here, ...others], staysHere);
    }
    if (staysHere) {
      shell.directoryStack.unshift(operand);
      return printStack(shell, process, "pushd");
    }
    if (operand !== "-") return enter(shell, process, "pushd", [operand, ...stack], false);
    const previous = shell.variables.text("OLDPWD");
    if (previous === undefined) throw new BuiltinFailure("OLDPWD not set");
    await printOutput(shell, process, "pushd", `${previous}\n`);
    return enter(shell, process, "pushd", [previous, ...stack], false);
  },
});

export const popd = defineBuiltin({
  name: "popd",
  usage: "popd [-n] [+N | -N]",
  summary: "Takes a directory from the stack of directories.",
  run(shell, args, process) {
    const { staysHere, place, operand } = parseStackArguments(args);
    if (operand !== undefined) throw usageFailure(`${operand}: invalid argument`);
    const stack = stackOf(shell);
    if (stack.length === 1) throw new BuiltinFailure("directory stack empty");
    const index = place === undefined ? 0 : checkedIndex(place, stack);
    if (index === 0 && !staysHere) return enter(shell, process, "popd", stack.slice(1), false);
    shell.directoryStack.splice(Math.max(0, index - 1), 1);
    return printStack(shell, process, "popd");
  },
});

export const dirs = defineBuiltin({
  name: "dirs",
  usage: "dirs [-clpv] [+N] [-N]",
  summary: "Shows the stack of directories.",
  run(shell, args, process) {
    let isLong = false;
    let form: "line" | "lines" | "numbered" = "line";
    let place: string | undefined;
    for (const arg of args) {
      if (arg === "--help") throw new HelpRequest();
      if (arg === "-l") isLong = true;
      else if (arg === "-p") form = "lines";
      else if (arg === "-v") form = "numbered";
      else if (arg === "-c") {
        shell.directoryStack.length = 0;
        return 0;
      } else if (arg === "--") continue;
      else if (/^[+-]/.test(arg)) place = checkedPlace(arg);
      else throw usageFailure(`${arg}: invalid option`);
    }
    const stack = stackOf(shell);
    const shown = stack.map((directory) => (isLong ? directory : withTilde(shell, directory)));
    const index = place === undefined ? undefined : checkedIndex(place, stack, place.slice(1));
    const chosen = index === undefined ? shown : shown.slice(index, index + 1);
    const lines = chosen.map((directory, offset) =>
      form === "numbered" ? `${String(offset + (index ?? 0)).padStart(2)}  ${directory}` : directory,
    );
    return printOutput(shell, process, "dirs", `${lines.join(form === "line" ? " " : "\n")}\n`);
  },
});

function stackOf(shell: Shell): string[] {
  return [logicalDirectory(shell), ...shell.directoryStack];
}

interface StackArguments {
  /** `-n` */
  readonly staysHere: boolean;
  /** `+N` or `-N` */
  readonly place: string | undefined;
  readonly operand: string | undefined;
}

function parseStackArguments(args: readonly string[]): StackArguments {
  let staysHere = false;
  let place: string | undefined;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--help") throw new HelpRequest();
    if (arg === "-n") staysHere = true;
    else if (arg === "--") {
      at++;
      break;
    } else if (arg === "-") break;
    else if (/^[+-]/.test(arg)) place = checkedPlace(arg);
    else break;
  }
  if (args.length - at > 1) throw new BuiltinFailure("too many arguments");
  return { staysHere, place, operand: args[at] };
}

function checkedPlace(arg: string): string {
  if (!/^[+-][0-9]+$/.test(arg)) throw usageFailure(`${arg}: invalid number`);
  return arg;
}

/** `+N` counts from the first, `-N` from the last. */
function checkedIndex(place: string, stack: readonly string[], shown = place): number {
  const number = Number(place.slice(1));
  if (stack.length === 1 && number > 0) throw new BuiltinFailure("directory stack empty");
  const index = place.startsWith("+") ? number : stack.length - 1 - number;
  if (index < 0 || index >= stack.length) throw new BuiltinFailure(`${shown}: directory stack index out of range`);
  return index;
}

/** Goes to the first of the stack, which becomes the new stack. */
function enter(
  shell: Shell,
  process: Process,
  name: string,
  stack: readonly string[],
  staysHere: boolean,
): Promise<number> | number {
  const [first = "", ...others] = stack;
  if (!staysHere) {
    try {
      changeDirectory(shell, first, false);
    } catch (error) {
      if (error instanceof SystemError) throw new BuiltinFailure(`${first}: ${error.message}`);
      throw error;
    }
  }
  shell.directoryStack.splice(0, shell.directoryStack.length, ...others);
  return printStack(shell, process, name);
}

function printStack(shell: Shell, process: Process, name: string): Promise<number> | number {
  const line = stackOf(shell)
    .map((directory) => withTilde(shell, directory))
    .join(" ");
  return printOutput(shell, process, name, `${line}\n`);
}

function withTilde(shell: Shell, directory: string): string {
  const home = shell.variables.text("HOME");
  if (home === undefined || home === "" || home === "/") return directory;
  if (directory === home) return "~";
  return directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
}
