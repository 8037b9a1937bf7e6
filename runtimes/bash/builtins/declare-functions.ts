import type { Process } from "../../kernel/process.ts";
import type { Shell, ShellFunction } from "../execution/shell.ts";
import { printFunction } from "../tree/function-text.ts";
import type { Options } from "./options.ts";
import { printOutput } from "./output.ts";
import { functionLine, functionTexts, hasFunctionAttributes, sortedFunctions } from "./variable-listing.ts";

type FunctionAttributes = Pick<ShellFunction, "isExported" | "isReadonly" | "isTraced">;

const ATTRIBUTES: Readonly<Record<string, keyof FunctionAttributes>> = {
  r: "isReadonly",
  t: "isTraced",
  x: "isExported",
};

/** `declare` with `-f` or `-F`: shows functions, or gives them attributes. */
export async function declareFunctions(
  shell: Shell,
  builtin: string,
  options: Options,
  names: readonly string[],
  process: Process,
): Promise<number> {
  const changes: Partial<Record<keyof FunctionAttributes, boolean>> = {};
  for (const { letter, sign } of options.given) {
    const attribute = ATTRIBUTES[letter];
    if (attribute !== undefined) changes[attribute] = sign === "-";
  }
  if (names.length === 0) {
    const wanted = Object.values(ATTRIBUTES).filter((attribute) => changes[attribute]);
    const isWanted = (each: ShellFunction): boolean => wanted.every((attribute) => each[attribute]);
    const text = options.has("F")
      ? sortedFunctions(shell)
          .filter(isWanted)
          .map((each) => `${functionLine(each)}\n`)
          .join("")
      : functionTexts(shell, isWanted);
    return printOutput(shell, process, builtin, text);
  }
  let status = 0;
  for (const name of names) {
    const found = shell.functions.get(name);
    if (found === undefined) status = 1;
    else if (Object.keys(changes).length > 0) {
      if (found.isReadonly && changes.isReadonly === false) {
        await shell.error(`${builtin}: ${name}: readonly function`);
        status = 1;
      } else shell.functions.set(name, { ...found, ...changes });
    } else await printOutput(shell, process, builtin, `${functionText(shell, found, options)}\n`);
  }
  return status;
}

function functionText(shell: Shell, found: ShellFunction, options: Options): string {
  if (!options.has("F")) {
    const text = printFunction(found);
    return options.has("p") && hasFunctionAttributes(found) ? `${text}\n${functionLine(found)}` : text;
  }
  if (shell.options.shopt.extdebug) return `${found.name} ${found.line} ${found.file}`;
  return options.has("p") ? functionLine(found) : found.name;
}

/** `export -f`, `readonly -f` */
export async function changeFunctions(
  shell: Shell,
  builtin: string,
  names: readonly string[],
  changes: Partial<FunctionAttributes>,
): Promise<number> {
  let status = 0;
  for (const name of names) {
    const found = shell.functions.get(name);
    if (found !== undefined) shell.functions.set(name, { ...found, ...changes });
    else {
      await shell.error(`${builtin}: ${name}: not a function`);
      status = 1;
    }
  }
  return status;
}
