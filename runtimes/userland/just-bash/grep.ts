import { filesBelow } from "./grep-walk.ts";
import type { SlotCommand } from "./slot-command.ts";

const FAILED = 2;

/** Short options that take a value, attached or as the next argument. */
const VALUE_OPTIONS = "efmABCdD";
const VALUE_LONG_OPTIONS =
  /^--(?:regexp|file|max-count|(?:after|before)-context|context|include|exclude|exclude-dir|exclude-from|directories|devices|label|binary-files)$/;

interface Parsed {
  /** As given, without the patterns of `-e`. */
  readonly options: readonly string[];
  readonly patterns: readonly string[];
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** Values of `--exclude-dir`. */
  readonly excluded: readonly string[];
}

/**
 * What just-bash's does otherwise than GNU's: with `-r` it wants a path, leaves out what is hidden and names files in its own
 * way, of several `-e` it takes the last, and it knows no `-H`.
 */
export const grep: SlotCommand = async (args, context, original) => {
  const { options, patterns, operands, flags, excluded } = parse(args);
  const isRecursive = flags.has("r") || flags.has("R");
  const hasPattern = patterns.length > 0 || flags.has("f");
  const names = flags.has("H");
  if (!isRecursive && !names && patterns.length < 2) return original(args);
  const own = hasPattern ? patterns : operands.slice(0, 1);
  const paths = hasPattern ? operands : operands.slice(1);
  if (own.length === 0 && !hasPattern) return original(args);
  const rest = options.flatMap((option) => without(option, "H", "--with-filename"));
  const searched = anyOf(own, rest, flags);
  if (!isRecursive) {
    // With a second file the first one is named; there, a count or a list would name the second, too.
    const second = paths.length === 1 && !flags.has("c") && !flags.has("L") ? ["/dev/null"] : [];
    return original([...searched, "--", ...paths, ...(names ? second : [])]);
  }
  const { cwd, fs } = context;
  const { files, missing } = await filesBelow(paths, { cwd, fs, excluded, followsLinks: flags.has("R") });
  const isOneFile = paths.length === 1 && files[0] === paths[0];
  const unnamed = isOneFile && !names ? ["-h"] : [];
  const answer =
    files.length > 0
      ? await original([...unnamed, ...searched, "--", ...files.map(asPattern)])
      : { stdout: "", stderr: "", exitCode: 1 };
  if (missing.length === 0) return answer;
  const complaints = missing.map((path) => `grep: ${path}: No such file or directory\n`).join("");
  return { ...answer, stderr: complaints + answer.stderr, exitCode: FAILED };
};

/** just-bash's takes a path for a pattern if it looks like one. */
function asPattern(path: string): string {
  const name = path.lastIndexOf("/") + 1;
  return /[*?[]/.test(path) ? path.slice(0, name) + path.slice(name).replace(/[*?[]/g, "[$&]") : path;
}

function parse(args: readonly string[]): Parsed {
  const rest = [...args];
  const [options, patterns, operands, excluded]: [string[], string[], string[], string[]] = [[], [], [], []];
  const flags = new Set<string>();
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") operands.push(...rest.splice(0));
    else if (arg.startsWith("--")) {
      const [name = "", attached] = arg.split(/=(.*)/s, 2);
      const value = attached ?? (VALUE_LONG_OPTIONS.test(name) ? rest.shift() : undefined);
      if (name === "--regexp") patterns.push(value ?? "");
      else if (name === "--exclude-dir") excluded.push(value ?? "");
      else options.push(value === undefined ? arg : `${name}=${value}`);
      flags.add(LONG_FLAGS.get(name) ?? name);
    } else if (arg.startsWith("-") && arg !== "-") {
      const at = [...arg].findIndex((letter, index) => index > 0 && VALUE_OPTIONS.includes(letter));
      for (const letter of at < 0 ? arg.slice(1) : arg.slice(1, at + 1)) flags.add(letter);
      if (at < 0) options.push(arg);
      else if (arg[at] === "e") {
        patterns.push(arg.slice(at + 1) || (rest.shift() ?? ""));
        if (at > 1) options.push(arg.slice(0, at));
      } else options.push(arg, ...(arg.length === at + 1 ? rest.splice(0, 1) : []));
    } else operands.push(arg);
  }
  return { options, patterns, operands, flags, excluded };
}

const LONG_FLAGS: ReadonlyMap<string, string> = new Map([
  ["--recursive", "r"],
  ["--dereference-recursive", "R"],
  ["--extended-regexp", "E"],
  ["--fixed-strings", "F"],
  ["--perl-regexp", "P"],
  ["--file", "f"],
  ["--with-filename", "H"],
  ["--count", "c"],
]);

/** Several patterns as one, which stands for whichever matches. */
function anyOf(patterns: readonly string[], options: readonly string[], flags: ReadonlySet<string>): string[] {
  if (patterns.length === 0) return [...options];
  if (flags.has("F") && patterns.length > 1) {
    const escaped = patterns.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return [...options.flatMap((option) => without(option, "F", "--fixed-strings")), "-E", "-e", escaped.join("|")];
  }
  const isExtended = flags.has("E") || flags.has("P");
  const grouped = isExtended && patterns.length > 1 ? patterns.map((text) => `(${text})`) : patterns;
  return [...options, "-e", grouped.join(isExtended ? "|" : "\\|")];
}

function without(option: string, letter: string, name: string): string[] {
  if (option === name) return [];
  const rest = /^-[A-Za-z]+$/.test(option) ? option.replaceAll(letter, "") : option;
  return rest === "-" ? [] : [rest];
}
