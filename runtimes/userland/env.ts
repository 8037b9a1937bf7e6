import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { wordsOf } from "./env-words.ts";
import { launch } from "./launch.ts";
import { Failure } from "./program/failure.ts";
import { isDirectory } from "./program/file-kinds.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/env */

const OPTIONS = {
  "ignore-environment": { letters: "i", about: "begin with an empty environment" },
  null: { letters: "0", about: "end lines with NUL" },
  unset: { letters: "u", value: "NAME", about: "remove NAME" },
  chdir: { letters: "C", value: "DIR", about: "go to DIR first" },
  "split-string": { letters: "S", value: "S", about: "take S for several arguments: for #! lines" },
  "block-signal": { value: "[SIG]" },
  "default-signal": { value: "[SIG]" },
  "ignore-signal": { value: "[SIG]" },
  "list-signal-handling": {},
  debug: { letters: "v", about: "say what is done" },
} as const;

const FAILED = 125;
const NOT_FOUND = 127;

export const env = program({
  name: "env",
  usage: "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
  about: "Sets each NAME in the environment and starts COMMAND, or prints the environment.",
  like: "GNU coreutils",
  options: OPTIONS,
  stopsAtOperand: true,
  failureStatus: FAILED,
  modernize: splitStrings,
  run: async ({ options, operands, process, kernel, files, output }) => {
    const tell = async (message: string): Promise<void> => {
      if (options.has("debug")) await process.printError(`${message}\n`);
    };
    const rest = [...operands];
    if (rest[0] === "-") rest.shift();
    const isCleared = options.has("ignore-environment") || operands[0] === "-";
    if (isCleared) {
      await tell("cleaning environ");
      process.env = new Map();
    }
    for (const name of isCleared ? [] : options.values("unset")) {
      await tell(`unset:    ${name}`);
      if (name === "" || name.includes("=")) throw new Failure(`cannot unset ${quoted(name)}: Invalid argument`);
      process.env.delete(name);
    }
    for (let arg = rest[0]; arg?.includes("="); arg = rest[0]) {
      await tell(`setenv:   ${arg}`);
      process.env.set(arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1));
      rest.shift();
    }
    const folder = options.value("chdir");
    if (folder !== undefined) {
      if (rest.length === 0) throw new UsageError("must specify command with --chdir (-C)");
      try {
        await tell(`chdir:    ${quoteAlways(folder)}`);
        const target = files.realpath(folder);
        if (!isDirectory(files.stat(target))) throw new SystemError("ENOTDIR");
        process.cwd = target;
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        throw new Failure(`cannot change directory to ${quoteAlways(folder)}: ${error.message}`);
      }
    }
    const [command] = rest;
    if (command !== undefined) {
      if (options.has("null")) throw new UsageError("cannot specify --null (-0) with command");
      await tell(`executing: ${command}`);
      for (const [at, arg] of rest.entries()) await tell(`   arg[${at}]= ${quoted(arg)}`);
      const name = process.args[0] ?? "";
      const status = await launch(process, kernel, rest);
      if (status === NOT_FOUND && process.args[0] === name && /\s/.test(command))
        await process.printError(`${name}: use -[v]S to pass options in shebang lines\n`);
      return status;
    }
    for (const [name, value] of process.env) output.putText(`${name}=${value}${options.has("null") ? "\0" : "\n"}`);
    return 0;
  },
});

/** Options with a value that stands behind them, alone. */
const VALUED = /^(?:-[i0v]*[uC]|--(?:unset|chdir))$/;
const SPLIT = /^(?:-(?<before>[i0v]*)S(?<attached>.*)|--split-string=(?<value>.*)|--split-string)$/s;

/** Puts the words of each `-S` in the place of it. @throws Failure */
function splitStrings(args: readonly string[], { env: variables }: Process): readonly string[] {
  const split = [...args];
  for (let at = 0; at < split.length; at++) {
    const arg = split[at] ?? "";
    if (!arg.startsWith("-") || arg === "-" || arg === "--") break;
    if (VALUED.test(arg)) at++;
    const { before, attached, value = attached || undefined } = SPLIT.exec(arg)?.groups ?? {};
    if (!SPLIT.test(arg)) continue;
    const text = value ?? split[at + 1];
    if (text === undefined) break;
    const switches = before ? [`-${before}`] : [];
    split.splice(at, value === undefined ? 2 : 1, ...switches, ...wordsOf(text, variables));
    at += switches.length - 1;
  }
  return split;
}
