import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { endOfLines, header, type Share } from "./program/ends.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { parseSize } from "./program/numbers.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted } from "./program/quoting.ts";
import { type Followed, follow } from "./tail-follow.ts";

/* https://www.gnu.org/software/coreutils/tail */

const OPTIONS = {
  digits: { letters: "0123456789" },
  bytes: { letters: "c", value: "[+]NUM", about: "print the last NUM bytes; with +, from byte NUM on" },
  follow: { letters: "f", value: "[HOW]", about: "go on with what is added to the files" },
  F: { about: "like --follow=name --retry" },
  lines: { letters: "n", value: "[+]NUM", about: "print the last NUM lines, not 10; with +, from line NUM on" },
  "max-unchanged-stats": { value: "N" },
  pid: { value: "PID", about: "with -f, end when the process PID ends" },
  quiet: { letters: "q", about: "print no headers" },
  silent: {},
  retry: { about: "with -f, wait for files that aren't there" },
  "sleep-interval": { letters: "s", value: "N", about: "with -f, look each N seconds, not each second" },
  verbose: { letters: "v", about: "print headers always" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const tail = program({
  name: "tail",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints the last 10 lines of each FILE, with a header if there are several. Without FILE, or for -, it reads standard input. NUM may have a suffix: b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024 and so on.",
  options: OPTIONS,
  modernize: ([first = "", ...rest]) => [...modern(first, rest), ...rest],
  run: async (call) => {
    const { options, process, output } = call;
    const share = shareOf(call);
    const intervalMs = intervalOf(call);
    overOf(call);
    const byName = options.last("follow", "F") === "F" || options.value("follow") === "name";
    const waits = options.has("F") || (options.has("retry") && options.has("follow"));
    const digit = options.all.find(({ name }) => name === "digits")?.letter;
    if (digit !== undefined) throw new Failure(`option used in invalid context -- ${digit}`);
    if (share.count === 0 && !share.isFromOtherEnd && !options.has("follow", "F")) return call.status;
    const operands = call.operands.length > 0 ? call.operands : ["-"];
    const naming = options.last("quiet", "silent", "verbose") ?? (operands.length > 1 ? "verbose" : "quiet");
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    const followed: Followed[] = [];
    let isFirst = true;
    for (const operand of operands) {
      let fd: number;
      try {
        fd = openInput(call, operand);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot open ${quoteAlways(operand)} for reading: ${error.message}`);
        if (waits) followed.push({ operand, fd: undefined });
        continue;
      }
      if (naming === "verbose") output.putText(header(operand, isFirst));
      isFirst = false;
      try {
        if (share.isFromOtherEnd) await copyFrom(call, fd, share, end);
        else await copyLast(call, fd, share, end);
        followed.push({ operand, fd });
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`error reading ${quoteAlways(operand)}: ${error.message}`);
      }
      await output.flush();
      if (!options.has("follow", "F")) closeInput(process, fd);
    }
    if (!options.has("follow", "F")) return call.status;
    const files = followed.filter(({ fd }) => fd === undefined || isFile(call, fd));
    if (followed.length === 0) throw new Failure("no files remaining");
    const withHeaders = naming === "verbose";
    if (files.length > 0) await follow(call, files, { intervalMs, withHeaders, byName, isOver: overOf(call) });
    return call.status;
  },
});

function isFile({ process }: Call, fd: number): boolean {
  return process.descriptors.has(fd) && process.descriptors.get(fd).kind === "file";
}

/** @throws Failure */
function intervalOf({ options }: Call): number {
  const text = options.value("sleep-interval") ?? "1";
  const seconds = Number(text);
  if (!(seconds >= 0)) throw new Failure(`invalid number of seconds: ${quoted(text)}`);
  return seconds * 1000;
}

/** @returns what tells that the process of --pid has ended @throws Failure */
function overOf({ options, kernel }: Call): () => boolean {
  const pid = options.value("pid");
  if (pid !== undefined && !/^\d+$/.test(pid)) throw new Failure(`invalid PID: ${quoted(pid)}`);
  return () => pid !== undefined && !kernel.process(Number(pid));
}

/** `-5`, `+5`, `-5c`, `-5lf`: only as the first of at most two arguments. */
function modern(first: string, rest: readonly string[]): string[] {
  const {
    sign = "",
    count = "",
    unit = "",
    f = "",
  } = /^(?<sign>[-+])(?<count>\d*)(?<unit>[bcl]?)(?<f>f?)$/.exec(first)?.groups ?? {};
  const isOld = sign !== "" && (count !== "" || (sign === "+" && unit !== "")) && hasOneOperand(rest);
  if (!isOld) return first === "" ? [] : [first];
  const isBytes = unit === "b" || unit === "c";
  const value = `${sign === "+" ? "+" : ""}${count === "" ? "10" : count}${unit === "b" ? "b" : ""}`;
  return [`-${isBytes ? "c" : "n"}${value}`, ...(f === "" ? [] : ["-f"])];
}

function hasOneOperand([first, second, third]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (first === "--") return third === undefined;
  return second === undefined && !/^-./.test(first);
}

function shareOf({ options }: Call): Share {
  let share: Share = { unit: "lines", count: 10, isFromOtherEnd: false };
  for (const { name, value = "" } of options.all) {
    if (name !== "lines" && name !== "bytes") continue;
    const isFromOtherEnd = value.startsWith("+");
    const text = value.replace(/^[-+]/, "");
    const count = parseSize(text);
    if (count === undefined || /^\+/.test(text))
      throw new Failure(`invalid number of ${name}: ${quoted(value.replace(/^-/, ""))}`);
    share = { unit: name, count, isFromOtherEnd };
  }
  return share;
}

async function copyFrom({ process, output }: Call, fd: number, { unit, count }: Share, end: number): Promise<void> {
  let skipped = Math.max(0, count - 1);
  for (;;) {
    let bytes = await process.read(fd);
    if (bytes.length === 0) return;
    if (skipped > 0) {
      const stop = unit === "bytes" ? Math.min(skipped, bytes.length) : endOfLines(bytes, skipped, end);
      skipped = unit === "bytes" ? skipped - stop : stop < 0 ? -stop : 0;
      bytes = stop < 0 ? bytes.subarray(bytes.length) : bytes.subarray(stop);
    }
    output.put(bytes);
    if (output.isFull) await output.flush();
  }
}

async function copyLast({ process, output }: Call, fd: number, { unit, count }: Share, end: number): Promise<void> {
  const chunks: { readonly bytes: Uint8Array; readonly size: number }[] = [];
  let held = 0;
  for (let bytes = await process.read(fd); bytes.length > 0; bytes = await process.read(fd)) {
    const size = unit === "bytes" ? bytes.length : countOf(bytes, end);
    chunks.push({ bytes, size });
    held += size;
    // One line more, since the last may be without an end.
    while (chunks.length > 1 && held - (chunks[0]?.size ?? 0) > count) held -= chunks.shift()?.size ?? 0;
  }
  const all = concatBytes(chunks.map(({ bytes }) => bytes));
  if (unit === "bytes") {
    output.put(all.subarray(Math.max(0, all.length - count)));
    return;
  }
  let at = all.length;
  if (all.at(-1) === end) at--;
  for (let left = count; left > 0 && at >= 0; left--) at = at === 0 ? -1 : all.lastIndexOf(end, at - 1);
  if (count > 0) output.put(all.subarray(at + 1));
}

function countOf(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(end); at >= 0; at = bytes.indexOf(end, at + 1)) count++;
  return count;
}

/** Until it is ended, or the process whose files these are. */
