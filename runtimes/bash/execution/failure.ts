import type { AndOr, CompoundList, PipelineNode } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import type { BashShell } from "./bash-shell.ts";
import { ControlFlow } from "./shell.ts";
import { runErrTrap } from "./trap-runner.ts";

/**
 * Whether a failure of this is one for ERR and errexit. Those of lists, loops and conditions are not: it was a command within
 * that failed.
 */
export function endsWithFailure(node: PipelineNode | AndOr | CompoundList): boolean {
  switch (node.type) {
    case "Command":
    case "ArithmeticCommand":
    case "TestCommand":
    case "Subshell":
    case "Function":
      return true;
    case "Redirected":
      return endsWithFailure(node.command);
    case "Pipeline":
      return node.commands.length > 1 && !node.prefixes.some((prefix) => prefix.type === "Negation");
    default:
      return false;
  }
}

/** Does what a failure that counts has to do. @throws ControlFlow exit, with errexit */
export function afterFailure(shell: BashShell, status: number): MaybePromise<number> {
  if (shell.traps.has("ERR") && shell.runsTrap("ERR")) return trapThenExit(shell, status);
  if (shell.options.set.errexit) throw new ControlFlow("exit", status);
  return status;
}

async function trapThenExit(shell: BashShell, status: number): Promise<number> {
  await runErrTrap(shell, status);
  if (shell.options.set.errexit) throw new ControlFlow("exit", status);
  return status;
}
