import type { Process } from "../kernel/process.ts";
import { SystemError } from "../kernel/system-error.ts";
import { concatBytes } from "../web/bytes.ts";
import { Failure } from "./program/failure.ts";
import { endOfLines, header, type Share } from "./program/head-or-tail.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { parseSize } from "./program/numbers.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted, quoteIfNeeded } from "./program/quoting.ts";
import { type Followed, type Following, follow } from "./tail-follow.ts";

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
  "sleep-interval": { letters: "s", value: "N", about: "with -f, look at least each N seconds" },
  verbose: { letters: "v", about: "print headers always" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

/** Who follows a file sees at once what is added. */
const LOOK_MS = 100;

export const tail = program({
  name: "tail",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints the last 10 lines of each FILE, with a header if there are several. Without FILE, or for -, it reads standard input. NUM may have a suffix: b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024 and so on.",
  like: "GNU coreutils",
  options: OPTIONS,
  modernize: ([first = "", ...rest]) => [...modern(first, rest), ...rest],
  run: async (call) => {
    const { options, process, output } = call;
    const share = shareOf(call);
    await warnOfRetry(call);
    const digit = options.all.find(({ name }) => name === "digits")?.letter;
    if (digit !== undefined) throw new Failure(`option used in invalid context -- ${digit}`);
    if (share.count === 0 && !share.isFromOtherEnd && !options.has("follow", "F")) return;
    const operands = call.operands.length > 0 ? call.operands : ["-"];
    const naming = options.last("quiet", "silent", "verbose") ?? (operands.length > 1 ? "verbose" : "quiet");
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    const follows = options.has("follow", "F");
    const asked = followingOf(call, naming === "verbose");
    const following = follows ? asked : undefined;
    if (following?.byName && operands.includes("-")) throw new Failure("cannot follow '-' by name");
    const followed: Followed[] = [];
    let isFirst = true;
    for (const operand of operands) {
      let fd: number;
      try {
        fd = openInput(call, operand);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await call.complain(`cannot open ${quoteAlways(operand)} for reading: ${error.message}`);
        followed.push({ operand, fd: undefined });
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
        const end = following?.retries ? "" : "; giving up on this name";
        if (follows) await call.complain(`${quoteIfNeeded(operand)}: cannot follow end of this type of file${end}`);
      }
      await output.flush();
      if (!follows) closeInput(process, fd);
    }
    if (!following) return;
    if (!following.retries && followed.every(({ fd }) => fd === undefined)) throw new Failure("no files remaining");
    const files = followed.filter(({ fd }) => fd === undefined || isFollowable(process, fd));
    if (files.length > 0) return Math.max(call.status, await follow(call, files, following));
  },
});

async function warnOfRetry({ options, process }: Call): Promise<void> {
  if (!options.has("retry")) return;
  if (!options.has("follow", "F"))
    await process.printError("tail: warning: --retry ignored; --retry is useful only when following\n");
  else if (!options.has("F") && options.value("follow") !== "name")
    await process.printError("tail: warning: --retry only effective for the initial open\n");
}

/** @throws Failure */
function followingOf(call: Call, withHeaders: boolean): Following {
  const { options, kernel } = call;
  const seconds = Number(options.value("sleep-interval") ?? "1");
  if (!(seconds >= 0)) throw new Failure(`invalid number of seconds: ${quoted(options.value("sleep-interval") ?? "")}`);
  const pid = options.value("pid");
  if (pid !== undefined && !/^\d+$/.test(pid)) throw new Failure(`invalid PID: ${quoted(pid)}`);
  return {
    byName: options.has("F") || options.value("follow") === "name",
    retries: options.has("F", "retry"),
    withHeaders,
    intervalMs: Math.min(LOOK_MS, Math.max(10, seconds * 1000)),
    isOver: () => pid !== undefined && !kernel.process(Number(pid)),
  };
}

/** Nothing is added to a pipe that has ended. */
function isFollowable({ descriptors }: Process, fd: number): boolean {
  return descriptors.has(fd) && ["file", "device"].includes(descriptors.get(fd).kind);
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
