import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/logname. Nobody is logged in. */

export const logname = program({
  name: "logname",
  usage: "[OPTION]",
  about: "Prints the name of who has logged in. Nobody has.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [extra] }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    throw new Failure("no login name");
  },
});
