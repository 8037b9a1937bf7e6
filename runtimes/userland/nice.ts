import { launch } from "./launch.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/Modified-command-invocation */

const FAILED = 125;
const DEFAULT_ADJUSTMENT = 10;
const NICENESS = { least: -20, most: 19 } as const;

export const nice = program({
  name: "nice",
  usage: "[OPTION] [COMMAND [ARG]...]",
  about:
    "Starts COMMAND with another niceness, from -20 to 19, or prints the niceness. It is inherited, but nothing runs more or less for it.",
  like: "GNU coreutils",
  options: { adjustment: { letters: "n", value: "N", about: "add N to the niceness, not 10" } },
  stopsAtOperand: true,
  failureStatus: FAILED,
  modernize: (args) => args.map((arg, index) => (index === 0 ? arg.replace(/^-(-?\d+)$/, "-n$1") : arg)),
  run: ({ options, operands, process, kernel, output }) => {
    const adjustment = options.value("adjustment");
    if (adjustment !== undefined && !/^[-+]?\d+$/.test(adjustment))
      throw new Failure(`invalid adjustment ${quoted(adjustment)}`);
    if (operands.length === 0) {
      if (adjustment !== undefined) throw new UsageError("a command must be given with an adjustment");
      output.putText(`${process.niceness}\n`);
      return 0;
    }
    const wanted = process.niceness + Number(adjustment ?? DEFAULT_ADJUSTMENT);
    process.niceness = Math.min(Math.max(wanted, NICENESS.least), NICENESS.most);
    return launch(process, kernel, operands);
  },
});
