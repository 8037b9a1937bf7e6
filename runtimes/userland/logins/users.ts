import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/users. Nobody is logged in. */

export const users = program({
  name: "users",
  usage: "[OPTION]... [FILE]",
  about: "Prints the names of those who are logged in. Nobody is.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [, extra] }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
  },
});
