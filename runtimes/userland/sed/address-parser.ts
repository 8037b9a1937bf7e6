import { type Address, AddressedLines } from "./addressed-lines.ts";
import { shownAddresses } from "./debug-text.ts";
import { type PatternFlags, patternOf, takeDelimited } from "./expression-parser.ts";
import type { ScriptReader } from "./script-reader.ts";

const DIGITS = /\d*/y;

export interface ParserOptions {
  readonly isExtended: boolean;
  readonly isPosix: boolean;
  readonly isSandboxed: boolean;
  /** Labels and ends of blocks are kept, for `--debug`. */
  readonly keepsNotes?: boolean;
}

/** The lines a command is for, and the character behind them. @throws Failure */
export function parseLines(
  reader: ScriptReader,
  options: ParserOptions,
): { readonly lines: AddressedLines | undefined; readonly name: string } {
  const first = parseAddress(reader, options);
  if (first?.kind === "more" || first?.kind === "multiple")
    throw reader.failure("invalid usage of +N or ~N as first address");
  let name = reader.takeBehindBlanks();
  let second: Address | undefined;
  if (first && name === ",") {
    reader.skipBlanks();
    second = parseAddress(reader, options);
    name = reader.takeBehindBlanks();
    if (!second) throw reader.failure("unexpected `,'");
  }
  if (first?.kind === "line" && first.line === 0 && (second?.kind !== "regex" || options.isPosix))
    throw reader.failure("invalid usage of line address 0");
  let isNegated = false;
  if (name === "!") {
    isNegated = true;
    name = reader.takeBehindBlanks();
    if (name === "!") throw reader.failure("multiple `!'s");
  }
  if (!first && !isNegated) return { lines: undefined, name };
  const all: Address = { kind: "step", first: 0, step: 1 };
  const shown = shownAddresses(first, second, isNegated);
  return { lines: new AddressedLines(first ?? all, second, isNegated, shown), name };
}

function parseAddress(reader: ScriptReader, options: ParserOptions): Address | undefined {
  const character = reader.peek();
  if (character === "/" || character === "\\") {
    reader.skip(1);
    return regexAddress(reader, character === "/" ? character : reader.take(), options);
  }
  if (character === "$") {
    reader.skip(1);
    return { kind: "last" };
  }
  if (/^\d$/.test(character)) {
    const line = Number(reader.takeMatch(DIGITS));
    reader.skipBlanks();
    if (reader.peek() !== "~" || options.isPosix) return { kind: "line", line };
    reader.skip(1);
    reader.skipBlanks();
    return { kind: "step", first: line, step: Number(reader.takeMatch(DIGITS)) };
  }
  if ((character !== "+" && character !== "~") || options.isPosix) return undefined;
  reader.skip(1);
  reader.skipBlanks();
  const number = Number(reader.takeMatch(DIGITS));
  return character === "+" ? { kind: "more", count: number } : { kind: "multiple", of: number };
}

function regexAddress(reader: ScriptReader, delimiter: string, { isExtended, isPosix }: ParserOptions): Address {
  const text = takeDelimited(reader, delimiter, true);
  if (text === undefined) throw reader.failure("unterminated address regex");
  const flags = { isExtended, ignoreCase: false, isMultiline: false };
  for (;;) {
    reader.skipBlanks();
    const letter = reader.peek();
    if (letter === "I" && !isPosix) flags.ignoreCase = true;
    else if (letter === "M" && !isPosix) flags.isMultiline = true;
    else break;
    reader.skip(1);
  }
  const all: PatternFlags = flags;
  return { kind: "regex", pattern: patternOf(reader, text, all), source: text, flags: all };
}
