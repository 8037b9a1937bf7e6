import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { quoted } from "../program/quoting.ts";
import type { FindRun } from "./find-run.ts";
import { isWord } from "./vocabulary.ts";

const DEBUG_WORDS = new Set(["exec", "opt", "rates", "search", "stat", "time", "tree", "all", "help"]);

/** The command line in its parts. */
interface CommandParts {
  readonly points: readonly string[];
  readonly expression: readonly string[];
}

/** Takes what stands before all starting points, and finds where these end. @throws Failure, UsageError */
export async function readLeadingOptions(run: FindRun, args: readonly string[]): Promise<CommandParts> {
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      at++;
      break;
    }
    if (arg === "-H") run.settings.follows = "named";
    else if (arg === "-L") run.settings.follows = "always";
    else if (arg === "-P") run.settings.follows = "never";
    else if (arg === "-D") await readDebugWords(run, args[++at]);
    else if (arg.startsWith("-O")) assertLevel(arg.slice(2));
    else break;
  }
  let end = at;
  while (end < args.length && !isWord(args[end] ?? "", true)) end++;
  return { points: args.slice(at, end), expression: args.slice(end) };
}

/** How an expression is made faster is nothing to choose; only what makes no sense is refused. @throws Failure */
function assertLevel(level: string): void {
  if (level === "") throw new Failure("The -O option must be immediately followed by a decimal integer");
  if (!/^\d/.test(level)) throw new Failure("Please specify a decimal number immediately after -O");
  if (!/^\d+$/.test(level)) throw new Failure(`Invalid optimisation level ${level}`);
}

/** @throws Failure, UsageError */
async function readDebugWords(run: FindRun, words: string | undefined): Promise<void> {
  if (words === undefined) throw new UsageError("Missing argument after the -D option.");
  if (words === "") throw new UsageError("Empty argument to the -D option.");
  for (const word of words.split(",")) {
    if (DEBUG_WORDS.has(word)) throw new Failure(`-D ${word}: this program has nothing to show of how it works`);
    await run.say(`Ignoring unrecognised debug flag ${quoted(word)}`);
  }
}
