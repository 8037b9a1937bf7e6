import type { Dialect } from "./dialect.ts";

/** What was asked for on the command line. */
export interface AwkArguments {
  /** Texts of the program, and files with such, in their order. */
  readonly sources: readonly { readonly kind: "text" | "file" | "include"; readonly value: string }[];
  readonly assignments: readonly string[];
  readonly separator: string | undefined;
  readonly operands: readonly string[];
  readonly asked?: "help" | "version";
  readonly isSandboxed: boolean;
  /** Every byte is a character. */
  readonly asBytes: boolean;
  readonly dialect: Dialect;
  readonly lint: "warning" | "fatal" | undefined;
  /** What was asked for that can't be had. */
  readonly refused: string | undefined;
}

/** The command line makes no sense: the usage text follows. */
export class AwkUsageError extends Error {}

const WITH_VALUE = "Fvfeil";
const WITHOUT_VALUE = "bcCghIkMnNOPrsStVdoDpL";
const LONG: Readonly<Record<string, string>> = {
  "field-separator": "F",
  assign: "v",
  file: "f",
  source: "e",
  include: "i",
  load: "l",
  help: "h",
  version: "V",
  posix: "P",
  traditional: "c",
  "characters-as-bytes": "b",
  "re-interval": "r",
  "non-decimal-data": "n",
  bignum: "M",
  sandbox: "S",
  lint: "L",
  "lint-old": "t",
  optimize: "O",
  "no-optimize": "s",
  "use-lc-numeric": "N",
  copyright: "C",
  exec: "E",
  debug: "D",
  "dump-variables": "d",
  "gen-pot": "g",
  "pretty-print": "o",
  profile: "p",
};

/** @throws AwkUsageError */
export function readArguments(args: readonly string[]): AwkArguments {
  const rest = [...args];
  const sources: { kind: "text" | "file" | "include"; value: string }[] = [];
  const assignments: string[] = [];
  let separator: string | undefined;
  let asked: "help" | "version" | undefined;
  let isSandboxed = false;
  let [asBytes, isPosix, isTraditional] = [false, false, false];
  let lint: AwkArguments["lint"];
  let refused: string | undefined;
  const give = (letter: string, value: string): void => {
    if (letter === "F") separator = value;
    else if (letter === "v") assignments.push(value);
    else if (letter === "f" || letter === "E") sources.push({ kind: "file", value });
    else if (letter === "i") sources.push({ kind: "include", value });
    else if (letter === "l") refused = `extension \`${value}' is not supported here`;
    else if (letter === "b") asBytes = true;
    else if (letter === "P") isPosix = true;
    else if (letter === "c") isTraditional = true;
    else if (letter === "L") lint = value === "fatal" ? "fatal" : "warning";
    else if (letter === "D") refused = "the debugger (-D) is not supported here";
    else if (letter === "M") refused = "arbitrary precision arithmetic (-M) is not supported here";
    else if (letter === "d") refused = "dumping variables (-d) is not supported here";
    else if (letter === "o") refused = "pretty printing (-o) is not supported here";
    else if (letter === "p") refused = "profiling (-p) is not supported here";
    else if (letter === "g") refused = "translations (-g) are not supported here";
    else if (letter === "e") sources.push({ kind: "text", value });
    else if (letter === "h") asked ??= "help";
    else if (letter === "V") asked ??= "version";
    else if (letter === "S") isSandboxed = true;
  };
  for (let arg = rest[0]; arg?.startsWith("-") && arg !== "-"; arg = rest[0]) {
    rest.shift();
    if (arg === "--") break;
    if (arg.startsWith("--")) readLong(arg, rest, give);
    else readShort(arg, rest, give);
    if (arg.startsWith("-E")) break;
  }
  if (sources.every(({ kind }) => kind === "include") && asked === undefined) {
    const text = rest.shift();
    if (text === undefined) throw new AwkUsageError("");
    sources.push({ kind: "text", value: text });
  }
  return {
    sources,
    assignments,
    separator,
    operands: rest,
    isSandboxed,
    asBytes,
    dialect: { isPosix, isTraditional },
    lint,
    refused,
    ...(asked && { asked }),
  };
}

function readLong(arg: string, rest: string[], give: (letter: string, value: string) => void): void {
  const [word = "", attached] = arg.slice(2).split(/=(.*)/s, 2);
  const names = Object.hasOwn(LONG, word) ? [word] : Object.keys(LONG).filter((name) => name.startsWith(word));
  const [name, second] = names;
  if (name === undefined) throw new AwkUsageError("");
  if (second !== undefined)
    throw new AwkUsageError(
      `option '--${word}' is ambiguous; possibilities: ${names.map((one) => `'--${one}'`).join(" ")}`,
    );
  const letter = LONG[name] ?? "";
  if (!WITH_VALUE.includes(letter) && letter !== "E") {
    give(letter, attached ?? "");
    return;
  }
  const value = attached ?? rest.shift();
  if (value === undefined) throw new AwkUsageError(`option '--${name}' requires an argument`);
  give(letter, value);
}

function readShort(arg: string, rest: string[], give: (letter: string, value: string) => void): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg.charAt(at);
    if (letter === "W") {
      const name = arg.slice(at + 1) || rest.shift();
      if (name === undefined) throw new AwkUsageError("option requires an argument -- W");
      readLong(`--${name}`, rest, give);
      return;
    }
    if (WITH_VALUE.includes(letter) || letter === "E") {
      const value = at + 1 < arg.length ? arg.slice(at + 1) : rest.shift();
      if (value === undefined) throw new AwkUsageError(`option requires an argument -- ${letter}`);
      give(letter, value);
      return;
    }
    if (!WITHOUT_VALUE.includes(letter)) throw new AwkUsageError("");
    // These take what is behind them.
    const takesRest = "doDpL".includes(letter);
    give(letter, takesRest ? arg.slice(at + 1) : "");
    if (takesRest) return;
  }
}
