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

export const exportBuiltin = defineBuiltin({
  name: "export",
  isSpecial: true,
  usage: "export [-fn] [name[=value] ...] or export -p",
  summary: "Marks variables for the environment of programs.",
  run: runExport,
  runDeclaration: runExport,
});

async function runExport(shell: Shell, args: readonly (string | Assignment)[], process: Process): Promise<number> {
  const { options, operands } = splitOptions(args, "fnp");
  if (operands.length === 0) {
    const text = options.has("f")
      ? functionTexts(shell, (found) => found.isExported)
      : declarations(shell, { exported: true });
    return printOutput(shell, process, "export", text);
  }
  const exported = !options.has("n");
  if (options.has("f")) return changeFunctions(shell, "export", texts(operands), { isExported: exported });
  return declareAll(shell, await expandDeclarations(shell, operands, undefined), {
    builtin: "export",
    scope: "nearest",
    refusesElements: true,
    array: undefined,
    changes: { exported },
    makesReadonly: false,
    nameref: undefined,
  });
}
