import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import { commands } from "./library.ts";

/** A command: what it is given are its arguments, and streams as whole texts of one character a byte. */
export type JustBashCommand = (args: string[], context: ResolvedCommandContext) => Promise<ExecResult>;

/** just-bash's commands by name. */
export function justBashCommands(): ReadonlyMap<string, JustBashCommand> {
  const all = new Map<string, JustBashCommand>();
  for (const [name, command] of Object.entries(commands))
    all.set(name, (args, context) => command.execute(args, context));
  return all;
}
