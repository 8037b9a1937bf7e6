import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { isIdentifier } from "./names.ts";
import { type Options, parseOptions } from "./options.ts";
import { printOutput } from "./output.ts";
import { changeDirectory } from "./working-directory.ts";

export const cd = defineBuiltin({
  name: "cd",
  usage: "cd [-L|[-P [-e]] [-@]] [dir]",
  summary: "Changes the working directory.",
  run(shell, args, process) {
    const options = parseOptions(args, "eLP");
    const { path, prints } = destination(shell, options.operands);
    const isPhysical = isPhysicalWanted(shell, options);
    const found = tryCandidates(shell, path, isPhysical);
    return prints || found.prints ? printOutput(shell, process, "cd", `${found.directory}\n`) : 0;
  },
});

function isPhysicalWanted(shell: Shell, options: Options): boolean {
  const letter = options.last("LP");
  return letter === undefined ? shell.options.set.physical : letter === "P";
}

function destination(shell: Shell, operands: readonly string[]): { path: string; prints: boolean } {
  if (operands.length > 1) throw new BuiltinFailure("too many arguments");
  const [operand] = operands;
  if (operand === undefined) {
    const home = shell.variables.text("HOME");
    if (home === undefined) throw new BuiltinFailure("HOME not set");
    return { path: home, prints: false };
  }
  if (operand !== "-") return { path: operand, prints: false };
  const previous = shell.variables.text("OLDPWD");
  if (previous === undefined) throw new BuiltinFailure("OLDPWD not set");
  return { path: previous, prints: true };
}

/** Along CDPATH, then the path itself, then a variable of that name if `cdable_vars` is set. */
function tryCandidates(shell: Shell, path: string, isPhysical: boolean): { directory: string; prints: boolean } {
  for (const prefix of searchPath(shell, path)) {
    const candidate = prefix === "" ? `./${path}` : `${prefix}/${path}`;
    const directory = tryDirectory(shell, candidate, isPhysical);
    if (directory instanceof SystemError) continue;
    return { directory, prints: prefix !== "" };
  }
  const directory = tryDirectory(shell, path === "" ? "." : path, isPhysical);
  if (!(directory instanceof SystemError)) return { directory, prints: false };
  const value = shell.options.shopt.cdable_vars && isIdentifier(path) ? shell.variables.text(path) : undefined;
  const named = value === undefined ? directory : tryDirectory(shell, value, isPhysical);
  if (named instanceof SystemError) throw new BuiltinFailure(`${path}: ${directory.message}`);
  return { directory: named, prints: true };
}

function searchPath(shell: Shell, path: string): string[] {
  const cdpath = shell.variables.text("CDPATH");
  const isRelative = path !== "" && !path.startsWith("/") && !/^\.\.?(\/|$)/.test(path);
  return cdpath === undefined || cdpath === "" || !isRelative ? [] : cdpath.split(":");
}

function tryDirectory(shell: Shell, path: string, isPhysical: boolean): string | SystemError {
  try {
    return changeDirectory(shell, path, isPhysical);
  } catch (error) {
    if (error instanceof SystemError) return error;
    throw error;
  }
}
