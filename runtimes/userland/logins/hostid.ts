import { UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";

/* https://www.gnu.org/software/coreutils/hostid. There is no number but the loopback address's. */

export const hostid = program({
  name: "hostid",
  usage: "[OPTION]",
  about: "Prints the number of this host.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [extra], output }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    output.putText("007f0100\n");
  },
});
