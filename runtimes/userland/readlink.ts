import { SystemError } from "../kernel/system-error.ts";
import { canonicalPath } from "./program/canonical-path.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/readlink */

const OPTIONS = {
  canonicalize: { letters: "f", about: "print the path without links; all but its last part must be there" },
  "canonicalize-existing": { letters: "e", about: "likewise; all of it must be there" },
  "canonicalize-missing": { letters: "m", about: "likewise; nothing must be there" },
  "no-newline": { letters: "n", about: "don't end the line if there is one FILE" },
  quiet: { letters: "qs", about: "say nothing of failures, which is the default" },
  silent: {},
  verbose: { letters: "v", about: "say what fails" },
  zero: { letters: "z", about: "end lines with NUL" },
} as const;

export const readlink = program({
  name: "readlink",
  usage: "[OPTION]... FILE...",
  about: "Prints what each FILE, which is a symbolic link, leads to.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, output, files, process } = call;
    if (operands.length === 0) throw new UsageError("missing operand");
    const how = options.last("canonicalize", "canonicalize-existing", "canonicalize-missing");
    const isVerbose = options.last("quiet", "silent", "verbose") === "verbose";
    const end = options.has("no-newline") && operands.length === 1 ? "" : options.has("zero") ? "\0" : "\n";
    if (options.has("no-newline") && operands.length > 1)
      await process.printError(`${call.name}: ignoring --no-newline with multiple arguments\n`);
    let status = 0;
    for (const path of operands) {
      try {
        output.putText(`${how === undefined ? files.readlink(path) : canonicalPath(files, path, NEEDS[how])}${end}`);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        status = 1;
        if (isVerbose) await call.complain(`${quoteIfNeeded(path)}: ${error.message}`);
      }
    }
    return status;
  },
});

const NEEDS = { canonicalize: "folder", "canonicalize-existing": "all", "canonicalize-missing": "nothing" } as const;
