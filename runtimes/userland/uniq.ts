import { SystemError } from "../kernel/system-error.ts";
import { Failure } from "./program/failure.ts";
import { openInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { linesOf, NEWLINE } from "./program/lines.ts";
import { chooseWord } from "./program/numbers.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoteAlways, quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/uniq. As in GNU's, letters beyond ASCII have no other case for -i. */

const OPTIONS = {
  count: { letters: "c", about: "print how many lines were alike before each" },
  repeated: { letters: "d", about: "print one line of each group that were alike, and no others" },
  D: { about: "print all lines of those groups" },
  "all-repeated": {
    value: "[METHOD]",
    about: "like -D, with an empty line between groups if METHOD is prepend or separate, not none",
  },
  "skip-fields": { letters: "f", value: "N", about: "don't compare the first N fields" },
  group: {
    value: "[METHOD]",
    about: "print all lines, with an empty one for each group: METHOD is separate, prepend, append or both",
  },
  "ignore-case": { letters: "i", about: "take upper and lower case for the same" },
  "skip-chars": { letters: "s", value: "N", about: "don't compare the first N characters" },
  unique: { letters: "u", about: "print lines that are like no other only" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
  digits: { letters: "0123456789" },
  "check-chars": { letters: "w", value: "N", about: "compare N characters only" },
} as const;

const REPEATED_METHODS = [["none"], ["prepend"], ["separate"]];
const GROUP_METHODS = [["prepend"], ["append"], ["separate"], ["both"]];
const EMPTY = new Uint8Array(0);

type Call = ProgramCall<keyof typeof OPTIONS>;

export const uniq = program({
  name: "uniq",
  usage: "[OPTION]... [INPUT [OUTPUT]]",
  about:
    "Prints the lines of INPUT (or standard input) to OUTPUT (or standard output) without those that are like the one before. A field is blanks, then other characters; fields are skipped before characters.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const { options, output, process } = call;
    const { files: named, skipChars } = namedFiles(call);
    const groups = new Groups(call, skipChars);
    const [input = "-", target = "-", extra] = named;
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const end = options.has("zero-terminated") ? 0 : NEWLINE;
    const fd = opened(input, () => openInput(call, input));
    if (target !== "-")
      opened(target, () => {
        const flags = { access: "write", create: true, truncate: true } as const;
        process.descriptors.set(1, call.files.open(target, flags, 0o666));
      });
    try {
      for await (const { lines } of linesOf(process, fd, end)) {
        for (const line of lines) groups.add(line, end);
        if (output.isFull) await output.flush();
      }
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Failure(`error reading ${quoteAlways(input)}`);
    }
    groups.end(end);
  },
});

/** `+N` is older than `-s N`; behind `--` it is a file. */
function namedFiles({ operands, process }: Call): { readonly files: readonly string[]; readonly skipChars?: string } {
  const end = process.args.indexOf("--");
  const literal = end < 0 ? operands.length : operands.length - (process.args.length - end - 1);
  const isOld = (operand: string, index: number): boolean => index < literal && /^\+\d+$/.test(operand);
  const skipChars = operands.findLast(isOld)?.slice(1);
  return {
    files: operands.filter((operand, index) => !isOld(operand, index)),
    ...(skipChars !== undefined && { skipChars }),
  };
}

function opened<T>(name: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof SystemError) throw new Failure(`${quoteIfNeeded(name)}: ${error.message}`);
    throw error;
  }
}

/** Lines that follow each other and are alike. */
class Groups {
  readonly #call: Call;
  readonly #skipFields: number;
  readonly #skipChars: number;
  readonly #checkChars: number;
  readonly #counts: boolean;
  readonly #ignoresCase: boolean;
  /** Of groups of one line, and of several. */
  readonly #printsSingle: boolean;
  readonly #printsRepeated: boolean;
  /** Whether all lines are printed, and where an empty one comes. */
  readonly #all: string | undefined;
  #previous: Uint8Array | undefined;
  #key: Uint8Array = EMPTY;
  #size = 0;
  #printed = 0;

  constructor(call: Call, skipChars?: string) {
    const { options } = call;
    this.#call = call;
    // `-12` is older than `-f 12`.
    const digits = options.all.map(({ name, letter = "" }) => (name === "digits" ? letter : "")).join("");
    this.#skipFields = count(options.value("skip-fields") ?? (digits || "0"), "fields to skip");
    this.#skipChars = count(options.value("skip-chars") ?? skipChars ?? "0", "bytes to skip");
    this.#checkChars = count(options.value("check-chars") ?? `${Number.MAX_SAFE_INTEGER}`, "bytes to compare");
    this.#counts = options.has("count");
    this.#ignoresCase = options.has("ignore-case");
    const showsAllRepeated = options.has("D", "all-repeated");
    this.#printsSingle = !options.has("repeated", "D", "all-repeated");
    this.#printsRepeated = !options.has("unique");
    if (showsAllRepeated) {
      const method = chooseWord(options.value("all-repeated") || "none", "--all-repeated", REPEATED_METHODS);
      this.#all = `repeated ${method}`;
    }
    if (options.has("group")) {
      this.#all = chooseWord(options.value("group") || "separate", "--group", GROUP_METHODS);
      if (options.has("count", "repeated", "D", "all-repeated", "unique"))
        throw new UsageError("--group is mutually exclusive with -c/-d/-D/-u");
    }
    if (showsAllRepeated && this.#counts)
      throw new UsageError("printing all duplicated lines and repeat counts is meaningless");
  }

  add(line: Uint8Array, end: number): void {
    const key = this.#keyOf(line);
    if (this.#previous !== undefined && this.#areAlike(key, this.#key)) {
      this.#size++;
      if (this.#all === undefined) return;
      if (this.#size === 2 && this.#all.startsWith("repeated")) {
        this.#separate(end);
        this.#put(this.#previous, end);
      }
      if (this.#printsRepeated || !this.#all.startsWith("repeated")) this.#put(line, end);
      return;
    }
    this.#endGroup(end);
    this.#previous = line;
    this.#key = key;
    this.#size = 1;
    if (this.#all !== undefined && !this.#all.startsWith("repeated")) {
      this.#separate(end);
      this.#put(line, end);
    }
  }

  end(end: number): void {
    this.#endGroup(end);
    if (this.#printed > 0 && (this.#all === "append" || this.#all === "both")) putLine(this.#call.output, EMPTY, end);
  }

  #endGroup(end: number): void {
    if (this.#previous === undefined || this.#all !== undefined) return;
    if (this.#size > 1 ? !this.#printsRepeated : !this.#printsSingle) return;
    if (this.#counts) this.#call.output.putText(`${String(this.#size).padStart(7)} `);
    this.#put(this.#previous, end);
  }

  /** The empty line before a group. */
  #separate(end: number): void {
    const isFirst = this.#printed === 0;
    const before = isFirst
      ? this.#all === "prepend" || this.#all === "both" || this.#all === "repeated prepend"
      : this.#all !== "repeated none";
    if (before) putLine(this.#call.output, EMPTY, end);
  }

  #put(line: Uint8Array, end: number): void {
    this.#printed++;
    putLine(this.#call.output, line, end);
  }

  #keyOf(line: Uint8Array): Uint8Array {
    let at = 0;
    for (let field = 0; field < this.#skipFields && at < line.length; field++) {
      while (at < line.length && isBlank(line[at])) at++;
      while (at < line.length && !isBlank(line[at])) at++;
    }
    at = Math.min(line.length, at + this.#skipChars);
    return line.subarray(at, Math.min(line.length, at + this.#checkChars));
  }

  #areAlike(a: Uint8Array, b: Uint8Array): boolean {
    if (a.length !== b.length) return false;
    for (let at = 0; at < a.length; at++) {
      const [x = 0, y = 0] = [a[at], b[at]];
      if (x !== y && !(this.#ignoresCase && upper(x) === upper(y))) return false;
    }
    return true;
  }
}

function count(text: string, what: string): number {
  if (!/^\s*\+?\d+$/.test(text)) throw new Failure(`${text}: invalid number of ${what}`);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

function upper(byte: number): number {
  return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}
