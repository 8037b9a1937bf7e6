import { defineCommand, type IFileSystem } from "just-bash/browser";
import { STAT_FIELDS } from "../../abi/capability.ts";
import { EXIT } from "../../abi/exit-codes.ts";
import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import { host, registers } from "./host.ts";

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
}

/**
 * What the interpreter's own does otherwise than GNU's: it wants a path with `-r`, of several `-e` takes the last, knows no
 * `-H`.
 */
export const grep = defineCommand("grep", async (args, context) => {
  const original = context.origCommand;
  if (!original) return { stdout: "", stderr: "not available\n", exitCode: EXIT.notFound };
  const { options, patterns, operands, flags } = parse(args);
  const isRecursive = flags.has("r") || flags.has("R");
  const hasPattern = patterns.length > 0 || flags.has("f");
  const [path, ...others] = hasPattern ? operands : operands.slice(1);
  const isOne = path !== undefined && others.length === 0;
  const names = flags.has("H");
  const unnamed = isRecursive && isOne && !names && isFile(context, path) ? ["-h"] : [];
  // The working directory, whose name is not shown.
  const added = isRecursive && path === undefined && (hasPattern || operands.length > 0) ? [""] : [];
  if (!names && patterns.length < 2) return original([...unnamed, ...args, ...added]);
  // With a second file the first one is named; there, a count or a list would name the second, too.
  const second = names && !isRecursive && isOne && !flags.has("c") && !flags.has("L") ? ["/dev/null"] : [];
  const rest = options.flatMap((option) => without(option, "H", "--with-filename"));
  return original([...unnamed, ...anyOf(patterns, rest, flags), "--", ...operands, ...added, ...second]);
});

function parse(args: readonly string[]): Parsed {
  const rest = [...args];
  const [options, patterns, operands]: [string[], string[], string[]] = [[], [], []];
  const flags = new Set<string>();
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") operands.push(...rest.splice(0));
    else if (arg.startsWith("--")) {
      const [name = "", attached] = arg.split(/=(.*)/s, 2);
      const value = attached ?? (VALUE_LONG_OPTIONS.test(name) ? rest.shift() : undefined);
      if (name === "--regexp") patterns.push(value ?? "");
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
  return { options, patterns, operands, flags };
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

function isFile(
  { cwd, fs }: { readonly cwd: string; readonly fs: Pick<IFileSystem, "resolvePath"> },
  path: string,
): boolean {
  if (host().stat(fs.resolvePath(cwd, path), true) !== 0) return false;
  return ((registers()[STAT_FIELDS.mode] ?? 0) & S_IFMT) === S_IFREG;
}
