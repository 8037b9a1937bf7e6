import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";
import { compilePattern } from "../expansion/pattern.ts";
import type { Builtin } from "./builtin.ts";
import { type BuiltinTable, KEYWORDS } from "./command-lookup.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { splitAll } from "./field-splitting.ts";
import { type Options, parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { SET_NAMES, SHOPT_NAMES } from "./set-options.ts";
import { SIGNAL_NUMBERS, signalNameOf } from "./signal-names.ts";
import { arrayKind } from "./variable-text.ts";

/** What `-a` and the like stand for. */
const ACTIONS: Readonly<Record<string, string>> = {
  a: "alias",
  b: "builtin",
  c: "command",
  d: "directory",
  e: "export",
  f: "file",
  g: "group",
  j: "job",
  k: "keyword",
  s: "service",
  u: "user",
  v: "variable",
};

export function createCompgen(builtins: BuiltinTable): Builtin {
  return defineBuiltin({
    name: "compgen",
    usage:
      "compgen [-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]",
    summary: "Shows what a word could be completed to.",
    async run(shell, args, process) {
      const options = parseOptions(args, "abcdefgjksuvo:A:G:W:F:C:X:P:S:");
      const word = options.operands[0] ?? "";
      const found = candidates(shell, builtins, options, word);
      const filter = options.value("X");
      const kept =
        filter === undefined ? found : found.filter((candidate) => !isFiltered(shell, filter, word, candidate));
      const [prefix, suffix] = [options.value("P") ?? "", options.value("S") ?? ""];
      const text = kept.map((candidate) => `${prefix}${candidate}${suffix}\n`).join("");
      return (
        (await printOutput(shell, process, "compgen", text)) || (kept.length > 0 || options.given.length === 0 ? 0 : 1)
      );
    },
  });
}

/** `-X pattern` leaves out what matches; with `!` in front, what doesn't. `&` is the word. */
function isFiltered(shell: Shell, filter: string, word: string, candidate: string): boolean {
  const isNegated = filter.startsWith("!");
  const pattern = (isNegated ? filter.slice(1) : filter).replaceAll("&", word);
  const { extglob, nocasematch } = shell.options.shopt;
  return compilePattern(pattern, { extglob, ignoreCase: nocasematch }).matches(candidate) !== isNegated;
}

function candidates(shell: Shell, builtins: BuiltinTable, options: Options, word: string): string[] {
  const found: string[] = [];
  for (const { letter, value } of options.given) {
    const action = letter === "A" ? value : ACTIONS[letter];
    if (action !== undefined) for (const name of ofAction(shell, builtins, action, word)) found.push(name);
    if (letter !== "W") continue;
    const separators = shell.variables.text("IFS") ?? " \t\n";
    for (const name of splitAll({ text: value, quoted: new Set() }, separators))
      if (name.startsWith(word)) found.push(name);
  }
  return found;
}

function ofAction(shell: Shell, builtins: BuiltinTable, action: string, word: string): string[] {
  if (action === "file" || action === "directory") return paths(shell, word, action === "directory");
  return namesOf(shell, builtins, action).filter((name) => name.startsWith(word));
}

function namesOf(shell: Shell, builtins: BuiltinTable, action: string): string[] {
  const { variables } = shell;
  switch (action) {
    case "alias":
      return [...shell.aliases.keys()].sort();
    case "arrayvar":
      return variables.names.filter((name) => arrayKind(variables.get(name)?.value ?? { kind: "unset" }) !== undefined);
    case "builtin":
    case "helptopic":
      return [...builtins().keys()];
    case "command":
      return [
        ...KEYWORDS,
        ...shell.aliases.keys(),
        ...shell.functions.keys(),
        ...builtins().keys(),
        ...programs(shell),
      ];
    case "disabled":
      return [...shell.builtins.disabled];
    case "enabled":
      return [...builtins().keys()].filter((name) => !shell.builtins.disabled.has(name));
    case "export":
      return variables.names.filter((name) => variables.get(name)?.attributes.exported);
    case "function":
      return [...shell.functions.keys()].sort();
    case "job":
    case "running":
      return shell.jobs.map(({ command }) => command.split(" ")[0] ?? "");
    case "keyword":
      return [...KEYWORDS];
    case "setopt":
      return [...SET_NAMES];
    case "shopt":
      return [...SHOPT_NAMES];
    case "signal":
      return SIGNAL_NUMBERS.map((number) => signalNameOf(number) ?? "");
    case "variable":
      return [...variables.names];
    case "binding":
    case "group":
    case "hostname":
    case "service":
    case "stopped":
    case "user":
      return [];
    default:
      throw new BuiltinFailure(`${action}: invalid action name`, 2);
  }
}

function programs(shell: Shell): string[] {
  const names = new Set<string>();
  for (const directory of (shell.variables.text("PATH") ?? "").split(":"))
    for (const { name, kind } of entriesOf(shell, directory)) if (kind !== "directory") names.add(name);
  return [...names];
}

function entriesOf(shell: Shell, directory: string): { readonly name: string; readonly kind: string }[] {
  try {
    return shell.kernel.filesOf(shell.process).readdir(directory === "" ? "." : directory);
  } catch (error) {
    if (error instanceof SystemError) return [];
    throw error;
  }
}

function paths(shell: Shell, word: string, onlyDirectories: boolean): string[] {
  const slash = word.lastIndexOf("/");
  const start = word.slice(0, slash + 1);
  const rest = word.slice(slash + 1);
  return entriesOf(shell, start)
    .filter(({ name, kind }) => name.startsWith(rest) && (!onlyDirectories || kind === "directory"))
    .map(({ name }) => start + name)
    .sort();
}
