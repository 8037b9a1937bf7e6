import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8, encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import { NEWLINE } from "../program/lines.ts";
import { isLocalized, localeOf } from "../program/locale.ts";
import { chooseWord } from "../program/numbers.ts";
import { type OptionTable, UsageError } from "../program/options.ts";
import { type ProgramCall, program } from "../program/program.ts";
import { quoteAlways, quoted, quoteIfNeeded } from "../program/quoting.ts";
import { RandomSource } from "../program/random-source.ts";
import { type DebugManner, putDebugged } from "./debug.ts";
import { assertCompatible, parseKey, type SortKey, wholeLine, withDefaults } from "./key.ts";
import {
  type LineCompare,
  type Lines,
  lineComparison,
  mergeLines,
  type Order,
  sortLines,
  splitLines,
} from "./lines.ts";
import { warningsOf } from "./warnings.ts";

/* https://www.gnu.org/software/coreutils/sort. The order of text is that of its bytes; all is done in memory. */

const OPTIONS = {
  "ignore-leading-blanks": { letters: "b", about: "don't compare blanks in front" },
  "dictionary-order": { letters: "d", about: "compare blanks, letters and digits only" },
  "ignore-case": { letters: "f", about: "take lower case for upper case" },
  "general-numeric-sort": { letters: "g", about: "compare numbers such as 1e3" },
  "ignore-nonprinting": { letters: "i", about: "compare printable characters only" },
  "month-sort": { letters: "M", about: "compare months: unknown, JAN, ..., DEC" },
  "human-numeric-sort": { letters: "h", about: "compare sizes such as 2K and 1G" },
  "numeric-sort": { letters: "n", about: "compare numbers" },
  "random-sort": { letters: "R", about: "shuffle, but keep what is alike together" },
  "random-source": { value: "FILE", about: "take the order of -R from the bytes of FILE" },
  reverse: { letters: "r", about: "turn the order round" },
  sort: {
    value: "WORD",
    about: "general-numeric, human-numeric, month, numeric, random, version: like -g, -h, -M, -n, -R, -V",
  },
  "version-sort": { letters: "V", about: "compare versions" },
  "batch-size": { value: "N" },
  check: { letters: "c", value: "[HOW]", about: "say whether it is sorted, and sort nothing" },
  y: { value: "SIZE" },
  C: { about: "like -c, but don't say where it is not" },
  "compress-program": { value: "PROG" },
  debug: { about: "show which parts of lines are compared, and warn of options that are misleading" },
  "files0-from": { value: "F", about: "read the files whose names are in F, each with a NUL behind it" },
  key: {
    letters: "k",
    value: "KEYDEF",
    about: "compare this part, F[.C][OPTS][,F[.C][OPTS]]: from field F, character C, to the second",
  },
  merge: { letters: "m", about: "merge files that are sorted already" },
  output: { letters: "o", value: "FILE", about: "write to FILE, which may be one that is read" },
  stable: { letters: "s", about: "keep the order of lines whose keys are alike" },
  "buffer-size": { letters: "S", value: "SIZE" },
  "field-separator": { letters: "t", value: "SEP", about: "fields end with SEP, not before blanks" },
  "temporary-directory": { letters: "T", value: "DIR" },
  parallel: { value: "N" },
  unique: { letters: "u", about: "print one of each lines whose keys are alike" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

const FAILED = 2;
const UNSORTED = 1;
const WORDS = [["general-numeric"], ["human-numeric"], ["month"], ["numeric"], ["random"], ["version"]];
const WORD_LETTERS: Readonly<Record<string, string>> = {
  "general-numeric": "g",
  "human-numeric": "h",
  month: "M",
  numeric: "n",
  random: "R",
  version: "V",
};
/** What options say of the order. */
interface GivenOrder {
  readonly order: Order;
  /** Letters of the options for all keys. */
  readonly global: string;
  /** Whether there are keys. */
  readonly areGiven: boolean;
}

const CHECKS = [["quiet", "silent"], ["diagnose-first"]];

export const sort = program({
  name: "sort",
  usage: ["[OPTION]... [FILE]...", "[OPTION]... --files0-from=F"],
  about: "Prints the lines of all FILEs in order. Without FILE, or for -, it reads standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  failureStatus: FAILED,
  run: async (call) => {
    const { options, process } = call;
    const given = orderOf(call);
    const order = await seeded(call, given.order);
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    const names = await namesOf(call);
    const checks = checkOf(call);
    const target = options.value("output");
    if (options.has("debug")) {
      const used = checks === undefined ? "o" : checks === "quiet" ? "C" : "c";
      if (checks !== undefined || target !== undefined)
        throw new Failure(`options '-${used} --debug' are incompatible`, FAILED);
      await warn(call, given);
    }
    if (checks !== undefined) return await check(call, names, order, end, checks);
    const files: Uint8Array[] = [];
    for (const name of names) files.push(withEnd(await read(call, name), end));
    const bytes = files.length === 1 && files[0] ? files[0] : concatBytes(files);
    const lines = splitLines(bytes, end);
    const compare = lineComparison(lines, order);
    const sorted = options.has("merge")
      ? await mergeLines(process, runsOf(lines, files), compare)
      : await sortLines(process, lines.starts.length, compare);
    if (target !== undefined) redirect(call, target);
    const isSame = options.has("unique") ? lineComparison(lines, { ...order, lastResort: undefined }) : undefined;
    const debug = options.has("debug") ? debugManner(given) : undefined;
    await print(call, lines, sorted, { end, isSame, debug });
    return 0;
  },
});

/** @throws Failure */
function orderOf({ options }: Call): GivenOrder {
  let global = "";
  const table: OptionTable<keyof typeof OPTIONS> = OPTIONS;
  for (const { name, value } of options.all) {
    const { letters = "" } = table[name];
    if (/^[bdfgiMhnRrV]$/.test(letters)) global += letters;
    if (name === "sort") global += WORD_LETTERS[chooseWord(value ?? "", "--sort", WORDS)] ?? "";
  }
  const given = options.values("key").map((text) => withDefaults(parseKey(text), global));
  const keys: SortKey[] = given.length > 0 ? given : [wholeLine(global)];
  for (const key of keys) assertCompatible(key);
  const isLastResort = !options.has("stable", "unique");
  const backwards = global.includes("r") ? "backwards" : "forwards";
  const order = {
    keys,
    separator: separatorOf(options.values("field-separator")),
    lastResort: isLastResort ? backwards : undefined,
    seed: undefined,
  } as const;
  return { order, global, areGiven: given.length > 0 };
}

/** The same with what a random order begins with, if there is one. @throws Failure */
async function seeded(call: Call, order: Order): Promise<Order> {
  const { options, process } = call;
  const [path, ...others] = options.values("random-source");
  if (others.some((other) => other !== path)) throw new Failure("multiple random sources specified", FAILED);
  if (!order.keys.some(({ letters }) => letters.includes("R"))) return order;
  const source = new RandomSource(call, path, "open failed: ", FAILED);
  return {
    ...order,
    seed: { bytes: await source.bytes(SEED_BYTES), endsTexts: isLocalized(process.env, "LC_COLLATE") },
  };
}

const SEED_BYTES = 16;

/** Options that are given for all keys make a key of their own if there is no other, but for -r. */
function shownKeys({ order, global, areGiven }: GivenOrder): readonly SortKey[] {
  return areGiven || /[bdfgiMhnRV]/.test(global) ? order.keys : [];
}

function debugManner(given: GivenOrder): DebugManner {
  const { separator, lastResort } = given.order;
  return { keys: shownKeys(given), separator, hasLastResort: lastResort !== undefined };
}

async function warn({ process, options, name }: Call, given: GivenOrder): Promise<void> {
  const { order, global, areGiven } = given;
  const locale = localeOf(process.env, "LC_COLLATE");
  const rules = isLocalized(process.env, "LC_COLLATE") ? `${quoted(locale)} sorting rules` : "simple byte comparison";
  const warnings = warningsOf({
    keys: shownKeys(given),
    areGiven,
    global,
    separator: order.separator,
    isStable: options.has("stable", "unique"),
  });
  for (const warning of [`text ordering performed using ${rules}`, ...warnings])
    await process.printError(`${name}: ${warning}\n`);
}

function separatorOf(given: readonly string[]): number | undefined {
  const text = given.at(-1);
  if (text === undefined) return undefined;
  if (text === "") throw new Failure("empty tab", FAILED);
  const bytes = encodeUtf8(text === "\\0" ? "\0" : text);
  if (bytes.length > 1) throw new Failure(`multi-character tab ${quoted(text)}`, FAILED);
  if (given.some((other) => other !== text)) throw new Failure("incompatible tabs", FAILED);
  return bytes[0];
}

async function namesOf(call: Call): Promise<readonly string[]> {
  const list = call.options.value("files0-from");
  const [operand] = call.operands;
  if (list === undefined) return operand === undefined ? ["-"] : call.operands;
  if (operand !== undefined)
    throw new UsageError(`extra operand ${quoteAlways(operand)}\nfile operands cannot be combined with --files0-from`);
  const text = decodeUtf8(await read(call, list), "escape");
  if (text === "") throw new Failure(`no input from ${quoteAlways(list)}`, FAILED);
  return text.replace(/\0$/, "").split("\0");
}

/** @throws Failure */
async function read(call: Call, name: string, whenUnopened = "cannot read"): Promise<Uint8Array> {
  let fd: number | undefined;
  try {
    fd = openInput(call, name);
    return await readAll(call.process, fd);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const failed = fd === undefined ? whenUnopened : "read failed";
    throw new Failure(`${failed}: ${quoteIfNeeded(name)}: ${error.message}`, FAILED);
  } finally {
    if (fd !== undefined) closeInput(call.process, fd);
  }
}

function withEnd(bytes: Uint8Array, end: number): Uint8Array {
  return bytes.length === 0 || bytes.at(-1) === end ? bytes : concatBytes([bytes, Uint8Array.of(end)]);
}

/** Which lines are of one file. */
function runsOf({ starts }: Lines, files: readonly Uint8Array[]): (readonly [from: number, to: number])[] {
  let [line, bytes] = [0, 0];
  return files.map((file) => {
    const from = line;
    bytes += file.length;
    while (line < starts.length && (starts[line] ?? 0) < bytes) line++;
    return [from, line];
  });
}

function redirect({ process, files }: Call, target: string): void {
  try {
    const flags = { access: "write", create: true, truncate: true } as const;
    process.descriptors.set(1, files.open(target, flags, 0o666));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Failure(`open failed: ${quoteIfNeeded(target)}: ${error.message}`, FAILED);
  }
}

interface Printing {
  readonly end: number;
  /** Tells of which lines only the first is printed. */
  readonly isSame: LineCompare | undefined;
  readonly debug: DebugManner | undefined;
}

async function print(
  { output }: Call,
  { bytes, starts, ends }: Lines,
  sorted: Uint32Array,
  { end, isSame, debug }: Printing,
): Promise<void> {
  let last: number | undefined;
  for (const line of sorted) {
    if (isSame && last !== undefined && isSame(last, line) === 0) continue;
    last = line;
    const [from, to] = [starts[line] ?? 0, ends[line] ?? 0];
    if (debug) putDebugged(output, bytes.subarray(from, to), debug);
    // The end of a line, if it has one, is behind it in the input, too.
    else if (to < bytes.length) output.put(bytes.subarray(from, to + 1));
    else {
      output.put(bytes.subarray(from, to));
      output.putByte(end);
    }
    if (output.isFull) await output.flush();
  }
}

function checkOf({ options, operands }: Call): "loud" | "quiet" | undefined {
  const last = options.last("check", "C");
  if (last === undefined) return undefined;
  const how = options.value("check");
  const isQuiet = last === "C" || (how !== undefined && chooseWord(how, "--check", CHECKS) === "quiet");
  const isLoud = options.all.some(({ name, value }) => name === "check" && !/^(?:q|s)/.test(value ?? ""));
  const isAnyQuiet = options.all.some(
    ({ name, value }) => name === "C" || (name === "check" && /^[qs]/.test(value ?? "")),
  );
  if (isAnyQuiet && isLoud) throw new Failure("options '-cC' are incompatible", FAILED);
  const extra = operands[1];
  if (extra !== undefined)
    throw new Failure(`extra operand ${quoteAlways(extra)} not allowed with -${isQuiet ? "C" : "c"}`, FAILED);
  return isQuiet ? "quiet" : "loud";
}

async function check(
  call: Call,
  [name = "-"]: readonly string[],
  order: Order,
  end: number,
  how: "loud" | "quiet",
): Promise<number> {
  const lines = splitLines(withEnd(await read(call, name, "open failed"), end), end);
  const isUnique = call.options.has("unique");
  const compare = lineComparison(lines, order);
  for (let line = 1; line < lines.starts.length; line++) {
    const result = compare(line - 1, line);
    if (isUnique ? result < 0 : result <= 0) continue;
    const text = decodeUtf8(lines.bytes.subarray(lines.starts[line], lines.ends[line]), "escape");
    if (how === "loud") await call.process.printError(`${call.name}: ${name}:${line + 1}: disorder: ${text}\n`);
    return UNSORTED;
  }
  return 0;
}
