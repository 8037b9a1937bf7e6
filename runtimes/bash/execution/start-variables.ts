import { functionIn } from "../tree/function-in.ts";
import { SourceText } from "../tree/source-text.ts";
import type { BashShell } from "./bash-shell.ts";

const FUNCTION_PREFIX = "BASH_FUNC_";
const FUNCTION_SUFFIX = "%%";

/** Names whose value the environment does not decide. */
const COMPUTED: ReadonlySet<string> = new Set([
  "SHELLOPTS",
  "BASHOPTS",
  "UID",
  "EUID",
  "PPID",
  "BASH_VERSINFO",
  "PWD",
  "_",
]);

const DEFAULTS: readonly (readonly [name: string, text: string])[] = [
  ["BASH", "/usr/bin/bash"],
  ["HOSTNAME", "slot"],
  ["IFS", " \t\n"],
  ["OPTIND", "1"],
  ["OPTERR", "1"],
  ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
  ["PS4", "+ "],
  ["SHELL", "/bin/bash"],
  ["TERM", "dumb"],
];

/** Gives a new shell the variables of its environment, and those that bash sets by itself. */
export function startVariables(shell: BashShell): void {
  const { variables, process } = shell;
  for (const [name, text] of process.env) {
    if (name.startsWith(FUNCTION_PREFIX) && name.endsWith(FUNCTION_SUFFIX)) importFunction(shell, name, text);
    else if (isName(name)) {
      if (!COMPUTED.has(name)) variables.assignExported(name, text);
    }
  }
  shell.lastArgument = process.env.get("_") ?? process.args[0] ?? "";
  for (const [name, text] of DEFAULTS) {
    if (name === "IFS" || variables.text(name) === undefined) variables.assign(name, text);
  }
  for (const [variable, options] of [
    ["SHELLOPTS", shell.options.set],
    ["BASHOPTS", shell.options.shopt],
  ] as const) {
    const given = process.env.get(variable);
    if (given === undefined) continue;
    const known: Record<string, boolean> = options;
    for (const name of given.split(":")) if (Object.hasOwn(known, name)) known[name] = true;
  }
  variables.setAttributes("OPTIND", { integer: true }, "global");
  variables.assignExported("PWD", process.cwd);
  if (!variables.get("OLDPWD")) variables.setAttributes("OLDPWD", { exported: true }, "global");
  const level = Number(variables.text("SHLVL") ?? "0");
  variables.assignExported("SHLVL", String(Number.isInteger(level) && level >= 0 ? level + 1 : 1));
}

function importFunction(shell: BashShell, variable: string, text: string): void {
  const name = variable.slice(FUNCTION_PREFIX.length, -FUNCTION_SUFFIX.length);
  const definition = `${name} ${text}`;
  const node = functionIn(definition);
  if (!node) return;
  const made = shell.bodies.define(node, new SourceText(definition), "environment");
  shell.functions.set(name, { ...made, isExported: true });
}

function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z_0-9]*$/.test(text);
}
