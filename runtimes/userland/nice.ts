import { launch } from "./launch.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/Modified-command-invocation */

const FAILED = 125;

export const nice = program({
  name: "nice",
  usage: "[OPTION] [COMMAND [ARG]...]",
  about: "Starts COMMAND with another priority, or prints the priority. There are no priorities here.",
  like: "GNU coreutils",
  options: { adjustment: { letters: "n", value: "N", about: "add N to the priority, not 10" } },
  stopsAtOperand: true,
  failureStatus: FAILED,
  modernize: (args) => args.map((arg, index) => (index === 0 ? arg.replace(/^-(-?\d+)$/, "-n$1") : arg)),
  run: ({ options, operands, process, kernel, output }) => {
    const adjustment = options.value("adjustment");
    if (adjustment !== undefined && !/^[-+]?\d+$/.test(adjustment))
      throw new Failure(`invalid adjustment ${quoted(adjustment)}`);
    if (operands.length > 0) return launch(process, kernel, operands);
    if (adjustment !== undefined) throw new UsageError("a command must be given with an adjustment");
    output.putText("0\n");
    return 0;
  },
});
