import { SystemError } from "../kernel/system-error.ts";
import { launch } from "./launch.ts";
import { Failure } from "./program/failure.ts";
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

export const env = program({
  name: "env",
  usage: "[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]",
  about: "Sets each NAME in the environment and starts COMMAND, or prints the environment.",
  options: OPTIONS,
  stopsAtOperand: true,
  failureStatus: FAILED,
  modernize: splitStrings,
  run: async ({ options, operands, process, kernel, files, output }) => {
    const rest = [...operands];
    if (rest[0] === "-") rest.shift();
    if (options.has("ignore-environment") || operands[0] === "-") process.env = new Map();
    for (const name of options.values("unset")) {
      if (name === "" || name.includes("=")) throw new Failure(`cannot unset ${quoted(name)}: Invalid argument`);
      process.env.delete(name);
    }
    for (let arg = rest[0]; arg?.includes("="); arg = rest[0]) {
      process.env.set(arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1));
      rest.shift();
    }
    const folder = options.value("chdir");
    if (folder !== undefined) {
      if (rest.length === 0) throw new UsageError("must specify command with --chdir (-C)");
      try {
        process.cwd = files.realpath(folder);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        throw new Failure(`cannot change directory to ${quoteAlways(folder)}: ${error.message}`);
      }
    }
    const [command] = rest;
    if (command !== undefined) {
      if (options.has("null")) throw new UsageError("cannot specify --null (-0) with command");
      return launch(process, kernel, rest);
    }
    for (const [name, value] of process.env) output.putText(`${name}=${value}${options.has("null") ? "\0" : "\n"}`);
    return 0;
  },
});

/** Puts the words of `-S` in the place of it. */
function splitStrings(args: readonly string[]): readonly string[] {
  for (const [at, arg] of args.entries()) {
    if (!arg.startsWith("-") || arg === "-" || arg === "--") return args;
    const {
      before = "",
      attached: short,
      value: attached = short,
    } = /^-(?<before>[i0v]*)S(?<attached>.*)$|^--split-string=(?<value>.*)$/s.exec(arg)?.groups ?? {};
    if (attached === undefined && arg !== "--split-string") continue;
    const isNext = attached === undefined || attached === "";
    const split = words(isNext ? (args[at + 1] ?? "") : attached);
    return [
      ...args.slice(0, at),
      ...(before === "" ? [] : [`-${before}`]),
      ...split,
      ...args.slice(at + (isNext ? 2 : 1)),
    ];
  }
  return args;
}

const WORD =
  /'(?<single>(?:\\.|[^'])*)'|"(?<double>(?:\\.|[^"])*)"|\\(?<escaped>.)|(?<blank>\s+)|(?<plain>[^\s'"\\]+)/gs;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", v: "\v", f: "\f", _: " " };

function words(text: string): string[] {
  const found: string[] = [];
  let word: string | undefined;
  for (const { groups = {} } of text.matchAll(WORD)) {
    const { single, double, escaped, blank, plain } = groups;
    if (blank !== undefined) {
      if (word !== undefined) found.push(word);
      word = undefined;
      continue;
    }
    const part = single ?? double?.replace(/\\(.)/gs, (_, next: string) => ESCAPES[next] ?? next) ?? plain;
    word = (word ?? "") + (part ?? ESCAPES[escaped ?? ""] ?? escaped ?? "");
  }
  if (word !== undefined) found.push(word);
  return found;
}
