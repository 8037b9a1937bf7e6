import { Failure } from "../program/failure.ts";
import { chooseWord } from "../program/numbers.ts";
import type { Given } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { type NumberProblem, suffixedNumber } from "../program/suffixed-number.ts";
import { addressWriter, type Radix } from "./address.ts";
import { dumpBlocks } from "./dump.ts";
import { type Format, parseFormats } from "./formats.ts";
import { OdInput } from "./input.ts";
import { placeOf } from "./place.ts";
import { dumpStrings } from "./strings.ts";

/* https://www.gnu.org/software/coreutils/od */

/** What the letters that are older than -t stand for. */
const LETTERS = {
  a: "a",
  b: "o1",
  B: "o2",
  c: "c",
  d: "u2",
  D: "u4",
  e: "fD",
  f: "fF",
  F: "fD",
  h: "x2",
  H: "x4",
  i: "dI",
  I: "dL",
  l: "dL",
  L: "dL",
  o: "o2",
  O: "o4",
  s: "d2",
  x: "x2",
  X: "x4",
} as const;

const OPTIONS = {
  "address-radix": {
    letters: "A",
    value: "RADIX",
    about: "write offsets in decimal, octal, hexadecimal or not: d, o, x, n",
  },
  endian: { value: "ORDER", about: "take numbers for big or little, whose last or first byte is the lowest" },
  "skip-bytes": { letters: "j", value: "BYTES", about: "pass over BYTES bytes first" },
  "read-bytes": { letters: "N", value: "BYTES", about: "show BYTES bytes only" },
  S: { value: "BYTES", about: "like --strings=BYTES" },
  strings: { value: "[BYTES]", about: "print texts that end with a NUL and have BYTES bytes or more, or 3" },
  format: { letters: "t", value: "TYPE", about: "show bytes as TYPE says" },
  "output-duplicates": { letters: "v", about: "show lines that are as the one before, too" },
  width: { letters: "w", value: "[BYTES]", isAttachable: true, about: "show BYTES bytes a line, or 32" },
  traditional: { about: "take operands behind the first for the offset and its label" },
  a: { about: "like -t a" },
  b: { about: "like -t o1" },
  B: {},
  c: { about: "like -t c" },
  d: { about: "like -t u2" },
  D: {},
  e: {},
  f: { about: "like -t fF" },
  F: {},
  h: {},
  H: {},
  i: { about: "like -t dI" },
  I: {},
  l: { about: "like -t dL" },
  L: {},
  o: { about: "like -t o2" },
  O: {},
  s: { about: "like -t d2" },
  x: { about: "like -t x2" },
  X: {},
} as const;

type Name = keyof typeof OPTIONS;
type Call = ProgramCall<Name>;

const SUFFIXES = "bEGKkMmPTYZ0";
const ORDERS = [["little"], ["big"]];
/** Options without which an operand may be an offset. */
const MODERN = [
  "address-radix",
  "skip-bytes",
  "read-bytes",
  "S",
  "strings",
  "format",
  "output-duplicates",
  "width",
] as const;
const DEFAULT_WIDTH_BYTES = 32;
const DEFAULT_STRING_BYTES = 3;

export const od = program({
  name: "od",
  usage: [
    "[OPTION]... [FILE]...",
    "[-abcdfilosx]... [FILE] [[+]OFFSET[.][b]]",
    "--traditional [OPTION]... [FILE] [[+]OFFSET[.][b] [+][LABEL][.][b]]",
  ],
  about:
    "Shows the bytes of all FILEs, one behind the other, as numbers or characters. Without FILE, or for -, it reads standard input. TYPE is one or more of a (named character), c (character or escape), d (signed decimal), f (floating point), o (octal), u (unsigned decimal) and x (hexadecimal). How many bytes a number has may follow: digits, C, S, I or L, for floats F, D or L. A z behind that shows the line's text at its end.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const settings = await settingsOf(call);
    if (settings === undefined) return 1;
    const { place, address, stringBytes, endOffset } = settings;
    const input = new OdInput(call, place.operands);
    if (!(await input.open())) return;
    await input.skip(place.skip);
    if (stringBytes !== undefined)
      await dumpStrings(call, input, { stringBytes, from: place.skip, endOffset, address });
    else await dumpBlocks(call, input, { ...settings, from: place.skip });
  },
});

/** @returns nothing if a format is wrong, after a complaint */
async function settingsOf(call: Call) {
  const { options } = call;
  const isBig = options.has("endian") && chooseWord(options.value("endian") ?? "", "--endian", ORDERS) === "big";
  let skip = 0;
  let [limit, stringBytes, width]: (number | undefined)[] = [];
  let radix: Radix = "o";
  const formats: Format[] = [];
  let isRight = true;
  for (const given of options.all) {
    const { name, value } = given;
    if (name === "address-radix") radix = radixOf(value ?? "");
    else if (name === "skip-bytes") skip = numberOf(given, "j");
    else if (name === "read-bytes") limit = numberOf(given, "N");
    else if (name === "S" || name === "strings")
      stringBytes = value === undefined ? DEFAULT_STRING_BYTES : numberOf(given, "S");
    else if (name === "width") width = value === undefined ? DEFAULT_WIDTH_BYTES : numberOf(given, "w");
    const types = name === "format" ? value : isLetter(name) ? LETTERS[name] : undefined;
    const parsed = types === undefined ? [] : parseFormats(types, isBig);
    if (typeof parsed === "string") {
      isRight = false;
      await call.complain(parsed);
    } else formats.push(...parsed);
  }
  if (!isRight) return undefined;
  if (stringBytes !== undefined && formats.length > 0)
    throw new Failure("no type may be specified when dumping strings");
  const place = placeOf(call.operands, skip, !options.has(...MODERN), options.has("traditional"));
  const endOffset = place.skip + (limit ?? Number.POSITIVE_INFINITY);
  if (limit !== undefined && endOffset >= 2 ** 64) throw new Failure("skip-bytes + read-bytes is too large");
  const address = addressWriter(radix, place.label === undefined ? undefined : place.label - place.skip);
  const shown = formats.length > 0 ? formats : (parseFormats("o2", isBig) as Format[]);
  return { place, endOffset, stringBytes, width, address, formats: shown, squeezes: !options.has("output-duplicates") };
}

function isLetter(name: Name): name is keyof typeof LETTERS {
  return Object.hasOwn(LETTERS, name);
}

function radixOf(text: string): Radix {
  const radix = text.charAt(0);
  if (radix === "d" || radix === "o" || radix === "x" || radix === "n") return radix;
  throw new Failure(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
}

/** @throws Failure */
function numberOf({ name, letter, value = "" }: Given<Name>, short: string): number {
  const number = name === "width" ? suffixedNumber(value, "") : suffixedNumber(value, SUFFIXES, 0);
  if (typeof number === "bigint") return Number(number);
  const option = letter === undefined && name !== "S" ? `--${name}` : `-${short}`;
  throw new Failure(problemText(number, option, value));
}

function problemText(problem: NumberProblem, option: string, text: string): string {
  if (problem === "overflow") return `${option} argument '${text}' too large`;
  return `invalid ${problem === "suffix" ? "suffix in " : ""}${option} argument '${text}'`;
}
