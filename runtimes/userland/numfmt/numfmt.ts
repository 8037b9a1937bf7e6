import { SystemError } from "../../kernel/system-error.ts";
import { encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { parseRanges } from "../cut-list.ts";
import { Failure } from "../program/failure.ts";
import { linesOf, NEWLINE } from "../program/lines.ts";
import { chooseWord } from "../program/numbers.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import { Conversion, type ConversionManner } from "./conversion.ts";
import type { Rounding } from "./extended-arithmetic.ts";
import { type NumberFormat, parseFormat } from "./format-directive.ts";
import type { Scale } from "./scale.ts";
import { unitSize } from "./unit-size.ts";

/* https://www.gnu.org/software/coreutils/numfmt. Groups of digits are not separated, as in the locale C. */

const OPTIONS = {
  debug: { about: "warn of options and numbers that are of no use" },
  delimiter: { letters: "d", value: "X", about: "fields end with X, not with blanks" },
  field: { value: "FIELDS", about: "convert these fields, not the first: N, N-, N-M, -M, with commas between; -: all" },
  format: { value: "FORMAT", about: "print numbers as C's printf does by FORMAT, which has one %f" },
  from: { value: "UNIT", about: "read suffixes as UNIT says: none, auto, si, iec, iec-i" },
  "from-unit": { value: "N", about: "take numbers that are read as multiples of N" },
  grouping: { about: "separate groups of digits as the locale does" },
  header: { value: "[N]", about: "print the first line, or N lines, as they are" },
  invalid: { value: "MODE", about: "at what is no number: abort, fail at the end, warn, or ignore it" },
  padding: { value: "N", about: "print N characters a number, to the right; to the left if N is negative" },
  round: { value: "METHOD", about: "round up, down, from-zero (the default), towards-zero, nearest" },
  suffix: { value: "SUFFIX", about: "print SUFFIX behind numbers, and read it" },
  to: { value: "UNIT", about: "print suffixes as UNIT says: none, si, iec, iec-i" },
  "to-unit": { value: "N", about: "print numbers as multiples of N" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const FROM = [["none"], ["auto"], ["si"], ["iec"], ["iec-i"]];
const TO = [["none"], ["si"], ["iec"], ["iec-i"]];
const ROUNDINGS = [["up"], ["down"], ["from-zero"], ["towards-zero"], ["nearest"]];
const MODES = [["abort"], ["fail"], ["warn"], ["ignore"]];
const ALL_FIELDS = [{ first: 1, last: Number.POSITIVE_INFINITY }];
const PLAIN: NumberFormat = {
  before: "",
  after: "",
  isGrouped: false,
  padding: 0,
  zeroWidth: 0,
  precision: undefined,
};
const INVALID = 2;

export const numfmt = program({
  name: "numfmt",
  usage: "[OPTION]... [NUMBER]...",
  about:
    "Writes numbers in another form: those that are given, or those in the lines of the standard input. si means K for 1000, iec K for 1024, iec-i Ki for 1024, auto K for 1000 and Ki for 1024.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { operands, options } = call;
    const manner = mannerOf(call);
    const headers = headersOf(call);
    if (manner.isDebug) await warnOfOptions(call, manner, headers);
    const conversion = new Conversion(call, manner);
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    for (const operand of operands) {
      await conversion.line(latin1Of(encodeUtf8(operand)));
      call.output.putByte(end);
    }
    if (operands.length === 0) await convertLines(call, conversion, headers, end);
    if (!conversion.hasInvalid) return;
    if (manner.isDebug) await warn(call, "failed to convert some of the input numbers");
    if (manner.invalid === "fail") call.status = INVALID;
  },
});

/** @throws Failure, UsageError */
function mannerOf({ options }: Call): ConversionManner {
  const word = (name: keyof typeof OPTIONS, words: readonly (readonly string[])[], byDefault: string): string =>
    chooseWord(options.value(name) ?? byDefault, `--${name}`, words);
  const from = word("from", FROM, "none") as Scale;
  const fromUnit = unitSize(options.value("from-unit") ?? "1");
  const scale = word("to", TO, "none") as Scale;
  const toUnit = unitSize(options.value("to-unit") ?? "1");
  const rounding = word("round", ROUNDINGS, "from-zero") as Rounding;
  const padding = paddingOf(options.value("padding"));
  const [fields, more] = options.values("field");
  if (more !== undefined) throw new Failure("multiple field specifications");
  const ranges = fields === "-" ? ALL_FIELDS : parseRanges(fields ?? "1", true, false);
  const delimiter = delimiterOf(options.value("delimiter"));
  const invalid = word("invalid", MODES, "abort") as ConversionManner["invalid"];
  const given = options.value("format");
  if (given !== undefined && options.has("grouping")) throw new Failure("--grouping cannot be combined with --format");
  const format = given === undefined ? PLAIN : parseFormat(given);
  if ((format.isGrouped || options.has("grouping")) && scale !== "none")
    throw new Failure("grouping cannot be combined with --to");
  const { before, after, zeroWidth, precision } = format;
  const scaling = { from, fromUnit, scale, toUnit, rounding, zeroWidth, precision };
  const texts = { before, after, suffix: options.value("suffix") ?? "", padding: format.padding || padding };
  return { ...scaling, ...texts, fields: ranges, delimiter, invalid, isDebug: options.has("debug") };
}

function paddingOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const number = /^\s*[-+]?\d+$/.test(text) ? Number(text) : 0;
  if (number === 0) throw new Failure(`invalid padding value ${quoted(text)}`);
  return number;
}

function delimiterOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bytes = latin1Of(encodeUtf8(text));
  if (bytes.length > 1) throw new Failure("the delimiter must be a single character");
  return bytes === "" ? "\0" : bytes;
}

function headersOf({ options }: Call): number {
  if (!options.has("header")) return 0;
  const text = options.value("header") ?? "1";
  const number = suffixedNumber(text, "");
  if (typeof number === "string" || number === 0n) throw new Failure(`invalid header value ${quoted(text)}`);
  return Number(number);
}

async function convertLines(call: Call, conversion: Conversion, headers: number, end: number): Promise<void> {
  let left = headers;
  try {
    for await (const { lines, isUnended } of linesOf(call.process, 0, end)) {
      await call.process.checkpoint();
      for (const line of lines) {
        const nul = end === 0 ? -1 : line.indexOf(0);
        if (left > 0) {
          call.output.put(line);
          left--;
        } else await conversion.line(latin1Of(nul < 0 ? line : line.subarray(0, nul)));
        if (!isUnended) call.output.putByte(end);
        if (call.output.isFull) await call.output.flush();
      }
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await warn(call, `error reading input: ${error.message}`);
  }
}

async function warnOfOptions(call: Call, manner: ConversionManner, headers: number): Promise<void> {
  const { options, operands } = call;
  const isIdle = manner.from === "none" && manner.scale === "none" && !options.has("grouping", "format", "padding");
  if (isIdle) await warn(call, "no conversion option specified");
  const isOverridden =
    options.has("padding") && manner.zeroWidth === 0 && manner.padding !== paddingOf(options.value("padding"));
  if (isOverridden) await warn(call, "--format padding overriding --padding");
  if (options.has("grouping") || parseFormat(options.value("format") ?? "%f").isGrouped)
    await warn(call, "grouping has no effect in this locale");
  if (operands.length > 0 && headers > 0) await warn(call, "--header ignored with command-line input");
}

async function warn(call: Call, message: string): Promise<void> {
  await call.output.flush();
  await call.process.printError(`${call.name}: ${message}\n`);
}
