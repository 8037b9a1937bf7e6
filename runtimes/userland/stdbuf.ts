import { launch } from "./launch.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/Modified-command-invocation */

const FAILED = 125;

export const stdbuf = program({
  name: "stdbuf",
  usage: "OPTION... COMMAND",
  about:
    "Starts COMMAND with other buffers of its streams: MODE is L (lines), 0 (none) or a size. Streams are never held back here.",
  like: "GNU coreutils",
  options: {
    input: { letters: "i", value: "MODE", about: "of standard input" },
    output: { letters: "o", value: "MODE", about: "of standard output" },
    error: { letters: "e", value: "MODE", about: "of standard error" },
  },
  stopsAtOperand: true,
  failureStatus: FAILED,
  run: ({ options, operands, process, kernel }) => {
    for (const { name, value = "" } of options.all) {
      if (name === "input" && value === "L") throw new UsageError("line buffering stdin is meaningless");
      if (!/^(?:L|\d+[kKMGTPEZY]?B?)$/.test(value)) throw new Failure(`invalid mode ${quoted(value)}`);
    }
    if (operands.length === 0) throw new UsageError("missing operand");
    if (options.all.length === 0) throw new UsageError("you must specify a buffering mode option");
    return launch(process, kernel, operands);
  },
});
