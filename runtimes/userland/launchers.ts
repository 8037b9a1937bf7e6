import type { MaybePromise } from "../kernel/description.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { launch } from "./launch.ts";
import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* Programs that become another one, with something changed: https://www.gnu.org/software/coreutils/Modified-command-invocation */

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

export const setsid = program({
  name: "setsid",
  usage: "[options] <program> [arguments ...]",
  about: "Starts a program in a session of its own.",
  like: "util-linux",
  options: {
    ctty: { letters: "c", about: "(there are no terminals)" },
    fork: { letters: "f", about: "start it as a child, and don't wait" },
    wait: { letters: "w", about: "wait for its end, which is the default" },
  },
  stopsAtOperand: true,
  run: ({ options, operands, process, kernel }) => {
    if (operands.length === 0) throw new UsageError("no command specified");
    if (options.has("fork") && !options.has("wait")) {
      kernel.fork(process, (child) => launchInSession(child, kernel, operands), { group: "own" });
      return 0;
    }
    process.pgid = process.pid;
    return launchInSession(process, kernel, operands);
  },
});

function launchInSession(process: Process, kernel: Kernel, operands: readonly string[]): MaybePromise<number> {
  process.sid = process.pid;
  return launch(process, kernel, operands);
}
