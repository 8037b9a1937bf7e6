import type { Assignment } from "unbash";
import type { Process } from "../../kernel/process.ts";
import type { Shell } from "../execution/shell.ts";
import { declareAll } from "./declaration.ts";
import { expandDeclarations } from "./declaration-args.ts";
import { splitOptions, texts } from "./declare.ts";
import { changeFunctions } from "./declare-functions.ts";
import { defineBuiltin } from "./define.ts";
import { printOutput } from "./output.ts";
import { declarations, functionTexts } from "./variable-listing.ts";

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
      options.has("f")
        ? functionTexts(shell, (each) => each.isReadonly)
        : declarations(shell, { readonly: true }, array),
    );
  if (options.has("f")) return changeFunctions(shell, "readonly", texts(operands), { isReadonly: true });
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
