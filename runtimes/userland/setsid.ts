import type { MaybePromise } from "../kernel/description.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Process } from "../kernel/process.ts";
import { launch } from "./launch.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/setsid.1.html. */

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
