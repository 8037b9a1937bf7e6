import { SystemError } from "../kernel/system-error.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";
import { RandomChoice } from "./program/random-choice.ts";
import { RandomSource } from "./program/random-source.ts";

/* https://www.gnu.org/software/coreutils/shuf */

const OPTIONS = {
  echo: { letters: "e", about: "take each ARG as a line" },
  "input-range": { letters: "i", value: "LO-HI", about: "take each number from LO to HI as a line" },
  "head-count": { letters: "n", value: "COUNT", about: "print at most COUNT lines" },
  output: { letters: "o", value: "FILE", about: "write to FILE, not to standard output" },
  "random-source": { value: "FILE", about: "take the bytes of FILE to choose by" },
  repeat: { letters: "r", about: "lines may be printed more than once; without -n, for ever" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

/** Of a greater file, only the lines that are wanted are held. */
const MOST_READ_BYTES = 8 * 1024 * 1024;

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
    const sampled = await sampledInput(call, limit);
    const choice = sampled === undefined ? await choiceOf(call, end, limit) : undefined;
    redirect(call);
    const random = new RandomChoice(new RandomSource(call, options.value("random-source")));
    if (choice === undefined) {
      const lines = await sample(call, sampled ?? 0, { limit, end, random });
      await shuffle(call, choiceOfLines(lines), lines.length, end, random);
    } else if (options.has("repeat")) await repeat(call, choice, limit, end, random);
    else await shuffle(call, choice, Math.min(limit, choice.count), end, random);
  },
});

/** An input of unknown or great size, of which a few lines are wanted. @returns its descriptor; nothing for any other */
async function sampledInput(call: Call, limit: number): Promise<number | undefined> {
  const { options, operands, process } = call;
  const isOther = options.has("echo", "input-range", "repeat") || limit === 0 || limit === Number.POSITIVE_INFINITY;
  if (isOther || operands.length > 1) return undefined;
  const fd = opened(call, operands[0] ?? "-");
  const description = process.descriptors.get(fd);
  if (description.kind !== "file" || description.status().size > MOST_READ_BYTES) return fd;
  closeInput(process, fd);
  return undefined;
}

interface Sampling {
  readonly limit: number;
  readonly end: number;
  readonly random: RandomChoice;
}

/** Each line is as likely to be among those that are kept as any other. */
async function sample(call: Call, fd: number, { limit, end, random }: Sampling): Promise<Uint8Array[]> {
  const kept: Uint8Array[] = [];
  let count = 0;
  let place = 0;
  try {
    for await (const { lines } of linesOf(call.process, fd, end)) {
      for (const line of lines) {
        // The place of a line is chosen before it is read, that of the one behind the last, too.
        if (count < limit) kept.push(line);
        else if (place < limit) kept[place] = line;
        count++;
        if (count >= limit) place = await random.below(count + 1);
      }
    }
    return kept;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`read error: ${error.message}`);
  } finally {
    closeInput(call.process, fd);
  }
}

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
  return choiceOfLines(await readLines(call, operand, end));
}

function choiceOfLines(lines: readonly Uint8Array[]): Choice {
  return { count: lines.length, at: (index) => lines[index] ?? new Uint8Array(0) };
}

function rangeOf(text: string): Choice {
  const { low, high } = /^(?<low>\d+)-(?<high>\d+)$/.exec(text)?.groups ?? {};
  const [first, last] = [Number(low), Number(high)];
  if (low === undefined || first > last + 1) throw new Failure(`invalid input range: ${quoted(text)}`);
  return { count: last - first + 1, at: (index) => encodeUtf8(String(first + index)) };
}

/** @throws Failure */
function opened(call: Call, operand: string): number {
  try {
    return openInput(call, operand);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${quoteIfNeeded(operand)}: ${error.message}`);
  }
}

/** @throws Failure */
async function readLines(call: Call, operand: string, end: number): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  const fd = opened(call, operand);
  try {
    for await (const { lines } of linesOf(call.process, fd, end)) for (const line of lines) all.push(line);
    return all;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`read error: ${error.message}`);
  } finally {
    closeInput(call.process, fd);
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

async function repeat({ output }: Call, choice: Choice, limit: number, end: number, random: RandomChoice) {
  if (limit > 0 && choice.count === 0) throw new Failure("no lines to repeat");
  for (let printed = 0; printed < limit; printed++) {
    putLine(output, choice.at(await random.below(choice.count)), end);
    if (output.isFull) await output.flush();
  }
}

/** The first of a random order. What was not exchanged yet needs no place: a large range costs what is printed of it. */
async function shuffle({ output }: Call, choice: Choice, count: number, end: number, random: RandomChoice) {
  const moved = new Map<number, number>();
  const order: number[] = [];
  for (let at = 0; at < count; at++) {
    const from = at + (await random.below(choice.count - at));
    order.push(moved.get(from) ?? from);
    moved.set(from, moved.get(at) ?? at);
    moved.delete(at);
  }
  for (const index of order) {
    putLine(output, choice.at(index), end);
    if (output.isFull) await output.flush();
  }
}
