import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import { commands } from "./library.ts";
import { SLOT_COMMANDS } from "./slot-commands.ts";

/** A command: what it is given are its arguments, and streams as whole texts of one character a byte. */
export type JustBashCommand = (args: string[], context: ResolvedCommandContext) => Promise<ExecResult>;

/** just-bash's commands by name, with what slots have beside them or in their place. */
export function justBashCommands(): ReadonlyMap<string, JustBashCommand> {
  const all = new Map<string, JustBashCommand>();
  for (const [name, command] of Object.entries(commands))
    all.set(name, (args, context) => command.execute(args, context));
  for (const [name, own] of Object.entries(SLOT_COMMANDS)) {
    const original = all.get(name) ?? notThere;
    all.set(name, (args, context) => own(args, context, (rest) => original(rest, context)));
  }
  return all;
}

async function notThere(): Promise<ExecResult> {
  return { stdout: "", stderr: "not available\n", exitCode: 127 };
}
