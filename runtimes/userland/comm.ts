import { SystemError } from "../kernel/system-error.ts";
import { encodeUtf8 } from "../web/encoding.ts";
import { compareLines, LineCursor } from "./line-cursor.ts";
import { Failure } from "./program/failure.ts";
import { closeInput, openInput } from "./program/inputs.ts";
import { putLine } from "./program/line-output.ts";
import { NEWLINE } from "./program/lines.ts";
import { UsageError } from "./program/options.ts";
import { type ProgramCall, program } from "./program/program.ts";
import { quoted, quoteIfNeeded } from "./program/quoting.ts";

/* https://www.gnu.org/software/coreutils/comm. The order of text is that of its bytes. */

const OPTIONS = {
  "1": { about: "leave out lines that only FILE1 has" },
  "2": { about: "leave out lines that only FILE2 has" },
  "3": { about: "leave out lines that both have" },
  "check-order": { about: "fail at the first line that is out of order, whatever it is" },
  "nocheck-order": { about: "don't look whether the files are sorted" },
  "output-delimiter": { value: "STR", about: "put STR between columns, not a TAB" },
  total: { about: "print how many lines each column has" },
  "zero-terminated": { letters: "z", about: "lines end with NUL" },
} as const;

type Call = ProgramCall<keyof typeof OPTIONS>;

export const comm = program({
  name: "comm",
  usage: "[OPTION]... FILE1 FILE2",
  about:
    "Compares two sorted files. Prints three columns: lines that only FILE1 has, lines that only FILE2 has, lines that both have. One of the files may be -, the standard input.",
  like: "GNU coreutils",
  options: OPTIONS,
  run: async (call) => {
    const [first, second, extra] = call.operands;
    if (first === undefined) throw new UsageError("missing operand");
    if (second === undefined) throw new UsageError(`missing operand after ${quoted(first)}`);
    if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
    const delimiter = delimiterOf(call);
    const end = call.options.has("zero-terminated") ? 0 : NEWLINE;
    const inputs = [await openSide(call, first, 1, end), await openSide(call, second, 2, end)] as const;
    try {
      await new Comparison(call, inputs, delimiter, end).print();
    } finally {
      for (const { fd } of inputs) closeInput(call.process, fd);
    }
  },
});

/** An empty one stands for a NUL. */
function delimiterOf({ options }: Call): Uint8Array {
  const [first = "\t", ...others] = options.values("output-delimiter");
  if (others.some((other) => other !== first)) throw new Failure("multiple output delimiters specified");
  return encodeUtf8(first === "" ? "\0" : first);
}

interface Side {
  readonly fd: number;
  readonly name: string;
  readonly number: 1 | 2;
  readonly reader: LineCursor;
  /** The lines before the reader's. */
  previous: Uint8Array | undefined;
  beforePrevious: Uint8Array | undefined;
  isOutOfOrder: boolean;
}

/** @throws Failure */
async function openSide(call: Call, name: string, number: 1 | 2, end: number): Promise<Side> {
  try {
    const fd = openInput(call, name);
    const reader = new LineCursor(call.process, fd, end);
    await reader.read();
    return { fd, name, number, reader, previous: undefined, beforePrevious: undefined, isOutOfOrder: false };
  } catch (error) {
    throw failureOf(name, error);
  }
}

function failureOf(name: string, error: unknown): unknown {
  return error instanceof SystemError ? new Failure(`${quoteIfNeeded(name)}: ${error.message}`) : error;
}

class Comparison {
  readonly #call: Call;
  readonly #sides: readonly [Side, Side];
  readonly #delimiter: Uint8Array;
  readonly #end: number;
  readonly #order: "check-order" | "nocheck-order" | undefined;
  readonly #totals: [number, number, number] = [0, 0, 0];
  /** How many delimiters stand before each column; nothing: the column is left out. */
  readonly #indents: readonly (number | undefined)[];
  #hasUnpaired = false;

  constructor(call: Call, sides: readonly [Side, Side], delimiter: Uint8Array, end: number) {
    this.#call = call;
    this.#sides = sides;
    this.#delimiter = delimiter;
    this.#end = end;
    const { options } = call;
    this.#order = options.last("check-order", "nocheck-order");
    const [one, two] = [options.has("1") ? 0 : 1, options.has("2") ? 0 : 1];
    this.#indents = [one ? 0 : undefined, two ? one : undefined, options.has("3") ? undefined : one + two];
  }

  /** @throws Failure */
  async print(): Promise<void> {
    const { output, options } = this.#call;
    const [a, b] = this.#sides;
    for (;;) {
      const [left, right] = [a.reader.line, b.reader.line];
      if (left === undefined && right === undefined) break;
      const order = left === undefined ? 1 : right === undefined ? -1 : compareLines(left, right);
      if (order !== 0) this.#hasUnpaired = true;
      this.#put(order === 0 ? 2 : order < 0 ? 0 : 1, (order < 0 ? left : right) ?? EMPTY);
      if (order <= 0) await this.#advance(a);
      if (order >= 0) await this.#advance(b);
      if (output.isFull) await output.flush();
    }
    if (options.has("total")) this.#putTotals();
    if (a.isOutOfOrder || b.isOutOfOrder) throw await this.#afterOutput("input is not in sorted order");
  }

  #put(column: 0 | 1 | 2, line: Uint8Array): void {
    this.#totals[column]++;
    const indent = this.#indents[column];
    if (indent === undefined) return;
    for (let count = 0; count < indent; count++) this.#call.output.put(this.#delimiter);
    putLine(this.#call.output, line, this.#end);
  }

  #putTotals(): void {
    const { output } = this.#call;
    for (const total of this.#totals) {
      output.putText(String(total));
      output.put(this.#delimiter);
    }
    putLine(output, encodeUtf8("total"), this.#end);
  }

  async #advance(side: Side): Promise<void> {
    const { reader, previous } = side;
    side.beforePrevious = previous;
    side.previous = reader.line;
    try {
      if (!reader.advance()) await reader.read();
    } catch (error) {
      await this.#call.output.flush();
      throw failureOf(side.name, error);
    }
    // The last line was perhaps read before any line was without its pair: it is looked at again.
    if (reader.line !== undefined) await this.#check(side, side.previous, reader.line);
    else await this.#check(side, side.beforePrevious, side.previous);
  }

  async #check(side: Side, before: Uint8Array | undefined, line: Uint8Array | undefined): Promise<void> {
    if (this.#order === "nocheck-order" || side.isOutOfOrder) return;
    if (this.#order === undefined && !this.#hasUnpaired) return;
    if (before === undefined || line === undefined || compareLines(before, line) <= 0) return;
    const message = `file ${side.number} is not in sorted order`;
    if (this.#order === "check-order") throw await this.#afterOutput(message);
    side.isOutOfOrder = true;
    await this.#call.complain(message);
  }

  async #afterOutput(message: string): Promise<Failure> {
    await this.#call.output.flush();
    return new Failure(message);
  }
}

const EMPTY = new Uint8Array(0);
