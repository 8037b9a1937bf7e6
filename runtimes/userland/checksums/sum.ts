import { program } from "../program/program.ts";
import { printSums } from "./cksum.ts";
import { BsdSum, SystemVSum } from "./small-sums.ts";

/* https://www.gnu.org/software/coreutils/sum */

const OPTIONS = {
  r: { about: "the sum of BSD (the default), and the size in KiB" },
  sysv: { letters: "s", about: "the sum of System V, and the size in blocks of 512 bytes" },
} as const;

export const sum = program({
  name: "sum",
  usage: "[OPTION]... [FILE]...",
  about: "Prints checksums and sizes of FILEs. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: (call) => printSums(call, call.options.last("r", "sysv") === "sysv" ? SystemVSum : BsdSum, "\n"),
});
