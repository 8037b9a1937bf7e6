import { UsageError } from "../program/options.ts";

/** Options of two letters, and what they are called else. */
const DOUBLE: Readonly<Record<string, string>> = {
  FS: "filesync",
  sf: "show-files",
  ll: "from-crlf",
  tt: "before-date",
  DF: "difference",
  db: "display-bytes",
  dc: "display-counts",
  MM: "must-match",
  nw: "no-wild",
  ws: "wild-stop-dirs",
};
const LISTS: Readonly<Record<string, string>> = { x: "exclude", i: "include" };
const LIST_NEEDS: Readonly<Record<string, string>> = {
  exclude: "option 'x' (exclude files matching patterns) requires a value",
  include: "option 'i' (include only files matching patterns) requires a value",
};
const VALUED = new Set(["b", "n", "P", "t", "s", "Z", "O"]);

/** `-x` and `-i` take all that comes behind them up to an option or `@`. The files of `-x@FILE` are given as `@FILE`. */
export function withZipLists(args: readonly string[]): readonly string[] {
  const modern: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const list = Object.values(LISTS).find((name) => arg === `--${name}`);
    if (list !== undefined) takeList(list, "", rest, modern);
    else if (arg === "--" || arg === "-@") {
      if (arg === "-@") modern.push("--names-stdin");
      else return [...modern, arg, ...rest];
    } else if (/^-[^-]/.test(arg)) takeLetters(arg.slice(1), rest, modern);
    else modern.push(arg);
  }
  return modern;
}

function takeLetters(letters: string, rest: string[], modern: string[]): void {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charAt(at);
    const double = DOUBLE[letters.slice(at, at + 2)];
    const list = LISTS[letter];
    if (double !== undefined) {
      modern.push(`--${double}`);
      at++;
    } else if (list !== undefined) {
      takeList(list, letters.slice(at + 1).replace(/^=/, ""), rest, modern);
      return;
    } else if (VALUED.has(letter)) {
      const value = letters.slice(at + 1) || rest.shift();
      modern.push(`-${letter}${value ?? ""}`);
      return;
    } else if (letter === "@") modern.push("--names-stdin");
    else if (letter === "-") continue;
    else modern.push(`-${letter}`);
  }
}

function takeList(name: string, first: string, rest: string[], modern: string[]): void {
  if (first !== "") modern.push(`--${name}=${first}`);
  if (first.startsWith("@") && first.length > 1) return;
  const isEnd = (arg: string | undefined): boolean => arg === undefined || (arg.startsWith("-") && arg !== "-");
  if (first === "" && isEnd(rest[0])) throw new UsageError(LIST_NEEDS[name] ?? "");
  while (rest[0] !== undefined && !(rest[0].startsWith("-") && rest[0] !== "-")) {
    const value = rest.shift() ?? "";
    if (value === "@") return;
    modern.push(`--${name}=${value}`);
  }
}
