import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { eachInput } from "../program/inputs.ts";
import { type OptionTable, UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";
import { ALGORITHMS, type Algorithm } from "./algorithms.ts";
import { CHECK_OPTIONS, checkLists, refuseCheckOptions } from "./checking.ts";
import { lineOf } from "./checksum-line.ts";
import { digest } from "./digest.ts";
import { lengthOf } from "./length.ts";
import { BsdSum, CrcSum, type SmallSum, SystemVSum } from "./small-sums.ts";

/* https://www.gnu.org/software/coreutils/cksum */

const OPTIONS = {
  algorithm: {
    letters: "a",
    value: "TYPE",
    about: "bsd, sysv, crc, md5, sha1, sha224, sha256, sha384, sha512, blake2b, sm3",
  },
  check: { letters: "c", about: "read checksums from the FILEs and check them" },
  length: { letters: "l", value: "BITS", about: "make checksums of BITS bits with blake2b" },
  tag: { about: "print lines that tell the algorithm (the default)" },
  untagged: { about: "print lines that don't tell the algorithm" },
  zero: { letters: "z", about: "end lines with NUL, and escape no names" },
  debug: {},
  b: {},
  t: {},
  ...CHECK_OPTIONS,
} satisfies OptionTable<string>;

type Call = ProgramCall<keyof typeof OPTIONS>;

const SMALL: Readonly<Record<string, new () => SmallSum>> = { bsd: BsdSum, sysv: SystemVSum, crc: CrcSum };
const LARGE: Readonly<Record<string, Algorithm>> = ALGORITHMS;
const NAMES = [...Object.keys(SMALL), ...Object.keys(LARGE)];

export const cksum = program({
  name: "cksum",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints or checks checksums of FILEs: by default their cyclic redundancy checks, and their sizes. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options } = call;
    if (options.has("b", "t")) throw new UsageError("");
    const name = chosen(options.value("algorithm"));
    const algorithm = LARGE[name];
    const given = options.value("length");
    if (given !== undefined && !algorithm?.hasLengths)
      throw new Failure("--length is only supported with --algorithm=blake2b");
    const isCheck = options.has("check");
    if (isCheck && options.has("algorithm") && !algorithm)
      throw new Failure("--check is not supported with --algorithm={bsd,sysv,crc}");
    if (isCheck && options.has("zero"))
      throw new UsageError("the --zero option is not supported when verifying checksums");
    if (!isCheck) refuseCheckOptions(call);
    if (isCheck) {
      const algorithms = algorithm ? [algorithm] : Object.values(LARGE);
      await checkLists(call, { algorithms, untagged: algorithm, tag: algorithm?.tag ?? "CRC" });
    } else if (algorithm) await printLarge(call, algorithm, lengthOf(call.name, given ?? "0", algorithm));
    else await printSmall(call, SMALL[name] ?? CrcSum, name === "crc");
  },
});

/** Beginnings of names are not enough here. @throws UsageError */
function chosen(given = "crc"): string {
  if (NAMES.includes(given)) return given;
  const valid = NAMES.map((name) => `\n  - ${quoted(name)}`).join("");
  throw new UsageError(`invalid argument ${quoted(given)} for ${quoted("--algorithm")}\nValid arguments are:${valid}`);
}

async function printLarge(call: Call, algorithm: Algorithm, bits: number): Promise<void> {
  const { options, output, process } = call;
  const style = {
    isTagged: options.last("tag", "untagged") !== "untagged",
    mark: " ",
    end: options.has("zero") ? "\0" : "\n",
  } as const;
  await eachInput(call, async (fd, operand) => {
    const sum = await digest(process, fd, algorithm, bits);
    output.putText(lineOf({ algorithm, bits, sum, name: operand }, style));
    if (output.isFull) await output.flush();
  });
}

/** @param ignoresErrors whether what can't be read ends, as GNU's has it for the cyclic redundancy check */
async function printSmall(call: Call, Sum: new () => SmallSum, ignoresErrors: boolean): Promise<void> {
  const end = call.options.has("zero") ? "\0" : "\n";
  await printSums(call, Sum, end, ignoresErrors);
}

/** Prints checksums as numbers, with sizes, and names where there are some. */
export async function printSums(
  call: ProgramCall,
  Sum: new () => SmallSum,
  end: "\n" | "\0",
  ignoresErrors = false,
): Promise<void> {
  const { operands, output, process } = call;
  await eachInput(call, async (fd, operand) => {
    const sum = new Sum();
    try {
      for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) sum.update(bytes);
    } catch (error) {
      if (!ignoresErrors || !(error instanceof SystemError)) throw error;
    }
    output.putText(`${sum.text()}${operands.length > 0 ? ` ${operand}` : ""}${end}`);
    if (output.isFull) await output.flush();
  });
}
