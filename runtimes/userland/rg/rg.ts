import { Failure } from "../program/failure.ts";
import { helpText, versionText } from "../program/help.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { colorsOf } from "./colors.ts";
import { RG_OPTIONS, type RgCall } from "./options.ts";
import { compiled } from "./pattern.ts";
import { RgRun } from "./run.ts";
import { settingsOf } from "./settings.ts";
import { usageError } from "./usage.ts";
import { walkSettings } from "./walk-settings.ts";

/* https://github.com/BurntSushi/ripgrep, as it is where its output is no terminal. Files come sorted by their paths. */

const FAILED = 2;
const USAGE = {
  usage: "[OPTION]... PATTERN [PATH]...",
  about:
    "Prints the lines that match PATTERN, a regular expression, of each PATH and of all files below it that aren't hidden, binary or left out by a .gitignore. Without PATH it searches what is piped into it, or else the working directory.",
  like: "ripgrep",
} as const;

export const rg = program({
  name: "rg",
  ...USAGE,
  options: RG_OPTIONS,
  failureStatus: FAILED,
  takesAbbreviations: false,
  usageError,
  run: async (call) => {
    const { options, output, process } = call;
    if (options.has("h", "V")) {
      output.putText(options.has("h") ? helpText("rg", USAGE, RG_OPTIONS) : versionText("rg", USAGE));
      return 0;
    }
    if (options.has("pcre2-version")) {
      output.putText("PCRE2 10.32 is available\nJIT is available\n");
      return 0;
    }
    try {
      return await ran(call);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await output.flush();
      await process.printError(`${error.message}\n`);
      return error.status ?? FAILED;
    }
  },
});

async function ran(call: RgCall): Promise<number> {
  const { options, output, operands } = call;
  const isListing = options.has("files");
  const given = options.has("regexp", "file") || isListing;
  if (!given && !options.has("type-list") && operands.length === 0)
    throw new UsageError("The following required arguments were not provided:\n    <PATTERN>");
  const settings = settingsOf(call);
  const colors = colorsOf(call);
  const walk = walkSettings(call);
  if (options.has("type-list")) {
    output.putText(walk.types.list);
    return 0;
  }
  const run = new RgRun(call, given ? operands : operands.slice(1), settings, walk, colors);
  if (isListing) return run.list();
  const patterns = given ? await run.patterns() : operands.slice(0, 1);
  const pattern = compiled(call, patterns, settings);
  return patterns.length > 0 ? run.search(pattern) : 1;
}
