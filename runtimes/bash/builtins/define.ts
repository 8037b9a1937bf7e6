import { SystemError } from "../../kernel/system-error.ts";
import { ControlFlow, type Shell } from "../execution/shell.ts";
import { CommandAbandoned } from "../execution/unwinding.ts";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { VariableError } from "../state/variables.ts";
import type { Builtin } from "./builtin.ts";
import { BuiltinFailure, HelpRequest } from "./failure.ts";
import { helpText } from "./help-text.ts";

/** Gives a builtin its way of failing: what it throws becomes bash's message and a status. */
export function defineBuiltin(builtin: Builtin): Builtin {
  const guarded = (shell: Shell, body: () => Promise<number> | number): Promise<number> | number => {
    try {
      const status = body();
      return typeof status === "number" ? status : status.catch((error: unknown) => report(shell, builtin, error));
    } catch (error) {
      if (error instanceof ControlFlow) throw error;
      return report(shell, builtin, error);
    }
  };
  const { runDeclaration } = builtin;
  return {
    ...builtin,
    run: (shell, args, process) => guarded(shell, () => builtin.run(shell, args, process)),
    ...(runDeclaration === undefined
      ? {}
      : { runDeclaration: (shell, args, process) => guarded(shell, () => runDeclaration(shell, args, process)) }),
  };
}

async function report(shell: Shell, builtin: Builtin, error: unknown): Promise<number> {
  if (error instanceof HelpRequest) {
    await shell.process.print(helpText(builtin));
    return 2;
  }
  if (error instanceof BuiltinFailure) {
    if (error.message !== "") await shell.error(`${builtin.name}: ${error.message}`);
    if (error.showsUsage) await shell.process.printError(`${builtin.name}: usage: ${builtin.usage}\n`);
    return error.status;
  }
  if (error instanceof VariableError) {
    await shell.error(variableMessage(error));
    return 1;
  }
  if (error instanceof ExpansionError) {
    const isUnset = error.status === 127;
    await shell.error(isUnset ? error.message : `${builtin.name}: ${error.message}`);
    if (error.ends === "command") return error.status;
    throw shell.isInteractive ? new CommandAbandoned(error.status) : new ControlFlow("exit", error.status);
  }
  if (error instanceof SystemError) {
    await shell.error(`${builtin.name}: ${error.message}`);
    return 1;
  }
  throw error;
}

export function variableMessage(error: VariableError): string {
  return `${error.variable}: ${error.message}`;
}
