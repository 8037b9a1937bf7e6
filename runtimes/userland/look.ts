import { readAll } from "../kernel/read-all.ts";
import { SystemError } from "../kernel/system-error.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { isDirectory } from "./program/file-kinds.ts";
import { closeInput } from "./program/inputs.ts";
import { NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";

/* https://man7.org/linux/man-pages/man1/look.1.html. Lines are compared byte by byte. */

const OPTIONS = {
  alternative: { letters: "a", about: "look in the other dictionary" },
  alphanum: { letters: "d", about: "compare blanks, letters and digits only" },
  "ignore-case": { letters: "f", about: "take lower case for upper case" },
  terminate: { letters: "t", value: "CHAR", about: "compare STRING up to CHAR only" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const DICTIONARY = "/usr/share/dict/words";
const OTHER_DICTIONARY = "/usr/share/dict/web2";

export const look = program({
  name: "look",
  usage: "[OPTION]... STRING [FILE]",
  about:
    "Prints the lines of FILE, which is sorted, that begin with STRING. Without FILE it looks in the dictionary, with -d and -f.",
  like: "util-linux",
  options: OPTIONS,
  modernize: (args) => args.map((arg) => (arg === "-h" ? "--help" : arg === "-V" ? "--version" : arg)),
  run: async (call) => {
    const { options, operands, output } = call;
    const [text, file, extra] = operands;
    if (text === undefined || extra !== undefined) throw new UsageError("bad usage");
    const isDictionary = file === undefined;
    const prepared = comparison(isDictionary || options.has("alphanum"), isDictionary || options.has("ignore-case"));
    const wanted = prepared(wantedOf(text, options.value("terminate")));
    const bytes = await content(call, file ?? (options.has("alternative") ? OTHER_DICTIONARY : DICTIONARY));
    let hasAny = false;
    for (let from = firstAtLeast(bytes, wanted, prepared); from < bytes.length; ) {
      const line = lineAt(bytes, from);
      if (compareBeginning(prepared(line), wanted) !== 0) break;
      hasAny = true;
      output.put(bytes.subarray(from, from + line.length + 1));
      if (output.isFull) await output.flush();
      from += line.length + 1;
    }
    return hasAny ? 0 : 1;
  },
});

/** Up to a character of an option, if it is there, that included. */
function wantedOf(text: string, terminator: string | undefined): Uint8Array {
  const end = terminator === undefined ? -1 : text.indexOf(terminator.charAt(0));
  return encodeUtf8(end < 0 ? text : text.slice(0, end + 1));
}

/** Leaves out of a text what is not compared. */
function comparison(isAlphanumeric: boolean, ignoresCase: boolean): (text: Uint8Array) => Uint8Array {
  return (text) => {
    const kept = isAlphanumeric ? text.filter((byte) => isBlank(byte) || isAlphanumericByte(byte)) : text;
    return ignoresCase ? kept.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte)) : kept;
  };
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}

function isAlphanumericByte(byte: number): boolean {
  const letter = byte | 32;
  return (byte >= 48 && byte <= 57) || (letter >= 97 && letter <= 122);
}

/** Where the first line begins that is not before a text, as a binary search finds it. */
function firstAtLeast(bytes: Uint8Array, wanted: Uint8Array, prepared: (text: Uint8Array) => Uint8Array): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const start = lineStart(bytes, Math.floor((low + high) / 2));
    const line = lineAt(bytes, start);
    if (compareBeginning(prepared(line), wanted) < 0) low = start + line.length + 1;
    else high = start;
  }
  return low;
}

function lineStart(bytes: Uint8Array, at: number): number {
  return at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
}

function lineAt(bytes: Uint8Array, from: number): Uint8Array {
  const end = bytes.indexOf(NEWLINE, from);
  return bytes.subarray(from, end < 0 ? bytes.length : end);
}

/** Compares as much of a line as the text is long. */
function compareBeginning(line: Uint8Array, text: Uint8Array): number {
  for (let at = 0; at < text.length; at++) {
    const byte = line[at];
    if (byte === undefined) return -1;
    const difference = byte - (text[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function content(call: Call, name: string): Promise<Uint8Array> {
  try {
    // It is mapped into memory: of what can't be, other things are said.
    if (isDirectory(call.files.stat(name))) throw new Failure(`${name}: No such device`);
    const fd = call.process.descriptors.add(call.files.open(name, { access: "read" }, 0));
    const bytes = await readAll(call.process, fd);
    closeInput(call.process, fd);
    if (bytes.length === 0) throw new Failure(`${name}: Invalid argument`);
    return bytes;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`${name}: ${error.message}`);
  }
}
