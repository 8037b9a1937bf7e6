import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { isDirectory } from "../program/file-kinds.ts";
import { closeInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import { type TextEncoding, TextFinder } from "./finder.ts";

/* https://sourceware.org/binutils/docs/binutils/strings.html. Files are scanned whole; -U and @FILE are not there. */

const OPTIONS = {
  all: { letters: "a", about: "(of no effect: files are always scanned whole)" },
  data: { letters: "d", about: "(of no effect)" },
  "print-file-name": { letters: "f", about: "print the name of the file before each text" },
  bytes: {
    letters: "n",
    value: "NUMBER",
    about: "print texts of NUMBER characters or more, not 4; -NUMBER is the same",
  },
  digits: { letters: "0123456789" },
  radix: {
    letters: "t",
    value: "RADIX",
    about: "print where texts begin, in octal, decimal or hexadecimal: o, d or x",
  },
  o: { about: "like --radix=o" },
  "include-all-whitespace": { letters: "w", about: "take newlines and the like for characters of texts" },
  target: { letters: "T", value: "FORMAT", about: "(of no effect)" },
  encoding: {
    letters: "e",
    value: "ENCODING",
    about: "characters are of 7 bits (s), 8 (S), 16 (b, l) or 32 (B, L); b and B have their highest byte first",
  },
  "output-separator": { letters: "s", value: "STRING", about: "print STRING behind texts, not a newline" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const DEFAULT_LENGTH = 4;
const RADIXES: Readonly<Record<string, number>> = { o: 8, d: 10, x: 16 };
const ENCODINGS: Readonly<Record<string, TextEncoding>> = {
  s: { bytes: 1, isHighFirst: false, has8Bits: false },
  S: { bytes: 1, isHighFirst: false, has8Bits: true },
  b: { bytes: 2, isHighFirst: true, has8Bits: false },
  l: { bytes: 2, isHighFirst: false, has8Bits: false },
  B: { bytes: 4, isHighFirst: true, has8Bits: false },
  L: { bytes: 4, isHighFirst: false, has8Bits: false },
};

export const strings = program({
  name: "strings",
  usage: "[OPTION]... [FILE]...",
  about: "Prints the texts in FILEs: runs of printable characters. Without FILE it reads standard input.",
  like: "GNU Binutils",
  options: OPTIONS,
  showsHelp: true,
  modernize: (args) => args.map((arg) => (arg === "-h" ? "--help" : arg === "-v" || arg === "-V" ? "--version" : arg)),
  run: async (call) => {
    const { options, operands } = call;
    const length = lengthOf(call);
    const encoding = encodingOf(options.value("encoding"));
    const radix = radixOf(call);
    const isOther = (byte: number): boolean =>
      options.has("include-all-whitespace") && (byte === 10 || (byte > 10 && byte < 14));
    const separator = encodeUtf8(options.value("output-separator") ?? "\n");
    const print = (name: string) => (offset: number, text: Uint8Array) => {
      const lead = options.has("print-file-name") ? `${name}: ` : "";
      call.output.putText(radix === undefined ? lead : `${lead}${offset.toString(radix).padStart(7)} `);
      call.output.put(text);
      call.output.put(separator);
    };
    // A lone `-` is an option that says what is so anyway.
    const names = operands.filter((operand) => operand !== "-");
    if (names.length === 0 && operands.length > 0) throw new UsageError("");
    if (names.length === 0) await scan(call, 0, new TextFinder(length, encoding, isOther, print("{standard input}")));
    for (const name of names) {
      const fd = await opened(call, name);
      if (fd === undefined) continue;
      await scan(call, fd, new TextFinder(length, encoding, isOther, print(name)));
      closeInput(call.process, fd);
    }
  },
});

/** @throws Failure */
function lengthOf({ options }: Call): number {
  const given = options.value("bytes");
  const digits = options.all.map(({ name, letter = "" }) => (name === "digits" ? letter : "")).join("");
  if (given === undefined && digits === "") return DEFAULT_LENGTH;
  if (digits === "" && /^\s*-\d+$/.test(given ?? "")) return Number.POSITIVE_INFINITY;
  const number = suffixedNumber(digits === "" ? (given ?? "") : digits, "", 0);
  if (number === 0n) throw new Failure("invalid minimum string length 0");
  if (number === "overflow") return Number.POSITIVE_INFINITY;
  if (typeof number === "string") throw new Failure(`invalid integer argument ${given}`);
  return Number(number);
}

function encodingOf(text = "s"): TextEncoding {
  const encoding = ENCODINGS[text];
  if (encoding === undefined) throw new UsageError("");
  return encoding;
}

function radixOf({ options }: Call): number | undefined {
  const last = options.last("radix", "o");
  if (last === undefined) return undefined;
  const radix = RADIXES[last === "o" ? "o" : (options.value("radix") ?? "")];
  if (radix === undefined) throw new UsageError("");
  return radix;
}

/** @returns nothing after a complaint */
async function opened(call: Call, name: string): Promise<number | undefined> {
  try {
    if (isDirectory(call.files.stat(name))) {
      await call.complain(`Warning: '${name}' is a directory`);
      return undefined;
    }
    return call.process.descriptors.add(call.files.open(name, { access: "read" }, 0));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const isMissing = error.code === "ENOENT";
    await call.complain(isMissing ? `'${name}': No such file` : `${name}: ${error.message}`);
    return undefined;
  }
}

async function scan({ process, output }: Call, fd: number, finder: TextFinder): Promise<void> {
  for (let chunk = await process.read(fd); chunk.length > 0; chunk = await process.read(fd)) {
    finder.add(chunk);
    if (output.isFull) await output.flush();
  }
  finder.end();
}
