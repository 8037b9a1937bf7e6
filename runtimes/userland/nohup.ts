import { launch } from "./launch.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";

/* https://www.gnu.org/software/coreutils/Modified-command-invocation */

const FAILED = 125;

export const nohup = program({
  name: "nohup",
  usage: ["COMMAND [ARG]...", "OPTION"],
  about: "Starts COMMAND with SIGHUP ignored. Its streams are never terminals here.",
  like: "GNU coreutils",
  options: {},
  stopsAtOperand: true,
  failureStatus: FAILED,
  run: ({ operands, process, kernel }) => {
    if (operands.length === 0) throw new UsageError("missing operand");
    process.setDisposition("SIGHUP", "ignore");
    return launch(process, kernel, operands);
  },
});
