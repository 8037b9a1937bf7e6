import { SystemError } from "../../kernel/system-error.ts";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { VariableError } from "../state/variables.ts";
import type { BashShell } from "./bash-shell.ts";
import { ControlFlow } from "./shell.ts";
import { CommandAbandoned } from "./unwinding.ts";

/** What bash ends with when there can be no more processes. */
const FORK_FAILED = 254;

/** Says what an expansion or an assignment met, and goes back to where commands are read. Whatever else it is goes on as it is. */
export async function abandon(shell: BashShell, error: unknown): Promise<never> {
  if (error instanceof VariableError) {
    await shell.error(error.variable === "" ? error.message : `${error.variable}: ${error.message}`);
    throw shell.options.set.posix ? new ControlFlow("exit", 127) : new CommandAbandoned(1);
  }
  if (error instanceof ExpansionError) {
    await shell.error(error.message);
    if (error.ends === "shell" && !shell.isInteractive) throw new ControlFlow("exit", endingStatus(shell, error));
    throw new CommandAbandoned(error.status);
  }
  if (error instanceof SystemError && error.code === "EAGAIN") {
    await shell.error(`fork: ${error.message}`);
    throw new ControlFlow("exit", FORK_FAILED);
  }
  throw error;
}

/** What a shell ends with that an expansion ends: bash -c tells it apart, but not that of a subscript. */
export function endingStatus(shell: BashShell, error: ExpansionError): number {
  if (error.status !== 127) return error.status;
  return shell.readsCommandString && shell.subshellLevel === 0 && !shell.options.set.errexit ? 127 : 1;
}
