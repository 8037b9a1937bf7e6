import { SystemError } from "../../kernel/system-error.ts";
import { bytesOfLatin1, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { linesOf } from "../program/lines.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways, quoted } from "../program/quoting.ts";
import { suffixedNumber } from "../program/suffixed-number.ts";
import type { Manner } from "./formatter.ts";
import { Formatter } from "./formatter.ts";

/* https://www.gnu.org/software/coreutils/fmt. As in GNU's, each byte takes a column. */

const OPTIONS = {
  "crown-margin": { letters: "c", about: "indent further lines of a paragraph as its second line is" },
  prefix: {
    letters: "p",
    value: "STRING",
    about: "fill only lines that begin with STRING, and begin new ones with it",
  },
  "split-only": { letters: "s", about: "break long lines, but join none" },
  "tagged-paragraph": { letters: "t", about: "like -c, and lines of the same indent begin paragraphs" },
  "uniform-spacing": { letters: "u", about: "put one space between words, two behind sentences" },
  width: { letters: "w", value: "WIDTH", about: "make lines of at most WIDTH columns, not 75" },
  goal: { letters: "g", value: "WIDTH", about: "make lines of about WIDTH columns, not 93% of what they may have" },
  digits: { letters: "0123456789" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const DEFAULT_WIDTH = 75;
const LARGEST_WIDTH = 2500;
/** How much wider lines may be than a goal that is given alone. */
const GOAL_LEEWAY = 10;

export const fmt = program({
  name: "fmt",
  usage: "[-WIDTH] [OPTION]... [FILE]...",
  about:
    "Fills and joins the lines of each paragraph in FILEs. Without FILE, or for -, it reads standard input. -WIDTH, as the first argument, is the same as -w WIDTH.",
  like: "GNU coreutils",
  options: OPTIONS,
  modernize: (args) => (/^-\d/.test(args[0] ?? "") ? [`-w${args[0]?.slice(1)}`, ...args.slice(1)] : args),
  run: async (call) => {
    const digit = call.options.all.find(({ name }) => name === "digits")?.letter;
    if (digit !== undefined)
      throw new UsageError(
        `invalid option -- ${digit}; -WIDTH is recognized only when it is the first\noption; use -w N instead`,
      );
    const manner = mannerOf(call);
    for (const name of call.operands.length > 0 ? call.operands : ["-"]) await format(call, name, manner);
  },
});

function mannerOf({ options }: Call): Manner {
  const [width, goal] = [options.value("width"), options.value("goal")];
  const most = width === undefined ? undefined : widthOf(width, LARGEST_WIDTH);
  const wanted = goal === undefined ? undefined : widthOf(goal, most ?? DEFAULT_WIDTH);
  const maxWidth = most ?? (wanted === undefined ? DEFAULT_WIDTH : wanted + GOAL_LEEWAY);
  const last = options.has("tagged-paragraph") ? "tagged" : "plain";
  const given = latin1Of(encodeUtf8(options.value("prefix") ?? ""));
  const prefix = given.replace(/^ +/, "");
  return {
    maxWidth,
    goalWidth: wanted ?? Math.floor((maxWidth * 187) / 200),
    kind: options.has("split-only") ? "split" : options.has("crown-margin") ? "crown" : last,
    isUniform: options.has("uniform-spacing"),
    prefix: bytesOfLatin1(prefix),
    prefixIndent: given.length - prefix.length,
  };
}

function widthOf(text: string, most: number): number {
  const number = suffixedNumber(text, "");
  if (number === "invalid" || number === "suffix") throw new Failure(`invalid width: ${quoted(text)}`);
  if (number === "overflow" || number > BigInt(most))
    throw new Failure(`invalid width: ${quoted(text)}: Numerical result out of range`);
  return Number(number);
}

async function format(call: Call, name: string, manner: Manner): Promise<void> {
  let fd: number;
  try {
    fd = openInput(call, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain(`cannot open ${quoteAlways(name)} for reading: ${error.message}`);
    return;
  }
  const formatter = new Formatter(call.output, manner);
  try {
    for await (const { lines, isUnended } of linesOf(call.process, fd)) {
      for (const line of lines) formatter.add(line, isUnended);
      if (call.output.isFull) await call.output.flush();
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await call.complain("read error");
  } finally {
    closeInput(call.process, fd);
  }
  formatter.end();
}
