import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/whoami. The user a slot's programs run as; see /etc/passwd of the system layout. */

export const whoami = program({
  name: "whoami",
  usage: "[OPTION]...",
  about: "Prints the name of the user it runs as.",
  like: "GNU coreutils",
  options: {},
  run: ({ operands: [extra], output }) => {
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    output.putText("root\n");
  },
});
