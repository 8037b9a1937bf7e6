import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";
import { TrapTable } from "../execution/traps.ts";
import { quoteSingle } from "../quoting.ts";
import { defineBuiltin } from "./define.ts";
import { usageFailure } from "./failure.ts";
import { parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { signalNumberOf, signalOf, signalTable } from "./signal-names.ts";

export const trap = defineBuiltin({
  name: "trap",
  isSpecial: true,
  usage: "trap [-lp] [[arg] signal_spec ...]",
  summary: "Says what is done on signals and at the shell's end.",
  run(shell, args, process) {
    const options = parseOptions(args, "lp");
    const { operands } = options;
    if (options.has("l")) return printOutput(shell, process, "trap", signalTable());
    if (options.has("p") || operands.length === 0) return show(shell, process, operands);
    const [action = "", ...names] = operands;
    if (action === "-") {
      if (names.length === 0) throw usageFailure();
      return change(shell, names, undefined);
    }
    // A signal where the command should be: all that is named is reset.
    const isReset = /^[0-9]+$/.test(action) && signalOf(action) !== undefined;
    if (isReset || (names.length === 0 && signalOf(action) !== undefined)) return change(shell, operands, undefined);
    if (names.length === 0) throw usageFailure();
    return change(shell, names, action);
  },
});

async function change(shell: Shell, names: readonly string[], command: string | undefined): Promise<number> {
  let status = 0;
  for (const name of names) {
    const signal = signalOf(name);
    if (signal === undefined) {
      await shell.error(`trap: ${name}: invalid signal specification`);
      status = 1;
    } else if (signal === "SIGKILL" || signal === "SIGSTOP") {
      // Nothing can be done about these.
    } else if (command === undefined) shell.traps.delete(signal);
    else shell.traps.set(signal, command);
  }
  return status;
}

async function show(shell: Shell, process: Process, names: readonly string[]): Promise<number> {
  let status = 0;
  let text = "";
  const traps = visibleTraps(shell);
  if (names.length === 0) {
    const number = (name: string): number => signalNumberOf(name) ?? 0;
    for (const name of [...traps.keys()].sort((a, b) => number(a) - number(b)))
      text += trapLine(name, traps.get(name) ?? "");
  }
  for (const name of names) {
    const signal = signalOf(name);
    const command = signal === undefined ? undefined : traps.get(signal);
    if (signal === undefined) {
      await shell.error(`trap: ${name}: invalid signal specification`);
      status = 1;
    } else if (command !== undefined) text += trapLine(signal, command);
  }
  return (await printOutput(shell, process, "trap", text)) || status;
}

/** A subshell has its parent's traps no more, but shows them until it sets one itself. */
function visibleTraps(shell: Shell): ReadonlyMap<string, string> {
  return shell.traps instanceof TrapTable ? shell.traps.visible : shell.traps;
}

function trapLine(name: string, command: string): string {
  return `trap -- ${quoteSingle(command)} ${name}\n`;
}
