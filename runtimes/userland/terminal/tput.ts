import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { isCapability, type Terminal, terminalOf, withoutDelays } from "./capabilities.ts";
import { withParameters } from "./parameters.ts";

/* https://invisible-island.net/ncurses: tput, clear and reset. Nothing is a terminal here, so sizes are the terminal's usual ones. */

const [ABSENT, USAGE, UNKNOWN_TERMINAL, UNKNOWN_NAME, NO_TERMINAL] = [1, 2, 3, 4, 10];
const SIZES: Readonly<Record<string, { readonly variable: string; readonly usual: number }>> = {
  cols: { variable: "COLUMNS", usual: 80 },
  lines: { variable: "LINES", usual: 24 },
};
/** Parameters of these are texts. */
const TEXT_PARAMETERS = new Set(["pfkey", "pfloc", "pfx", "pln", "pfxl"]);
const NO_ATTRIBUTES = "terminal attributes: No such device or address\n";

const OPTIONS = {
  S: { about: "read names and parameters from standard input, one to a line" },
  T: { value: "TERM", about: "tell of this terminal, not of $TERM" },
  V: {},
  x: { about: "leave lines that have been scrolled away" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const tput = program({
  name: "tput",
  usage: "[OPTION]... CAPNAME [PARAMETER]...",
  about:
    "Prints what a terminal understands: a text by its name in terminfo, such as bold, sgr0, setaf 1, cup 3 4, clear; a number such as cols or colors. Of a switch it tells by its status.",
  like: "ncurses",
  options: OPTIONS,
  stopsAtOperand: true,
  failureStatus: USAGE,
  modernize: (args) => args.map((arg) => (arg === "-V" ? "--version" : arg)),
  run: async (call) => {
    const name = call.options.value("T") ?? call.process.env.get("TERM") ?? "";
    if (name === "") throw new Failure("No value for $TERM and no -T specified", USAGE);
    const terminal = terminalOf(name);
    if (terminal === undefined) throw new Failure(`unknown terminal "${name}"`, UNKNOWN_TERMINAL);
    if (call.options.has("S")) return put(call, terminal, wordsOf(await readAll(call)));
    if (call.operands.length === 0) throw new UsageError("");
    return put(call, terminal, call.operands);
  },
});

export const clear = program({
  name: "clear",
  usage: "[OPTION]...",
  about: "Prints what clears the screen of a terminal.",
  like: "ncurses",
  options: { T: OPTIONS.T, V: {}, x: OPTIONS.x },
  modernize: (args) => args.map((arg) => (arg === "-V" ? "--version" : arg)),
  run: async ({ options, process, output, operands }) => {
    if (operands.length > 0) throw new UsageError("");
    const name = options.value("T") ?? process.env.get("TERM");
    const terminal = terminalOf(name ?? "");
    if (terminal === undefined) {
      const problem = name === undefined ? "TERM environment variable not set." : `'${name}': unknown terminal type.`;
      await process.printError(`${problem}\n`);
      return 1;
    }
    const text = clearing(terminal, options.has("x"));
    output.putText(text ?? "");
    return text === undefined ? 1 : 0;
  },
});

export const reset = program({
  name: "reset",
  usage: "[TERMINAL]",
  about: "Puts a terminal right again. There is none here.",
  like: "ncurses",
  options: {},
  run: () => {
    throw new Failure(NO_ATTRIBUTES, NO_TERMINAL);
  },
});

async function readAll({ process }: Call): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let bytes = await process.read(0); bytes.length > 0; bytes = await process.read(0)) chunks.push(bytes);
  return decodeUtf8(concatBytes(chunks), "escape");
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** Each name takes the numbers behind it. */
function put(call: Call, terminal: Terminal, words: readonly string[]): number {
  let status = 0;
  for (let at = 0; at < words.length; ) {
    const name = words[at++] ?? "";
    const text = terminal.texts.get(name);
    const count = text === undefined ? 0 : parameterCount(text);
    status = putOne(call, terminal, name, words.slice(at, at + count));
    if (status !== 0) return status;
    at += count;
  }
  return status;
}

/** How many parameters a text asks for. */
function parameterCount(text: string): number {
  return Math.max(0, ...[...text.matchAll(/%p([1-9])/g)].map(([, digit]) => Number(digit)));
}

function putOne(call: Call, terminal: Terminal, name: string, parameters: readonly string[]): number {
  const { output, process, options } = call;
  if (name === "clear") {
    const text = clearing(terminal, options.has("x"));
    output.putText(text ?? "");
    return text === undefined ? ABSENT : 0;
  }
  if (name === "init" || name === "reset") throw new Failure(NO_ATTRIBUTES, NO_TERMINAL);
  if (name === "longname") {
    output.putText(terminal.title);
    return 0;
  }
  const size = Object.hasOwn(SIZES, name) ? SIZES[name] : undefined;
  if (size !== undefined) {
    const given = Number(process.env.get(size.variable) ?? "");
    output.putText(`${given > 0 ? given : (terminal.numbers.get(name) ?? size.usual)}\n`);
    return 0;
  }
  const text = terminal.texts.get(name);
  if (text !== undefined) {
    const values = parameters.map((one) => (TEXT_PARAMETERS.has(name) ? one : Number.parseInt(one, 10) || 0));
    output.putText(withoutDelays(values.length === 0 ? text : withParameters(text, values)));
    return 0;
  }
  const number = terminal.numbers.get(name);
  if (number !== undefined) {
    output.putText(`${number}\n`);
    return 0;
  }
  if (terminal.switches.has(name)) return 0;
  if (NUMBERS.has(name)) {
    output.putText("-1\n");
    return 0;
  }
  if (!isCapability(name)) throw new Failure(`unknown terminfo capability '${name}'`, UNKNOWN_NAME);
  return ABSENT;
}

/** Numbers that a terminal may not have are -1. */
const NUMBERS = new Set(["colors", "pairs", "it", "xmc", "vt", "wsl", "nlab", "lh", "lw", "ncv", "lm", "ma", "btns"]);

function clearing({ texts }: Terminal, leavesScrolled: boolean): string | undefined {
  const text = texts.get("clear");
  return text === undefined ? undefined : withoutDelays(text + (leavesScrolled ? "" : (texts.get("E3") ?? "")));
}
