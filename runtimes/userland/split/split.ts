import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { linesOf, NEWLINE } from "../program/lines.ts";
import { parseSize } from "../program/numbers.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways, quoted } from "../program/quoting.ts";
import { parseChunks, splitChunks } from "./chunks.ts";
import type { Naming } from "./names.ts";
import { Parts } from "./parts.ts";

/* https://www.gnu.org/software/coreutils/split */

const OPTIONS = {
  "suffix-length": { letters: "a", value: "N", about: "give names N letters, not 2" },
  "additional-suffix": { value: "SUFFIX", about: "end names with SUFFIX" },
  bytes: { letters: "b", value: "SIZE", about: "put SIZE bytes into each file" },
  d: { about: "use digits, not letters" },
  "numeric-suffixes": { value: "[FROM]", about: "use digits, beginning with FROM" },
  x: { about: "use hexadecimal digits" },
  "hex-suffixes": { value: "[FROM]", about: "use hexadecimal digits, beginning with FROM" },
  "line-bytes": { letters: "C", value: "SIZE", about: "put lines of SIZE bytes at most into each file" },
  number: {
    letters: "n",
    value: "CHUNKS",
    about: "make CHUNKS files: N, l/N (of whole lines), r/N (line by line in turn); K/N, l/K/N, r/K/N: print the Kth",
  },
  "elide-empty-files": { letters: "e", about: "with -n: make no empty files" },
  unbuffered: { letters: "u", about: "(of no effect)" },
  filter: { value: "COMMAND", about: "give the parts to COMMAND of a shell, with the name in $FILE" },
  digits: { letters: "0123456789" },
  lines: { letters: "l", value: "NUMBER", about: "put NUMBER lines into each file, not 1000" },
  separator: { letters: "t", value: "SEP", about: "lines end with SEP, not newline" },
  verbose: { about: "say what files are made" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const KINDS = ["bytes", "lines", "line-bytes", "number"] as const;

export const split = program({
  name: "split",
  usage: "[OPTION]... [FILE [PREFIX]]",
  about: "Puts the parts of FILE into files: PREFIXaa, PREFIXab and so on. PREFIX is x if there is none.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands, process } = call;
    const kinds = options.all.filter(({ name }) => KINDS.some((kind) => kind === name));
    const older = options.all.map(({ name, letter = "" }) => (name === "digits" ? letter : "")).join("");
    if (kinds.length + (older === "" ? 0 : 1) > 1) throw new UsageError("cannot split in more than one way");
    const chunks = options.has("number") ? parseChunks(options.value("number") ?? "") : undefined;
    const isBytes = options.has("bytes", "line-bytes");
    const given = options.value("bytes") ?? options.value("line-bytes") ?? options.value("lines");
    const size = sizeOf(given ?? (older || "1000"), isBytes);
    const end = separatorOf(options.value("separator"));
    const [input = "-", prefix = "x", extra] = operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const filter = options.value("filter");
    if (filter !== undefined && chunks?.wanted !== undefined)
      throw new UsageError("--filter does not process a chunk extracted to stdout");
    const parts = new Parts(call, namingOf(call, prefix, chunks?.count), filter);
    const fd = opened(call, input);
    try {
      if (chunks)
        await splitChunks(call, fd, input, { ...chunks, end, elidesEmpty: options.has("elide-empty-files") }, parts);
      else if (options.has("bytes")) await splitBytes(call, fd, size, parts);
      else if (options.has("line-bytes")) await splitLineBytes(call, fd, size, end, parts);
      else await splitLines(call, fd, size, end, parts);
      await parts.close();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`${input}: ${error.message}`);
    } finally {
      parts.release();
      closeInput(process, fd);
    }
  },
});

function sizeOf(text: string, isBytes: boolean): number {
  const size = parseSize(text);
  if (!size) {
    const problem = size === 0 ? ": Numerical result out of range" : "";
    throw new Failure(`invalid number of ${isBytes ? "bytes" : "lines"}: ${quoted(text)}${problem}`);
  }
  return size;
}

function separatorOf(text: string | undefined): number {
  if (text === undefined) return NEWLINE;
  if (text === "\\0") return 0;
  const [byte, more] = encodeUtf8(text);
  if (byte === undefined) throw new Failure("empty record separator");
  if (more !== undefined) throw new Failure(`multi-character separator ${quoted(text)}`);
  return byte;
}

/** @param count how many files there will be, if that is known @throws Failure */
function namingOf({ options }: Call, prefix: string, count: number | undefined): Naming {
  const kind = options.last("d", "x", "numeric-suffixes", "hex-suffixes");
  const isHexadecimal = kind === "x" || kind === "hex-suffixes";
  const digits = kind === undefined ? "abcdefghijklmnopqrstuvwxyz" : isHexadecimal ? "0123456789abcdef" : "0123456789";
  const from = kind === undefined ? undefined : options.value(kind);
  const suffix = options.value("additional-suffix") ?? "";
  if (suffix.includes("/")) throw new UsageError(`invalid suffix ${quoted(suffix)}, contains directory separator`);
  const lengthText = options.value("suffix-length");
  if (lengthText !== undefined && !/^\d+$/.test(lengthText))
    throw new Failure(`invalid suffix length: ${quoted(lengthText)}`);
  const first = Number.parseInt(from ?? "0", isHexadecimal ? 16 : 10);
  const given = Number(lengthText ?? 0);
  const needed = count === undefined ? 0 : digitsNeeded(count + first - 1, digits.length);
  if (given > 0 && given < needed) throw new Failure(`the suffix length needs to be at least ${needed}`);
  const byDefault = count === undefined ? (from === undefined ? undefined : 2) : Math.max(2, needed);
  return { prefix, suffix, digits, length: given || byDefault, first };
}

function digitsNeeded(largest: number, base: number): number {
  let digits = 1;
  for (let rest = Math.floor(largest / base); rest > 0; rest = Math.floor(rest / base)) digits++;
  return digits;
}

function opened(call: Call, input: string): number {
  try {
    return openInput(call, input);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot open ${quoteAlways(input)} for reading: ${error.message}`);
  }
}

async function splitBytes({ process }: Call, fd: number, size: number, parts: Parts): Promise<void> {
  let left = size;
  for (;;) {
    const chunk = await process.read(fd, Math.min(left, 65_536));
    if (chunk.length === 0) return;
    await parts.write(chunk);
    left -= chunk.length;
    if (left > 0) continue;
    await parts.close();
    left = size;
  }
}

async function splitLines({ process }: Call, fd: number, size: number, end: number, parts: Parts): Promise<void> {
  let left = size;
  for await (const { lines, isUnended } of linesOf(process, fd, end)) {
    let page: Uint8Array[] = [];
    for (const line of lines) {
      page.push(line);
      if (!isUnended) page.push(Uint8Array.of(end));
      if (--left > 0) continue;
      await parts.write(concatBytes(page));
      page = [];
      await parts.close();
      left = size;
    }
    if (page.length > 0) await parts.write(concatBytes(page));
  }
}

/** Whole lines, as many as fit; those that are longer than a file are broken. */
async function splitLineBytes({ process }: Call, fd: number, size: number, end: number, parts: Parts): Promise<void> {
  let left = size;
  for await (const { lines, isUnended } of linesOf(process, fd, end)) {
    let page: Uint8Array[] = [];
    const flush = async (): Promise<void> => {
      if (page.length > 0) await parts.write(concatBytes(page));
      page = [];
    };
    const lineEnd = Uint8Array.of(end);
    for (const line of lines) {
      const length = line.length + (isUnended ? 0 : 1);
      if (length > left && left < size) {
        await flush();
        await parts.close();
        left = size;
      }
      if (length <= size) {
        page.push(line);
        if (!isUnended) page.push(lineEnd);
        left -= length;
        continue;
      }
      let rest: Uint8Array = isUnended ? line : concatBytes([line, lineEnd]);
      for (; rest.length > size; rest = rest.subarray(size)) {
        await parts.write(rest.subarray(0, size));
        await parts.close();
      }
      page.push(rest);
      left -= rest.length;
    }
    await flush();
  }
}
