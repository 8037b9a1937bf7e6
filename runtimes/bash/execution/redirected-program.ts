import type { Redirection } from "unbash";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { endingStatus } from "./abandon.ts";
import type { BashShell } from "./bash-shell.ts";
import type { CommandCall } from "./command-call.ts";
import { invoke } from "./invoke.ts";
import { redirect } from "./redirections.ts";
import { waitForeground } from "./waiting.ts";

/**
 * Runs a program with redirections. Bash makes them in the program's process: what they assign is lost, and what they can't
 * expand ends that process, not the shell. Here they are made in the shell, but for those that assign.
 */
export async function redirectedProgram(
  shell: BashShell,
  call: CommandCall,
  redirects: readonly Redirection[],
): Promise<number> {
  if (!redirects.some(mayAssign)) return redirectedHere(shell, call, redirects);
  const pid = shell.forkShell(async (child) => {
    child.subshellLevel--;
    return redirectedHere(child, call, redirects);
  });
  return waitForeground(shell, [pid], () => (call.node ? shell.textOf(call.node) : ""));
}

async function redirectedHere(shell: BashShell, call: CommandCall, redirects: readonly Redirection[]): Promise<number> {
  let made: Awaited<ReturnType<typeof redirect>>;
  try {
    made = await redirect(shell, redirects);
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    await shell.error(error.message);
    return error.ends === "shell" ? endingStatus(shell, error) : error.status;
  }
  if (!made) return 1;
  try {
    return await invoke(shell, call);
  } finally {
    made.undo();
  }
}

function mayAssign(redirect: Redirection): boolean {
  if (redirect.type === "HereDoc" && redirect.delimiter?.quoted) return false;
  const text = redirect.type === "HereDoc" ? redirect.body.text : (redirect.target?.text ?? "");
  return /\$(?:\(\(|[[{])/.test(text) && /=|\+\+|--/.test(text);
}
