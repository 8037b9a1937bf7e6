import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";

/* https://gitlab.com/procps-ng/procps: watch draws on a terminal, and there is none. */

export const watch = program({
  name: "watch",
  usage: "[options] command",
  about: "Shows what a command prints again and again on a terminal. There is none here: it fails always.",
  like: "procps-ng",
  options: {
    beep: { letters: "b" },
    color: { letters: "c" },
    differences: { letters: "d", value: "[PERMANENT]" },
    errexit: { letters: "e" },
    chgexit: { letters: "g" },
    equexit: { letters: "q", value: "CYCLES" },
    interval: { letters: "n", value: "SECS", about: "wait so long between two runs" },
    precise: { letters: "p" },
    "no-title": { letters: "t" },
    "no-wrap": { letters: "w" },
    exec: { letters: "x" },
  },
  stopsAtOperand: true,
  run: ({ operands }) => {
    if (operands.length === 0) throw new UsageError("no command specified");
    throw new Failure("there is no terminal to show the command on");
  },
});
