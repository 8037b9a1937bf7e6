import type { Shell, ShellFunction } from "../execution/shell.ts";
import type { Attributes } from "../state/variable.ts";
import { printFunction } from "../tree/function-text.ts";
import { declarationText, hasAttributes, listedText } from "./variable-text.ts";

/** All variables with these attributes, as `declare -p` prints them. */
export function declarations(
  shell: Shell,
  wanted: Partial<Attributes> = {},
  array?: "indexed" | "associative",
  scope: "all" | "local" = "all",
): string {
  let text = "";
  for (const name of shell.variables.declaredNames(scope)) {
    const variable = shell.variables.getWithoutNameref(name);
    if (variable !== undefined && hasAttributes(variable, wanted, array))
      text += `${declarationText(name, variable)}\n`;
  }
  return text;
}

/** All variables that have a value, as `set` lists them, and the functions unless the shell is in posix mode. */
export function listing(shell: Shell): string {
  let text = "";
  for (const name of shell.variables.declaredNames("all")) {
    const variable = shell.variables.getWithoutNameref(name);
    const line = variable === undefined ? undefined : listedText(name, variable.value);
    if (line !== undefined) text += `${line}\n`;
  }
  return shell.options.set.posix ? text : text + functionTexts(shell, undefined, false);
}

export function sortedFunctions(shell: Shell): ShellFunction[] {
  return [...shell.functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What `declare -f` prints. */
export function functionTexts(
  shell: Shell,
  isWanted: (candidate: ShellFunction) => boolean = () => true,
  showsAttributes = true,
): string {
  let text = "";
  for (const candidate of sortedFunctions(shell)) {
    if (!isWanted(candidate)) continue;
    text += `${printFunction(candidate)}\n`;
    if (showsAttributes && hasFunctionAttributes(candidate)) text += `${functionLine(candidate)}\n`;
  }
  return text;
}

/** `declare -fx name` */
export function functionLine({ name, isExported, isReadonly, isTraced }: ShellFunction): string {
  return `declare -f${isReadonly ? "r" : ""}${isTraced ? "t" : ""}${isExported ? "x" : ""} ${name}`;
}

export function hasFunctionAttributes({ isExported, isReadonly, isTraced }: ShellFunction): boolean {
  return isExported || isReadonly || isTraced;
}
