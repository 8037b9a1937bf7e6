import { compileRegex } from "../regex/regex.ts";
import { RegexSyntaxError } from "../regex/tree.ts";
import { decodeUtf8, encodeUtf8 } from "../web/encoding.ts";
import { Failure } from "./program/failure.ts";
import { eachInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/nl */

const OPTIONS = {
  "body-numbering": { letters: "b", value: "STYLE", about: "number these lines of the body" },
  "section-delimiter": { letters: "d", value: "CC", about: "the two characters that delimit sections" },
  "footer-numbering": { letters: "f", value: "STYLE", about: "number these lines of footers" },
  "header-numbering": { letters: "h", value: "STYLE", about: "number these lines of headers" },
  "line-increment": { letters: "i", value: "NUMBER", about: "count in steps of NUMBER" },
  "join-blank-lines": { letters: "l", value: "NUMBER", about: "count NUMBER empty lines as one" },
  "no-renumber": { letters: "p", about: "count on in the next page" },
  "number-separator": { letters: "s", value: "STRING", about: "print STRING behind numbers, not TAB" },
  "number-width": { letters: "w", value: "NUMBER", about: "print numbers in NUMBER columns" },
  "number-format": { letters: "n", value: "FORMAT", about: "ln: to the left, rn: to the right, rz: with zeros" },
  "starting-line-number": { letters: "v", value: "NUMBER", about: "begin with NUMBER" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;
type Selection = (line: Uint8Array) => boolean;

export const nl = program({
  name: "nl",
  usage: "[OPTION]... [FILE]...",
  about:
    "Prints each FILE with numbers before its lines. Without FILE, or for -, it reads standard input. STYLE is a (all lines), t (those that aren't empty), n (none) or pBRE (those in which the basic regular expression BRE matches).",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    await checkOptions(call);
    const numbering = new Numbering(call);
    await eachInput(call, async (fd) => {
      for await (const { lines } of linesOf(call.process, fd)) {
        for (const line of lines) numbering.print(line);
        if (call.output.isFull) await call.output.flush();
      }
    });
  },
});

const SECTIONS = {
  "body-numbering": "body",
  "footer-numbering": "footer",
  "header-numbering": "header",
} as const;

const NUMBERS = {
  "starting-line-number": { what: "starting line number", byDefault: "1", least: undefined },
  "line-increment": { what: "line number increment", byDefault: "1", least: undefined },
  "join-blank-lines": { what: "line number of blank lines", byDefault: "1", least: 1n },
  "number-width": { what: "line number field width", byDefault: "6", least: 1n },
} as const;

/** Tells of all wrong styles and formats, up to a number that is wrong. @throws Failure, UsageError */
async function checkOptions(call: Call): Promise<void> {
  for (const { name, value = "" } of call.options.all) {
    if (isIn(name, NUMBERS)) numberOf(name, value);
    else if (name === "number-format" && !["ln", "rn", "rz"].includes(value))
      await call.complain(`invalid line numbering format: ${quoted(value)}`);
    else if (isIn(name, SECTIONS)) await checkStyle(call, SECTIONS[name], value);
  }
  if (call.status !== 0) throw new UsageError("");
}

async function checkStyle(call: Call, section: string, style: string): Promise<void> {
  try {
    selectionOf(section, style);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await call.complain(error.message);
  }
}

function isIn<Table extends object>(name: PropertyKey, table: Table): name is keyof Table {
  return name in table;
}

/** @throws Failure */
function numberOf(name: keyof typeof NUMBERS, text: string): bigint {
  const { what, least } = NUMBERS[name];
  const value = /^\s*[+-]?\d+$/.test(text) ? BigInt(text.trim().replace("+", "")) : undefined;
  if (value === undefined) throw new Failure(`invalid ${what}: ${quoted(text)}`);
  if (least !== undefined && value < least)
    throw new Failure(`invalid ${what}: ${quoted(text)}: Numerical result out of range`);
  return value;
}

class Numbering {
  readonly #call: Call;
  readonly #sections: ReadonlyMap<string, Selection>;
  readonly #delimiter: string;
  readonly #increment: bigint;
  readonly #blanksJoined: bigint;
  readonly #start: bigint;
  readonly #width: number;
  readonly #format: string;
  readonly #separator: string;
  #selects: Selection;
  #number: bigint;
  #blanks = 0n;

  constructor(call: Call) {
    const { options } = call;
    this.#call = call;
    const styles = [
      ["body", options.value("body-numbering") ?? "t"],
      ["footer", options.value("footer-numbering") ?? "n"],
      ["header", options.value("header-numbering") ?? "n"],
    ] as const;
    this.#sections = new Map(styles.map(([section, style]) => [section, selectionOf(section, style)]));
    const delimiter = options.value("section-delimiter") ?? "\\:";
    this.#delimiter = delimiter.length === 1 ? `${delimiter}:` : delimiter;
    const number = (name: keyof typeof NUMBERS): bigint =>
      numberOf(name, options.value(name) ?? NUMBERS[name].byDefault);
    this.#start = number("starting-line-number");
    this.#increment = number("line-increment");
    this.#blanksJoined = number("join-blank-lines");
    this.#width = Number(number("number-width"));
    this.#format = options.value("number-format") ?? "rn";
    this.#separator = options.value("number-separator") ?? "\t";
    this.#number = this.#start;
    this.#selects = this.#sections.get("body") ?? (() => false);
  }

  print(line: Uint8Array): void {
    const { output, options } = this.#call;
    const section = this.#sectionOf(line);
    if (section !== undefined) {
      this.#selects = this.#sections.get(section) ?? this.#selects;
      if (section === "header" || section === "body" || section === "footer")
        if (!options.has("no-renumber") && section === "header") this.#number = this.#start;
      if (!options.has("no-renumber") && section !== "header") this.#number = this.#start;
      output.putByte(NEWLINE);
      return;
    }
    if (this.#isSelected(line)) output.putText(`${this.#numberText()}${this.#separator}`);
    else output.putText(" ".repeat(this.#width + encodeUtf8(this.#separator).length));
    putLine(output, line, NEWLINE);
  }

  #isSelected(line: Uint8Array): boolean {
    if (!this.#selects(line)) return false;
    if (line.length > 0 || this.#blanksJoined === 1n) {
      this.#blanks = 0n;
      return true;
    }
    if (++this.#blanks < this.#blanksJoined) return false;
    this.#blanks = 0n;
    return true;
  }

  #numberText(): string {
    const number = this.#number;
    this.#number += this.#increment;
    if (this.#format === "ln") return String(number).padEnd(this.#width);
    if (this.#format === "rn") return String(number).padStart(this.#width);
    const isNegative = number < 0n;
    return `${isNegative ? "-" : ""}${String(isNegative ? -number : number).padStart(this.#width - (isNegative ? 1 : 0), "0")}`;
  }

  #sectionOf(line: Uint8Array): string | undefined {
    const length = this.#delimiter.length;
    if (length === 0 || line.length > 3 * length || line.length % length !== 0 || line.length === 0) return undefined;
    const times = line.length / length;
    return decodeUtf8(line, "escape") === this.#delimiter.repeat(times)
      ? ["footer", "body", "header"][times - 1]
      : undefined;
  }
}

function selectionOf(section: string, style: string): Selection {
  if (style === "a") return () => true;
  if (style === "t") return (line) => line.length > 0;
  if (style === "n") return () => false;
  if (!style.startsWith("p")) throw new UsageError(`invalid ${section} numbering style: ${quoted(style)}`);
  const regex = compileRegex(style.slice(1), { syntax: "basic", ignoreCase: false });
  if (regex instanceof RegexSyntaxError) throw new Failure(regex.message);
  return (line) => regex.test(decodeUtf8(line, "escape"));
}
