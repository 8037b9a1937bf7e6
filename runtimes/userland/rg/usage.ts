import type { Process } from "../../kernel/process.ts";
import type { OptionTable } from "../program/options.ts";
import { RG_OPTIONS } from "./options.ts";
import { mostSimilar } from "./similarity.ts";

const FORMS = [
  "rg [OPTIONS] PATTERN [PATH ...]",
  "rg [OPTIONS] -e PATTERN ... [PATH ...]",
  "rg [OPTIONS] -f PATTERNFILE ... [PATH ...]",
  "rg [OPTIONS] --files [PATH ...]",
  "rg [OPTIONS] --type-list",
  "command | rg [OPTIONS] PATTERN",
  "rg [OPTIONS] --help",
  "rg [OPTIONS] --version",
];
const REPEATED: ReadonlySet<string> = new Set([
  "regexp",
  "file",
  "glob",
  "iglob",
  "colors",
  "type",
  "type-not",
  "type-add",
  "type-clear",
  "ignore-file",
  "pre-glob",
]);
const USAGE = `\nUSAGE:\n    \n${FORMS.map((form) => `    ${form}\n`).join("")}\nFor more information try --help\n`;

/** What can't be read as arguments, which ripgrep says in words of its own. */
export async function usageError(process: Process, message: string): Promise<void> {
  const isBare = message.startsWith("Invalid value");
  await process.printError(`error: ${worded(message)}\n${isBare ? "" : USAGE}\n`);
}

function worded(message: string): string {
  const [, unknown] = /^unrecognized option '([^=]*).*'$/s.exec(message) ?? [];
  if (unknown !== undefined) return unexpected(unknown);
  const [, letter] = /^invalid option -- '(.+)'$/su.exec(message) ?? [];
  if (letter !== undefined) return unexpected(`-${letter}`);
  const [, long, short] =
    /^option (?:'--(.+)' requires an argument|requires an argument -- '(.+)')$/s.exec(message) ?? [];
  if (long ?? short) return `The argument '${shown(long, short)}' requires a value but none was supplied`;
  return message;
}

/** An option with its value. */
function shown(long: string | undefined, short: string | undefined): string {
  const table: OptionTable<string> = RG_OPTIONS;
  const [name = long ?? "", option] =
    Object.entries(table).find(([one, { letters = "" }]) => one === long || (short && letters.includes(short))) ?? [];
  return `--${name} <${option?.value}>${REPEATED.has(name) ? "..." : ""}`;
}

function unexpected(argument: string): string {
  const similar = argument.startsWith("--") ? mostSimilar(argument.slice(2), Object.keys(RG_OPTIONS)) : undefined;
  const hint = similar === undefined ? "" : `\n\tDid you mean --${similar}?`;
  return `Found argument '${argument}' which wasn't expected, or isn't valid in this context${hint}`;
}
