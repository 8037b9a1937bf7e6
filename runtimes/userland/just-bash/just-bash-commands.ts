import { Bash, type CommandName, type ExecResult, getCommandNames, type IFileSystem } from "just-bash/browser";
import { HostFiles } from "./host-files.ts";
import { IterationsUntil, interpreterLimits } from "./limits.ts";
import { SLOT_COMMANDS } from "./slot-commands.ts";

/** What a command of just-bash is given. Streams are whole texts of one character a byte. */
export interface CommandInput {
  readonly fs: IFileSystem;
  readonly cwd: string;
  readonly env: Map<string, string>;
  readonly exportedEnv: Record<string, string>;
  readonly stdin: string;
  readonly limits: object;
  readonly signal: AbortSignal;
  exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  /** The command that one of ours stands for. */
  origCommand?(args: readonly string[]): Promise<ExecResult>;
  getRegisteredCommands(): string[];
}

/** How a command starts another one. */
export interface ExecOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly replaceEnv?: boolean;
  readonly stdin?: string;
  readonly stdinKind?: "bytes" | "text";
  /** Further arguments, as they are. */
  readonly args?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface Command {
  readonly name: string;
  execute(args: readonly string[], input: CommandInput): Promise<ExecResult>;
}

/** Those that are builtins of the shell, or programs of our own. */
const OWN = new Set(["bash", "sh", "sqlite3", "timeout", "history", "help", "time", "alias", "unalias"]);
const NAMES = getCommandNames().filter((name) => !OWN.has(name));

/** just-bash's commands by name, without its interpreter: each is run as a program in a process. */
export function justBashCommands(): ReadonlyMap<string, Command> {
  const bash = new Bash({
    fs: new HostFiles(),
    cwd: "/workspace",
    commands: NAMES as CommandName[],
    defenseInDepth: false,
    executionLimits: interpreterLimits(1 << 20),
  });
  const { commands: originals } = bash as unknown as { commands: ReadonlyMap<string, Command> };
  const commands = new Map(originals);
  for (const own of SLOT_COMMANDS as unknown as readonly Command[]) {
    const original = originals.get(own.name);
    commands.set(own.name, {
      name: own.name,
      execute: (args, input) =>
        own.execute(args, original ? { ...input, origCommand: (rest) => original.execute(rest, input) } : input),
    });
  }
  for (const name of OWN) commands.delete(name);
  return commands;
}

/** The caps of commands, out of the way: the slot's own hold. */
export function commandLimits(maxStringBytes: number, mustStop: () => boolean): object {
  return interpreterLimits(maxStringBytes, new IterationsUntil(mustStop));
}
