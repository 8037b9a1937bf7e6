import type { Assignment } from "unbash";
import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";
import { declareAll } from "./declaration.ts";
import { expandDeclarations } from "./declaration-args.ts";
import { splitOptions } from "./declare.ts";
import { defineBuiltin } from "./define.ts";
import { printOutput } from "./output.ts";
import { declarations } from "./variable-listing.ts";

export const readonlyBuiltin = defineBuiltin({
  name: "readonly",
  isSpecial: true,
  usage: "readonly [-aAf] [name[=value] ...] or readonly -p",
  summary: "Marks variables as not to be changed.",
  run: runReadonly,
  runDeclaration: runReadonly,
});

async function runReadonly(shell: Shell, args: readonly (string | Assignment)[], process: Process): Promise<number> {
  const { options, operands } = splitOptions(args, "aAfp");
  const array = options.has("A") ? "associative" : options.has("a") ? "indexed" : undefined;
  if (operands.length === 0)
    return printOutput(
      shell,
      process,
      "readonly",
      options.has("f") ? "" : declarations(shell, { readonly: true }, array),
    );
  if (options.has("f")) return readonlyFunctions(shell, operands);
  return declareAll(shell, await expandDeclarations(shell, operands, array), {
    builtin: "readonly",
    scope: "nearest",
    refusesElements: true,
    array,
    changes: {},
    makesReadonly: true,
    nameref: undefined,
  });
}

/** Functions can't be made readonly here: it is only told which names are none. */
async function readonlyFunctions(shell: Shell, names: readonly (string | Assignment)[]): Promise<number> {
  let status = 0;
  for (const operand of names) {
    const name = typeof operand === "string" ? operand : operand.text;
    if (shell.functions.has(name)) continue;
    await shell.error(`readonly: ${name}: not a function`);
    status = 1;
  }
  return status;
}
