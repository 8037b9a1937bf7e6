import { encodeUtf8 } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { type GivenOptions, UsageError } from "../program/options.ts";
import { C_CHARACTERS } from "../program/quoting.ts";

export const OPTIONS = {
  null: { letters: "0", about: "items end with NUL, and nothing in them is special" },
  "arg-file": { letters: "a", value: "FILE", about: "read items from FILE" },
  delimiter: { letters: "d", value: "CHARACTER", about: "items end with CHARACTER, and nothing in them is special" },
  E: { value: "END", about: "an item END is the end of the input" },
  eof: { value: "[END]", about: "as -E; without END there is none" },
  I: { value: "R", about: "take each line for R in ARGs, and start COMMAND for each" },
  replace: { value: "[R]", about: "as -I; without R it is {}" },
  L: { value: "LINES", about: "as many lines that are not empty for each COMMAND" },
  "max-lines": { value: "[LINES]", about: "as -L; without LINES it is 1" },
  "max-args": { letters: "n", value: "COUNT", about: "so many items for each COMMAND" },
  "open-tty": { letters: "o" },
  "max-chars": { letters: "s", value: "BYTES", about: "the longest command line" },
  "max-procs": { letters: "P", value: "COUNT", about: "so many at once; 0: all" },
  interactive: { letters: "p", about: "ask before each COMMAND" },
  "process-slot-var": { value: "VAR", about: "VAR tells a COMMAND which of those it is that run at once" },
  "no-run-if-empty": { letters: "r", about: "start nothing if there are no items" },
  "show-limits": { about: "print first how long a command line may be" },
  verbose: { letters: "t", about: "print each COMMAND first" },
  exit: { letters: "x", about: "end if a command line would be too long" },
} as const;

export type OptionName = keyof typeof OPTIONS;

/** What a command line takes of the input: so many items, so many lines, or one item in the place of a text. */
export interface Portion {
  readonly items?: number;
  readonly lines?: number;
  readonly replaced?: string;
  /** What is said of options that others have overruled. */
  readonly warnings: readonly string[];
}

/** Short options whose values are attached or absent, by their long forms. */
const OPTIONAL: Readonly<Record<string, string>> = { e: "eof", i: "replace", l: "max-lines" };
const WITH_VALUE = "adEILnPs";
const ESCAPES: Readonly<Record<string, string>> = { ...C_CHARACTERS, "\\": "\\" };

/** Writes `-i`, `-l` and `-e` in their long forms. */
export function spellOut(args: readonly string[]): readonly string[] {
  const spelled: string[] = [];
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (!arg.startsWith("-") || arg === "-" || arg === "--") break;
    if (arg.startsWith("--")) {
      spelled.push(arg);
      continue;
    }
    const letter = [...arg.slice(1)].findIndex((one) => WITH_VALUE.includes(one) || one in OPTIONAL) + 1;
    const long = OPTIONAL[arg.charAt(letter)];
    if (letter === 0 || long === undefined) {
      spelled.push(arg);
      if (letter > 0 && letter === arg.length - 1 && at + 1 < args.length) spelled.push(args[++at] ?? "");
      continue;
    }
    if (letter > 1) spelled.push(arg.slice(0, letter));
    const value = arg.slice(letter + 1);
    spelled.push(value === "" ? `--${long}` : `--${long}=${value}`);
  }
  return [...spelled, ...args.slice(at)];
}

/** @throws UsageError */
export function portionOf(options: GivenOptions<OptionName>): Portion {
  let portion: Omit<Portion, "warnings"> = {};
  const warnings: string[] = [];
  const overrule = (winner: string, ...losers: readonly (readonly [keyof typeof portion, string])[]): void => {
    for (const [key, loser] of losers)
      if (portion[key] !== undefined)
        warnings.push(
          `warning: options ${loser} and ${winner} are mutually exclusive, ignoring previous ${loser} value`,
        );
  };
  for (const { name, value } of options.all) {
    if (name === "I" || name === "replace") {
      overrule("--replace/-I/-i", ["items", "--max-args"], ["lines", "--max-lines"]);
      portion = { replaced: value ?? "{}" };
    } else if (name === "L" || name === "max-lines") {
      const lines = value === undefined ? 1 : count(value, name === "L" ? "L" : "l", 1);
      overrule(name === "L" ? "-L" : "--max-lines", ["items", "--max-args"], ["replaced", "--replace"]);
      portion = { lines };
    } else if (name === "max-args") {
      const items = count(value ?? "", "n", 1);
      if (items === 1 && portion.replaced !== undefined) continue;
      overrule("--max-args/-n", ["lines", "--max-lines"], ["replaced", "--replace"]);
      portion = { items };
    }
  }
  return { ...portion, warnings };
}

/** @throws UsageError */
export function count(text: string, letter: string, minimum: number): number {
  const number = /^\s*[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new UsageError(`invalid number "${text}" for -${letter} option`);
  if (number < minimum) throw new UsageError(`value ${text} for -${letter} option should be >= ${minimum}`);
  return number;
}

/** The byte that `-d` means. @throws Failure */
export function delimiterByte(text: string): number {
  const bytes = encodeUtf8(text);
  const [first = 0] = bytes;
  if (bytes.length <= 1) return first;
  if (!text.startsWith("\\"))
    throw new Failure(
      `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
    );
  const escaped = ESCAPES[text.slice(1)];
  if (escaped !== undefined) return escaped.charCodeAt(0);
  const { hex, octal } = /^\\(?:x(?<hex>[\da-f]+)|0(?<octal>[0-7]*))$/i.exec(text)?.groups ?? {};
  const code =
    hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal || "0", 8) : -1;
  if (code >= 0 && code <= 255) return code;
  throw new Failure(`Invalid escape sequence ${text} in input delimiter specification.`);
}
