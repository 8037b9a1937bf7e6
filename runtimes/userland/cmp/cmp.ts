import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { versionText } from "../program/help.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { ByteComparison } from "./byte-comparison.ts";
import { byteCount, skipsOf } from "./byte-counts.ts";
import { ByteReader } from "./byte-reader.ts";

/* https://www.gnu.org/software/diffutils/manual/html_node/Invoking-cmp.html. */

const OPTIONS = {
  "print-bytes": { letters: "bc", about: "show bytes that differ" },
  "print-chars": {},
  "ignore-initial": {
    letters: "i",
    value: "SKIP",
    about: "leave out the first SKIP bytes of both files; SKIP1:SKIP2 is for each",
  },
  verbose: { letters: "l", about: "print the number and the values of each byte that differs" },
  bytes: { letters: "n", value: "LIMIT", about: "compare at most LIMIT bytes" },
  silent: { letters: "s", about: "print nothing" },
  quiet: { about: "print nothing" },
  v: {},
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const USAGE = {
  usage: "[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]",
  about:
    "Compares two files byte by byte. FILE2 is standard input if it is - or left out. Sizes may end with K (1024), kB (1000), M, MB and so on. The status is 0 if they are the same, 1 if they differ, and 2 after an error.",
  like: "GNU diffutils",
} as const;

const DIFFERENT = 1;
const FAILED = 2;
const LARGEST_FILE_BYTES = 2 ** 63;

export const cmp = program({
  name: "cmp",
  ...USAGE,
  options: OPTIONS,
  failureStatus: FAILED,
  hintsWithName: true,
  run: async (call) => {
    const { options, operands, output } = call;
    const isSilent = options.has("silent", "quiet");
    if (isSilent && options.has("verbose")) throw new UsageError("options -l and -s are incompatible");
    const limits = options.values("bytes").map((text) => byteCount(text, "--bytes"));
    const given = skipsOf(options.values("ignore-initial"), []);
    if (options.has("v")) {
      output.putText(versionText("cmp", USAGE));
      return 0;
    }
    const [first, second = "-", ...others] = operands;
    if (first === undefined) throw new UsageError(`missing operand after '${options.words.at(-1) ?? call.name}'`);
    const named = skipsOf([], others.slice(0, 2));
    const skips = [Math.max(given[0], named[0]), Math.max(given[1], named[1])] as const;
    if (others[2] !== undefined) throw new UsageError(`extra operand '${others[2]}'`);
    const names = [first, second] as const;
    return await compare(call, names, skips, Math.min(Number.POSITIVE_INFINITY, ...limits));
  },
});

/** @returns the status @throws Failure */
async function compare(
  call: Call,
  names: readonly [string, string],
  skips: readonly [number, number],
  limit: number,
): Promise<number> {
  const { options, process } = call;
  const isSilent = options.has("silent", "quiet");
  const opened: number[] = [];
  try {
    for (const name of names) {
      const fd = open(call, name, isSilent);
      if (fd === undefined) return FAILED;
      opened.push(fd);
      if (names[0] === names[1] && skips[0] === skips[1]) return 0;
    }
    const statuses = opened.map((fd) => process.descriptors.get(fd).status());
    const [one, other] = statuses;
    if (one && other && isRegular(one) && isRegular(other)) {
      if (one.ino === other.ino && one.mtimeMs === other.mtimeMs && skips[0] === skips[1]) return 0;
      const [size, otherSize] = [Math.max(0, one.size - skips[0]), Math.max(0, other.size - skips[1])];
      if (isSilent && size !== otherSize && Math.min(size, otherSize) < limit) return DIFFERENT;
    }
    const regularSizes = statuses.flatMap((status, side) =>
      isRegular(status) ? status.size - (skips[side] ?? 0) : [],
    );
    const readers = [
      new ByteReader(process, opened[0] ?? 0, names[0]),
      new ByteReader(process, opened[1] ?? 0, names[1]),
    ] as const;
    for (const side of [0, 1] as const) await readers[side].skip(skips[side]);
    const comparison = new ByteComparison(call, readers, {
      names,
      tells: isSilent ? "nothing" : options.has("verbose") ? "all" : "first",
      showsBytes: options.has("print-bytes", "print-chars"),
      limit,
      numberWidth: String(Math.max(0, Math.min(limit, ...regularSizes, LARGEST_FILE_BYTES))).length,
    });
    return (await comparison.areSame()) ? 0 : DIFFERENT;
  } finally {
    for (const fd of opened) closeInput(process, fd);
  }
}

/** @returns nothing if it can't be opened, of which nothing is to be said @throws Failure */
function open(call: Call, name: string, isSilent: boolean): number | undefined {
  try {
    return openInput(call, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (isSilent) return undefined;
    throw new Failure(`${name}: ${error.message}`);
  }
}

function isRegular({ mode }: FileStatus): boolean {
  return (mode & S_IFMT) === S_IFREG;
}
