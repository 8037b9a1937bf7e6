import type { Kernel } from "../kernel/kernel.ts";
import { SystemError } from "../kernel/system-error.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/shuf */

const OPTIONS = {
  echo: { letters: "e", about: "take each ARG as a line" },
  "input-range": { letters: "i", value: "LO-HI", about: "take each number from LO to HI as a line" },
  "head-count": { letters: "n", value: "COUNT", about: "print at most COUNT lines" },
  output: { letters: "o", value: "FILE", about: "write to FILE, not to standard output" },
  repeat: { letters: "r", about: "lines may be printed more than once; without -n, for ever" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

/** What there is to choose from. */
interface Choice {
  readonly count: number;
  at(index: number): Uint8Array;
}

export const shuf = program({
  name: "shuf",
  usage: ["[OPTION]... [FILE]", "-e [OPTION]... [ARG]...", "-i LO-HI [OPTION]..."],
  about: "Prints the lines of FILE in a random order. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options } = call;
    const limit = Math.min(Number.POSITIVE_INFINITY, ...options.values("head-count").map(parseCount));
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    const choice = await choiceOf(call, end, limit);
    redirect(call);
    const random = randomBelow(call.kernel);
    if (options.has("repeat")) await repeat(call, choice, limit, end, random);
    else await shuffle(call, choice, Math.min(limit, choice.count), end, random);
  },
});

function parseCount(text: string): number {
  if (!/^\s*\+?\d+$/.test(text)) throw new Failure(`invalid line count: ${quoted(text)}`);
  return Number(text);
}

async function choiceOf(call: Call, end: number, limit: number): Promise<Choice> {
  const { options, operands } = call;
  const [range, second] = options.values("input-range");
  if (second !== undefined) throw new Failure("multiple -i options specified");
  if (options.has("echo") && range !== undefined) throw new UsageError("cannot combine -e and -i options");
  if (options.has("echo")) return { count: operands.length, at: (index) => encodeUtf8(operands[index] ?? "") };
  const [operand = "-", extra] = range === undefined ? operands : ["-", ...operands];
  if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
  if (range !== undefined) return rangeOf(range);
  if (limit === 0) return { count: 0, at: () => new Uint8Array(0) };
  const lines = await readLines(call, operand, end);
  return { count: lines.length, at: (index) => lines[index] ?? new Uint8Array(0) };
}

function rangeOf(text: string): Choice {
  const { low, high } = /^(?<low>\d+)-(?<high>\d+)$/.exec(text)?.groups ?? {};
  const [first, last] = [Number(low), Number(high)];
  if (low === undefined || first > last + 1) throw new Failure(`invalid input range: ${quoted(text)}`);
  return { count: last - first + 1, at: (index) => encodeUtf8(String(first + index)) };
}

async function readLines(call: Call, operand: string, end: number): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  let fd: number | undefined;
  try {
    fd = openInput(call, operand);
    for await (const { lines } of linesOf(call.process, fd, end)) for (const line of lines) all.push(line);
    return all;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(
      fd === undefined ? `${quoteIfNeeded(operand)}: ${error.message}` : `read error: ${error.message}`,
    );
  } finally {
    if (fd !== undefined) closeInput(call.process, fd);
  }
}

/** Standard output is the file of `-o` from now on: it may be the one that was read. */
function redirect({ options, files, process }: Call): void {
  const path = options.value("output");
  if (path === undefined) return;
  try {
    process.descriptors.set(1, files.open(path, { access: "write", create: true, truncate: true }, 0o666));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoteIfNeeded(path)}: ${error.message}`);
  }
}

async function repeat({ output }: Call, choice: Choice, limit: number, end: number, random: (below: number) => number) {
  if (limit > 0 && choice.count === 0) throw new Failure("no lines to repeat");
  for (let printed = 0; printed < limit; printed++) {
    putLine(output, choice.at(random(choice.count)), end);
    if (output.isFull) await output.flush();
  }
}

/** The first of a random order. What was not exchanged yet needs no place: a large range costs what is printed of it. */
async function shuffle(
  { output }: Call,
  choice: Choice,
  count: number,
  end: number,
  random: (below: number) => number,
) {
  const moved = new Map<number, number>();
  for (let at = 0; at < count; at++) {
    const from = at + random(choice.count - at);
    const chosen = moved.get(from) ?? from;
    moved.set(from, moved.get(at) ?? at);
    moved.delete(at);
    putLine(output, choice.at(chosen), end);
    if (output.isFull) await output.flush();
  }
}

const POOL_BYTES = 4096;

/** Whole numbers below another, each as likely as the others within 2^-20 of it. */
function randomBelow(kernel: Kernel): (below: number) => number {
  let pool = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  let at = 0;
  return (below) => {
    if (at === pool.byteLength) {
      const bytes = kernel.random(POOL_BYTES);
      pool = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      at = 0;
    }
    const fraction = (pool.getUint32(at) * 2 ** 21 + (pool.getUint32(at + 4) >>> 11)) / 2 ** 53;
    at += 8;
    return Math.floor(fraction * below);
  };
}
