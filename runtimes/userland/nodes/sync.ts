import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { program } from "../program/program.ts";
import { quoteAlways } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/sync. What is written is written: there are no caches. */

export const sync = program({
  name: "sync",
  usage: "[OPTION] [FILE]...",
  about: "Waits until everything is written, or each FILE.",
  like: "GNU coreutils",
  options: {
    data: { letters: "d", about: "only the content of FILEs" },
    "file-system": { letters: "f", about: "the file systems that FILEs are in" },
  },
  run: async (call) => {
    const { options, operands, files } = call;
    if (options.has("data") && options.has("file-system"))
      throw new Failure("cannot specify both --data and --file-system");
    if (options.has("data") && operands.length === 0) throw new Failure("--data needs at least one argument");
    for (const path of operands) {
      try {
        files.stat(path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`error opening ${quoteAlways(path)}: ${error.message}`);
      }
    }
  },
});
