import type { MaybePromise } from "../../kernel/description.ts";
import type { Builtin } from "../builtins/builtin.ts";
import { BUILTINS } from "../builtins/table.ts";
import type { BashShell } from "./bash-shell.ts";
import type { CommandCall } from "./command-call.ts";
import { callFunction } from "./function-call.ts";
import { isPending } from "./maybe.ts";
import { runProgram } from "./programs.ts";

/** Calls a function, a builtin or a program. */
export function invoke(shell: BashShell, call: CommandCall): MaybePromise<number> {
  const name = call.args[0];
  if (typeof name !== "string") return 0;
  const last = call.args.at(-1);
  shell.lastArgument = typeof last === "string" ? last : (last?.name ?? "");
  if (call.only === undefined) {
    const shellFunction = shell.functions.get(name);
    if (shellFunction) return callFunction(shell, shellFunction, textArgs(call.args).slice(1), call.temporary);
  }
  if (call.only !== "program") {
    const builtin = findBuiltin(shell, name);
    if (builtin) return runBuiltin(shell, builtin, call);
  }
  if (call.only === "builtin") return shell.error(`builtin: ${name}: not a shell builtin`).then(() => 1);
  return runProgram(shell, textArgs(call.args), call);
}

export function findBuiltin(shell: BashShell, name: string): Builtin | undefined {
  return shell.builtins.disabled.has(name) ? undefined : BUILTINS.get(name);
}

function runBuiltin(shell: BashShell, builtin: Builtin, call: CommandCall): MaybePromise<number> {
  if (!call.temporary) return callBuiltin(shell, builtin, call.args);
  if (builtin.isSpecial && shell.options.set.posix) {
    for (const [name, text] of call.temporary) shell.variables.assign(name, text);
    return callBuiltin(shell, builtin, call.args);
  }
  return withTemporary(shell, builtin, call.args, call.temporary);
}

async function withTemporary(
  shell: BashShell,
  builtin: Builtin,
  args: CommandCall["args"],
  temporary: ReadonlyMap<string, string>,
): Promise<number> {
  shell.variables.pushScope(temporary, "command");
  try {
    return await callBuiltin(shell, builtin, args);
  } finally {
    shell.variables.popScope();
  }
}

function callBuiltin(shell: BashShell, builtin: Builtin, args: CommandCall["args"]): MaybePromise<number> {
  const result = builtin.runDeclaration
    ? builtin.runDeclaration(shell, args.slice(1), shell.process)
    : builtin.run(shell, textArgs(args).slice(1), shell.process);
  return isPending(result) ? result : result;
}

function textArgs(args: CommandCall["args"]): string[] {
  return args.map((arg) => (typeof arg === "string" ? arg : arg.text));
}
