/* What a name is when it stands in front of a command: `type`, `command -v`, `hash`. */

import type { Shell, ShellFunction } from "../execution/shell.ts";
import type { Builtin } from "./builtin.ts";

/** The builtins of a shell; those that show others are given it. */
export type BuiltinTable = () => ReadonlyMap<string, Builtin>;

export const KEYWORDS: readonly string[] = [
  "if",
  "then",
  "else",
  "elif",
  "fi",
  "case",
  "esac",
  "for",
  "select",
  "while",
  "until",
  "do",
  "done",
  "in",
  "function",
  "time",
  "{",
  "}",
  "!",
  "[[",
  "]]",
  "coproc",
];

export type Meaning =
  | { readonly kind: "alias"; readonly value: string }
  | { readonly kind: "keyword" }
  | { readonly kind: "function"; readonly definition: ShellFunction }
  | { readonly kind: "builtin" }
  | { readonly kind: "file"; readonly path: string; readonly isHashed: boolean };

export function isEnabledBuiltin(shell: Shell, builtins: BuiltinTable, name: string): boolean {
  return builtins().has(name) && !shell.builtins.disabled.has(name);
}

/** All that a name means, the meaning that counts first. */
export function* meaningsOf(
  shell: Shell,
  builtins: BuiltinTable,
  name: string,
  options: { readonly skipsFunctions?: boolean; readonly path?: string } = {},
): Generator<Meaning> {
  const alias = shell.options.shopt.expand_aliases ? shell.aliases.get(name) : undefined;
  if (alias !== undefined) yield { kind: "alias", value: alias };
  if (KEYWORDS.includes(name)) yield { kind: "keyword" };
  const definition = options.skipsFunctions ? undefined : shell.functions.get(name);
  if (definition !== undefined) yield { kind: "function", definition };
  if (isEnabledBuiltin(shell, builtins, name)) yield { kind: "builtin" };
  const hashed = options.path === undefined ? shell.hashed.get(name) : undefined;
  if (hashed !== undefined) yield { kind: "file", path: hashed.path, isHashed: true };
  else for (const path of filesNamed(shell, name, options.path)) yield { kind: "file", path, isHashed: false };
}

/** Every file of that name along PATH that can be executed. */
export function* filesNamed(shell: Shell, name: string, path?: string): Generator<string> {
  if (name === "") return;
  if (name.includes("/")) {
    const found = shell.findProgram(name);
    if (found !== undefined) yield name;
    return;
  }
  for (const directory of (path ?? shell.variables.text("PATH") ?? "").split(":")) {
    const found = shell.findProgram(name, directory === "" ? "." : directory);
    if (found !== undefined) yield found;
  }
}
