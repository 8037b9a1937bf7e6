import { Failure } from "./program/failure.ts";
import { UsageError } from "./program/options.ts";
import { program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/nproc. A slot runs one thing at a time: it has one processor. */

export const nproc = program({
  name: "nproc",
  usage: "[OPTION]...",
  about: "Prints how many processors there are for a process.",
  like: "GNU coreutils",
  options: {
    all: { about: "print how many there are" },
    ignore: { value: "N", about: "leave out N of them, if that leaves one" },
  },
  run: ({ operands: [extra], options, output }) => {
    const ignored = options.value("ignore") ?? "0";
    if (!/^\s*\+?\d+$/.test(ignored)) throw new Failure(`invalid number: ${quoted(ignored)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    output.putText("1\n");
  },
});
