import type { UserProgram } from "../../kernel/kernel.ts";
import { eachInput } from "../program/inputs.ts";
import { type OptionTable, UsageError } from "../program/options.ts";
import { program } from "../program/program.ts";
import { ALGORITHMS, type Algorithm } from "./algorithms.ts";
import { CHECK_OPTIONS, checkLists, refuseCheckOptions } from "./checking.ts";
import { lineOf } from "./checksum-line.ts";
import { digest } from "./digest.ts";
import { lengthOf } from "./length.ts";

/* https://www.gnu.org/software/coreutils/manual/html_node/md5sum-invocation.html */

const OPTIONS = {
  binary: { letters: "b", about: "mark names with *" },
  check: { letters: "c", about: "read checksums from the FILEs and check them" },
  tag: { about: "print lines that tell the algorithm" },
  text: { letters: "t", about: "mark names with a space (the default)" },
  zero: { letters: "z", about: "end lines with NUL, and escape no names" },
  ...CHECK_OPTIONS,
} satisfies OptionTable<string>;

const LENGTH_OPTION = {
  length: { letters: "l", value: "BITS", about: "make checksums of BITS bits, a multiple of 8" },
} as const;

function checksum(name: string, algorithm: Algorithm): UserProgram {
  return program<string>({
    name,
    usage: "[OPTION]... [FILE]...",
    about: `Prints or checks ${algorithm.tag} checksums. With no FILE, or when FILE is -, reads standard input.`,
    like: "GNU coreutils",
    options: algorithm.hasLengths ? { ...OPTIONS, ...LENGTH_OPTION } : OPTIONS,
    run: async (call) => {
      const { options: given, output, process } = call;
      const bits = lengthOf(call.name, given.value("length") ?? "0", algorithm);
      if (given.has("check")) {
        if (given.has("tag")) throw new UsageError("the --tag option is meaningless when verifying checksums");
        if (given.has("zero")) throw new UsageError("the --zero option is not supported when verifying checksums");
        await checkLists(call, { algorithms: [algorithm], untagged: algorithm, tag: algorithm.tag });
        return;
      }
      refuseCheckOptions(call);
      const mark = given.last("binary", "text") === "binary" ? "*" : " ";
      if (given.has("tag") && given.last("binary", "text") === "text")
        throw new UsageError("--tag does not support --text mode");
      const style = { isTagged: given.has("tag"), mark, end: given.has("zero") ? "\0" : "\n" } as const;
      await eachInput(call, async (fd, operand) => {
        const sum = await digest(process, fd, algorithm, bits);
        output.putText(lineOf({ algorithm, bits, sum, name: operand }, style));
        if (output.isFull) await output.flush();
      });
    },
  });
}

const PROGRAMS: Readonly<Record<string, Algorithm>> = {
  md5sum: ALGORITHMS.md5,
  sha1sum: ALGORITHMS.sha1,
  sha224sum: ALGORITHMS.sha224,
  sha256sum: ALGORITHMS.sha256,
  sha384sum: ALGORITHMS.sha384,
  sha512sum: ALGORITHMS.sha512,
  b2sum: ALGORITHMS.blake2b,
};

/** `md5sum` and its like, by name. */
export const checksums: Readonly<Record<string, UserProgram>> = Object.fromEntries(
  Object.entries(PROGRAMS).map(([name, algorithm]) => [name, checksum(name, algorithm)]),
);
