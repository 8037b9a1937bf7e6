import { Failure } from "./program/failure.ts";
import type { ProgramCall } from "./program/program.ts";
import { quoted } from "./program/quoting.ts";

const DEFAULT_SIZE = 8;
const LARGEST = 2n ** 64n - 1n;

/** The tab stops of `expand` and `unexpand`: some columns, and perhaps a distance for all behind them. */
export class TabStops {
  readonly #columns: readonly number[];
  /** The distance of stops behind the list; nothing: there are none. */
  readonly #size: number | undefined;
  /** Whether they are counted from the last stop of the list, not from the beginning of the line. */
  readonly #isFromLast: boolean;
  #index = 0;

  constructor(columns: readonly number[], size: number | undefined, isFromLast: boolean) {
    const isSize = columns.length === 1 && size === undefined;
    this.#columns = isSize ? [] : columns;
    this.#size = isSize ? columns[0] : columns.length === 0 ? (size ?? DEFAULT_SIZE) : size;
    this.#isFromLast = isFromLast && columns.length > 0;
  }

  /** The next stop behind a column of the line; nothing if there is none. Columns must not decrease but by {@link goBack}. */
  after(column: number): number | undefined {
    while (this.#index < this.#columns.length) {
      const stop = this.#columns[this.#index] ?? 0;
      if (column < stop) return stop;
      this.#index++;
    }
    if (this.#size === undefined) return undefined;
    const base = this.#isFromLast ? (this.#columns.at(-1) ?? 0) : 0;
    return column + this.#size - ((column - base) % this.#size);
  }

  goBack(): void {
    if (this.#index > 0) this.#index--;
  }

  beginLine(): void {
    this.#index = 0;
  }
}

/** What is said of tab stops in the arguments: numbers, the last perhaps behind `/` or `+`. */
interface Specified {
  readonly columns: number[];
  extend: number | undefined;
  increment: number | undefined;
}

/** Reads lists of tab stops. @throws Failure after complaints of all that is wrong in a list */
export async function tabStopsOf(call: ProgramCall, lists: readonly string[]): Promise<TabStops> {
  const specified: Specified = { columns: [], extend: undefined, increment: undefined };
  for (const list of lists) {
    const problems = addStops(specified, list);
    for (const problem of problems.slice(0, -1)) await call.complain(problem);
    const last = problems.at(-1);
    if (last !== undefined) throw new Failure(last);
  }
  const { columns, extend, increment } = specified;
  columns.forEach((column, index) => {
    if (column === 0) throw new Failure("tab size cannot be 0");
    if (column <= (columns[index - 1] ?? 0)) throw new Failure("tab sizes must be ascending");
  });
  if (extend && increment) throw new Failure("'/' specifier is mutually exclusive with '+'");
  return new TabStops(columns, extend || increment || undefined, Boolean(increment));
}

/** @returns what is wrong with the list */
function addStops(specified: Specified, list: string): string[] {
  const problems: string[] = [];
  let kind: "" | "/" | "+" = "";
  for (let at = 0; at < list.length; ) {
    const character = list.charAt(at);
    const [digits = ""] = /^\d+/.exec(list.slice(at)) ?? [];
    if (digits !== "") {
      const next = list.charAt(at + digits.length);
      if (next === "/" || next === "+")
        problems.push(`'${next}' specifier not at start of number: ${quoted(list.slice(at + digits.length))}`);
      if (BigInt(digits) > LARGEST) problems.push(`tab stop is too large ${quoted(digits)}`);
      if (problems.length === 0) addStop(specified, kind, Number(digits), problems);
      at += digits.length;
      continue;
    }
    if (character === "/" || character === "+") kind = character;
    else if (!/^[, \t]$/.test(character)) {
      problems.push(`tab size contains invalid character(s): ${quoted(list.slice(at))}`);
      return problems;
    }
    at++;
  }
  return problems;
}

function addStop(specified: Specified, kind: "" | "/" | "+", stop: number, problems: string[]): void {
  if (kind === "") {
    specified.columns.push(stop);
    return;
  }
  const name = kind === "/" ? "extend" : "increment";
  if (specified[name]) problems.push(`'${kind}' specifier only allowed with the last value`);
  specified[name] = stop;
}
