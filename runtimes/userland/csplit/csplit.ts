import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways, quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import { parsePatterns } from "./patterns.ts";
import { Pieces } from "./pieces.ts";
import { MissingInput, Splitter } from "./splitter.ts";
import { suffixFormat } from "./suffix-format.ts";

/* https://www.gnu.org/software/coreutils/csplit */

const OPTIONS = {
  "suffix-format": { letters: "b", value: "FORMAT", about: "number files as C's printf does by FORMAT, not by %02d" },
  prefix: { letters: "f", value: "PREFIX", about: "begin names with PREFIX, not with xx" },
  "keep-files": { letters: "k", about: "keep files when something fails" },
  "suppress-matched": { about: "leave out the lines at which it is divided" },
  digits: { letters: "n", value: "DIGITS", about: "number files with so many digits, not 2" },
  quiet: { letters: "qs", about: "don't print sizes" },
  silent: {},
  "elide-empty-files": { letters: "z", about: "make no empty files" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const csplit = program({
  name: "csplit",
  usage: "[OPTION]... FILE PATTERN...",
  about:
    "Divides FILE (-: the standard input) at PATTERNs, writes the pieces to files, xx00 and so on, and prints their sizes. PATTERNs: INTEGER (up to that line), /REGEXP/[OFFSET] (up to one that matches), %REGEXP%[OFFSET] (pass over those before), {INTEGER} or {*} (again so many times, or as long as it goes).",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, operands } = call;
    const [name, ...texts] = operands;
    const format = options.value("suffix-format");
    const digits = digitsOf(options.value("digits") ?? "2");
    const suffix =
      format === undefined ? (number: number) => String(number).padStart(digits, "0") : suffixFormat(format);
    if (name === undefined) throw new UsageError("missing operand");
    if (texts.length === 0) throw new UsageError(`missing operand after ${quoted(name)}`);
    const fd = opened(call, name);
    const { patterns, warnings } = parsePatterns(texts);
    for (const warning of warnings) await call.process.printError(`${call.name}: ${warning}\n`);
    const pieces = new Pieces(call, {
      prefix: options.value("prefix") ?? "xx",
      suffix,
      elidesEmpty: options.has("elide-empty-files"),
      isQuiet: options.has("quiet", "silent"),
    });
    const isIgnored = patterns[0]?.kind === "regex" && patterns[0].isIgnored;
    try {
      const bytes = await content(call, fd, pieces, isIgnored);
      await new Splitter(bytes, pieces, options.has("suppress-matched")).split(patterns);
    } catch (error) {
      if (!(error instanceof Failure) || error instanceof MissingInput) throw error;
      await call.complain(error.message);
      await pieces.close();
      if (!options.has("keep-files")) pieces.removeAll();
    } finally {
      closeInput(call.process, fd);
    }
  },
});

function digitsOf(text: string): number {
  const digits = suffixedNumber(text, "");
  if (typeof digits === "string") throw new Failure(`invalid number: ${quoted(text)}`);
  return Number(digits);
}

function opened(call: Call, name: string): number {
  try {
    return openInput(call, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`cannot open ${quoteAlways(name)} for reading: ${error.message}`);
  }
}

/** The first piece is begun before anything can't be read. @throws Failure */
async function content(call: Call, fd: number, pieces: Pieces, isIgnored: boolean): Promise<Uint8Array> {
  try {
    return await readAll(call.process, fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (!isIgnored) pieces.begin();
    throw new Failure(`read error: ${error.message}`);
  }
}
