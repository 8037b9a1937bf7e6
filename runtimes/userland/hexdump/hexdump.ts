import type { UserProgram } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { skipBytes } from "../program/blocks.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { parseSize } from "../program/numbers.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { C_BYTE_ESCAPES } from "../program/quoting.ts";
import { type Format as ParsedFormat, parseFormat } from "./format.ts";
import { blockBytesOf, dumpFormats } from "./format-dump.ts";

/* https://man7.org/linux/man-pages/man1/hexdump.1.html */

const OPTIONS = {
  "one-byte-octal": { letters: "b", about: "show bytes in octal" },
  "one-byte-char": { letters: "c", about: "show bytes as characters" },
  canonical: { letters: "C", about: "show bytes in hexadecimal, and as characters beside" },
  "two-bytes-decimal": { letters: "d", about: "show pairs of bytes in decimal" },
  "two-bytes-octal": { letters: "o", about: "show pairs of bytes in octal" },
  "two-bytes-hex": { letters: "x", about: "show pairs of bytes in hexadecimal" },
  format: { letters: "e", value: "FORMAT", about: 'show bytes by FORMAT, such as \'16/1 "%02x " "\\n"\'' },
  "format-file": { letters: "f", value: "FILE", about: "take formats from the lines of FILE" },
  length: { letters: "n", value: "LENGTH", about: "read LENGTH bytes only" },
  skip: { letters: "s", value: "OFFSET", about: "pass over the first OFFSET bytes" },
  "no-squeezing": { letters: "v", about: "show lines that are as the one before, too" },
} as const;

const LINE_BYTES = 16;

/** What the options stand for beside formats of one's own. */
const USUAL_FORMATS: Readonly<Record<string, readonly string[]>> = {
  "one-byte-octal": ['"%07_Ax\\n"', '"%07_ax " 16/1 "%03o " "\\n"'],
  "one-byte-char": ['"%07_Ax\\n"', '"%07_ax " 16/1 "%3_c " "\\n"'],
  canonical: ['"%08_Ax\\n"', '"%08_ax  " 8/1 "%02x " "  " 8/1 "%02x "', '"  |" 16/1 "%_p" "|\\n"'],
  "two-bytes-decimal": ['"%07_Ax\\n"', '"%07_ax " 8/2 "  %05u " "\\n"'],
  "two-bytes-octal": ['"%07_Ax\\n"', '"%07_ax " 8/2 " %06o " "\\n"'],
  "two-bytes-hex": ['"%07_Ax\\n"', '"%07_ax " 8/2 "   %04x " "\\n"'],
};

/** How a line of at most 16 bytes is shown, behind its offset. */
type Format = (line: Uint8Array) => string;

const FORMATS = {
  "one-byte-octal": (line) => bytesOf(line, (byte) => ` ${octal(byte, 3)}`),
  "one-byte-char": (line) => bytesOf(line, (byte) => ` ${characterOf(byte)}`),
  canonical: (line) => canonicalOf(line),
  "two-bytes-decimal": (line) => pairsOf(line, (pair) => `   ${String(pair).padStart(5, "0")}`),
  "two-bytes-octal": (line) => pairsOf(line, (pair) => `  ${octal(pair, 6)}`),
  "two-bytes-hex": (line) => pairsOf(line, (pair) => `    ${hexadecimal(pair, 4)}`),
} satisfies Record<string, Format>;

type FormatName = keyof typeof FORMATS;

/** That of no option. */
const plain: Format = (line) => pairsOf(line, (pair) => ` ${hexadecimal(pair, 4)}`, 5);

export const hexdump = dumpProgram("hexdump");
const hd = dumpProgram("hd");

export const hexdumps: Readonly<Record<string, UserProgram>> = { hexdump, hd };

function dumpProgram(name: string): UserProgram {
  return program({
    name,
    usage: "[OPTION]... [FILE]...",
    about: "Shows the bytes of all FILEs, one behind the other. Without FILE it reads standard input.",
    like: "util-linux",
    options: OPTIONS,
    run: async (call) => {
      const { options } = call;
      const length = sizeOf(options.value("length"), "failed to parse length") ?? Number.POSITIVE_INFINITY;
      const skip = sizeOf(options.value("skip"), "failed to parse offset") ?? 0;
      if (options.has("format", "format-file")) {
        const formats = ownFormats(call);
        const squeezes = !options.has("no-squeezing");
        const blockBytes = blockBytesOf(formats);
        const blocks = blocksOfAll(call, { skip, length, blockBytes });
        if (blockBytes > 0) await dumpFormats(call, blocks, { formats, start: skip, squeezes });
        return;
      }
      const names = Object.keys(FORMATS) as FormatName[];
      const given = options.all.flatMap(({ name: one }) => names.filter((format) => format === one));
      if (name === "hd" && given.length === 0) given.push("canonical");
      const formats: Format[] = given.length === 0 ? [plain] : given.map((one) => FORMATS[one]);
      const isCanonical = given.includes("canonical");
      await dump(call, formats, { skip, length, offsetDigits: isCanonical ? 8 : 7 });
    },
  });
}

/** Those of options, in their order: an option without a format of its own stands for one. */
function ownFormats(call: ProgramCall<keyof typeof OPTIONS>): ParsedFormat[] {
  return call.options.all.flatMap(({ name, value = "" }) => {
    if (name === "format") return [parseFormat(latin1Of(encodeUtf8(value)))];
    if (name === "format-file") return linesOfFile(call, value).map(parseFormat);
    return (USUAL_FORMATS[name] ?? []).map(parseFormat);
  });
}

/** @throws Failure */
function linesOfFile({ files }: ProgramCall, path: string): string[] {
  try {
    const lines = latin1Of(files.readFile(path)).split("\n");
    return lines.filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`can't read ${path}: ${error.message}`);
  }
}

function sizeOf(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const size = /^0[xX][\da-fA-F]+$/.test(text) ? Number(text) : parseSize(text);
  if (size === undefined) throw new Failure(`${what}: '${text}': Invalid argument`);
  return size;
}

interface Extent {
  readonly skip: number;
  readonly length: number;
  readonly offsetDigits: number;
}

async function dump(
  call: ProgramCall<keyof typeof OPTIONS>,
  formats: readonly Format[],
  { skip, length, offsetDigits }: Extent,
): Promise<void> {
  const { output } = call;
  const squeezes = !call.options.has("no-squeezing");
  let offset = skip;
  let previous: string | undefined;
  let isSqueezing = false;
  for await (const line of blocksOfAll(call, { skip, length, blockBytes: LINE_BYTES })) {
    const key = latin1Of(line);
    if (squeezes && key === previous && line.length === LINE_BYTES) {
      if (!isSqueezing) output.putText("*\n");
      isSqueezing = true;
    } else {
      for (const format of formats) output.putText(`${hexadecimal(offset, offsetDigits)}${format(line)}\n`);
      isSqueezing = false;
      previous = key;
    }
    offset += line.length;
    if (output.isFull) await output.flush();
  }
  if (offset > skip) output.putText(`${hexadecimal(offset, offsetDigits)}\n`);
}

interface Blocks {
  readonly skip: number;
  readonly length: number;
  readonly blockBytes: number;
}

/** The bytes of all files in blocks of one size, but for the last. */
async function* blocksOfAll(call: ProgramCall, { skip, length, blockBytes }: Blocks): AsyncGenerator<Uint8Array> {
  const { process } = call;
  let rest: Uint8Array = new Uint8Array(0);
  let [toSkip, left, failed] = [skip, length, 0];
  const operands = call.operands.length > 0 ? call.operands : ["-"];
  for (const operand of operands) {
    if (left === 0) break;
    let fd: number;
    try {
      fd = openInput(call, call.operands.length === 0 ? "-" : operand === "-" ? "./-" : operand);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await call.complain(`${operand}: ${error.message}`);
      failed++;
      continue;
    }
    try {
      toSkip -= await skipBytes(process, fd, toSkip);
      while (left > 0) {
        const chunk = await process.read(fd, Math.min(left, 65_536));
        if (chunk.length === 0) break;
        left -= chunk.length;
        const bytes = rest.length === 0 ? chunk : concatBytes([rest, chunk]);
        let at = 0;
        for (; at + blockBytes <= bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes);
        rest = bytes.slice(at);
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      await call.complain(`${operand}: ${error.message}`);
    } finally {
      closeInput(process, fd);
    }
  }
  if (failed === operands.length) throw new Failure("all input file arguments failed");
  if (rest.length > 0) yield rest;
}

function bytesOf(line: Uint8Array, show: (byte: number) => string): string {
  return Array.from(line, show)
    .join("")
    .padEnd(LINE_BYTES * 4);
}

function pairsOf(line: Uint8Array, show: (pair: number) => string, width = 8): string {
  let text = "";
  for (let at = 0; at < line.length; at += 2) text += show((line[at] ?? 0) | ((line[at + 1] ?? 0) << 8));
  return text.padEnd((LINE_BYTES / 2) * width);
}

function canonicalOf(line: Uint8Array): string {
  let [bytes, text] = ["", ""];
  line.forEach((byte, index) => {
    bytes += `${index % 8 === 0 ? "  " : " "}${hexadecimal(byte, 2)}`;
    text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".";
  });
  return `${bytes.padEnd(50)}  |${text}|`;
}

function characterOf(byte: number): string {
  const shown = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : (C_BYTE_ESCAPES[byte] ?? octal(byte, 3));
  return shown.padStart(3);
}

function hexadecimal(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}

function octal(number: number, digits: number): string {
  return number.toString(8).padStart(digits, "0");
}
