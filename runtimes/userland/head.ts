import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { Failure } from "./program/failure.ts";
import { endOfLines, giveBack, header, type Share } from "./program/head-or-tail.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { parseSize } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/head */

const OPTIONS = {
  bytes: { letters: "c", value: "[-]NUM", about: "print NUM bytes; with -, all but the last NUM" },
  lines: { letters: "n", value: "[-]NUM", about: "print NUM lines, not 10; with -, all but the last NUM" },
  quiet: { letters: "q", about: "print no headers" },
  silent: {},
  verbose: { letters: "v", about: "print headers always" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const CHUNK_BYTES = 65_536;

export const head = program({
  name: "head",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints the first 10 lines of each FILE, with a header if there are several. Without FILE, or for -, it reads standard input. NUM may have a suffix: b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024 and so on.",
  like: "GNU coreutils",
  options: OPTIONS,
  modernize: ([first = "", ...rest]) => [...modern(first), ...rest],
  run: async (call) => {
    const { options, process, output } = call;
    const share = shareOf(call);
    const operands = call.operands.length > 0 ? call.operands : ["-"];
    const naming = options.last("quiet", "silent", "verbose") ?? (operands.length > 1 ? "verbose" : "quiet");
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    let isFirst = true;
    for (const operand of operands) {
      let fd: number;
      try {
        fd = openInput(call, operand);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot open ${quoteAlways(operand)} for reading: ${error.message}`);
        continue;
      }
      if (naming === "verbose") output.putText(header(operand, isFirst));
      isFirst = false;
      try {
        if (share.isFromOtherEnd) await copyAllBut(call, fd, share, end);
        else await copyFirst(call, fd, share, end);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`error reading ${quoteAlways(operand)}: ${error.message}`);
      }
      await output.flush();
      closeInput(process, fd);
    }
  },
});

/** `-5`, `-5c`, `-5qv`: only as the first argument. */
function modern(first: string): string[] {
  const { count = "", letters = "" } = /^-(?<count>\d+)(?<letters>.*)$/s.exec(first)?.groups ?? {};
  const [unknown] = letters.replace(/[bckmlqvz]/g, "");
  if (unknown !== undefined) throw new UsageError(`invalid trailing option -- ${unknown}`);
  if (count === "") return first === "" ? [] : [first];
  const unit = letters.match(/[bkm]/g)?.at(-1) ?? "";
  const isBytes = /[bckm]/.test(letters);
  const others = letters.replace(/[^qvz]/g, "");
  return [`-${isBytes ? "c" : "n"}${count}${unit === "m" ? "M" : unit}`, ...(others === "" ? [] : [`-${others}`])];
}

function shareOf({ options }: Call): Share {
  let share: Share = { unit: "lines", count: 10, isFromOtherEnd: false };
  for (const { name, value = "" } of options.all) {
    if (name !== "lines" && name !== "bytes") continue;
    const isFromOtherEnd = value.startsWith("-");
    const text = isFromOtherEnd ? value.slice(1) : value;
    const count = parseSize(text);
    if (count === undefined) throw new Failure(`invalid number of ${name}: ${quoted(text)}`);
    share = { unit: name, count, isFromOtherEnd };
  }
  return share;
}

async function copyFirst({ process, output }: Call, fd: number, { unit, count }: Share, end: number): Promise<void> {
  let left = count;
  while (left > 0) {
    const bytes = await process.read(fd, unit === "bytes" ? Math.min(left, CHUNK_BYTES) : CHUNK_BYTES);
    if (bytes.length === 0) return;
    if (unit === "bytes") {
      output.put(bytes);
      left -= bytes.length;
    } else {
      const stop = endOfLines(bytes, left, end);
      output.put(stop < 0 ? bytes : bytes.subarray(0, stop));
      left = stop < 0 ? -stop : 0;
      if (stop >= 0) giveBack(process, fd, bytes.length - stop);
    }
    if (output.isFull) await output.flush();
  }
}

async function copyAllBut({ process, output }: Call, fd: number, { unit, count }: Share, end: number): Promise<void> {
  let held: Uint8Array = new Uint8Array(0);
  for (;;) {
    const bytes = await process.read(fd);
    if (bytes.length === 0) break;
    held = held.length > 0 ? concatBytes([held, bytes]) : bytes;
    const stop = unit === "bytes" ? held.length - count : lastLines(held, count, end);
    if (stop <= 0) continue;
    output.put(held.subarray(0, stop));
    held = held.subarray(stop);
    if (output.isFull) await output.flush();
  }
  // The last line may be without an end, and counts then, too.
  if (unit === "lines" && held.length > 0) {
    const last = held.at(-1) === end ? count : count - 1;
    const stop = count === 0 ? held.length : lastLines(held, last, end);
    if (stop > 0) output.put(held.subarray(0, stop));
  }
}

/** Where the last so many lines begin that have an end. */
function lastLines(bytes: Uint8Array, count: number, end: number): number {
  let at = bytes.lastIndexOf(end);
  for (let left = count; left > 0 && at >= 0; left--) at = at === 0 ? -1 : bytes.lastIndexOf(end, at - 1);
  return at + 1;
}
