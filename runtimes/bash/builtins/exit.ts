import { ControlFlow, type Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure, HelpRequest } from "./failure.ts";
import { integerOf } from "./numbers.ts";

/* `exit`, `logout` and `return`: what ends with a status. */

export const exit = defineBuiltin({
  name: "exit",
  isSpecial: true,
  usage: "exit [n]",
  summary: "Ends the shell.",
  run: (shell, args) => leave(shell, "exit", "exit", args),
});

export const logout = defineBuiltin({
  name: "logout",
  usage: "logout [n]",
  summary: "Ends a login shell.",
  run(shell, args) {
    if (!shell.options.shopt.login_shell) throw new BuiltinFailure("not login shell: use `exit'");
    return leave(shell, "logout", "exit", args);
  },
});

export const returnBuiltin = defineBuiltin({
  name: "return",
  isSpecial: true,
  usage: "return [n]",
  summary: "Ends a function or a sourced file.",
  run(shell, args) {
    if (!shell.frames.some(({ kind }) => kind !== "main"))
      throw new BuiltinFailure("can only `return' from a function or sourced script", 2);
    return leave(shell, "return", "return", args);
  },
});

/** A plain status is thrown at once: to reject a promise through all that waits takes much longer. */
function leave(shell: Shell, name: string, kind: "exit" | "return", args: readonly string[]): Promise<never> {
  const [only = ""] = args;
  if (args.length === 0) throw new ControlFlow(kind, shell.lastStatus);
  if (args.length === 1 && /^\d{1,3}$/.test(only)) throw new ControlFlow(kind, Number(only) & 255);
  return leaveWith(shell, name, kind, args);
}

async function leaveWith(shell: Shell, name: string, kind: "exit" | "return", args: readonly string[]): Promise<never> {
  if (args[0] === "--help") throw new HelpRequest();
  const [text, extra] = args[0] === "--" ? args.slice(1) : args;
  if (text === undefined) throw new ControlFlow(kind, shell.lastStatus);
  const status = integerOf(text);
  if (status === undefined) {
    await shell.error(`${name}: ${text}: numeric argument required`);
    throw new ControlFlow(kind, 2);
  }
  if (extra !== undefined) {
    await shell.error(`${name}: too many arguments`);
    throw new ControlFlow("exit", 1);
  }
  throw new ControlFlow(kind, status & 255);
}
