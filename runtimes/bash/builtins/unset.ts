import type { Shell } from "../execution/shell.ts";
import { endOfItems } from "../expansion/parameter-value.ts";
import { VariableError } from "../state/variables.ts";
import { defineBuiltin, variableMessage } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { parseReference } from "./names.ts";
import { parseOptions } from "./options.ts";
import { subscriptOf } from "./variable-targets.ts";
import { arrayKind } from "./variable-text.ts";

export const unset = defineBuiltin({
  name: "unset",
  isSpecial: true,
  usage: "unset [-f] [-v] [-n] [name ...]",
  summary: "Removes variables and functions.",
  async run(shell, args) {
    const options = parseOptions(args, "fnv");
    const [functionsOnly, variablesOnly] = [options.has("f"), options.has("v")];
    if (functionsOnly && variablesOnly)
      throw new BuiltinFailure("cannot simultaneously unset a function and a variable");
    let status = 0;
    for (const name of options.operands) {
      try {
        if (functionsOnly) unsetFunction(shell, name);
        else if (options.has("n")) shell.variables.unset(name, true);
        else await unsetVariable(shell, name, variablesOnly);
      } catch (error) {
        if (error instanceof VariableError) await shell.error(`unset: ${refusal(error)}`);
        else if (error instanceof BuiltinFailure) await shell.error(`unset: ${error.message}`);
        else throw error;
        status = 1;
      }
    }
    return status;
  },
});

function unsetFunction(shell: Shell, name: string): void {
  if (shell.functions.get(name)?.isReadonly) throw new BuiltinFailure(`${name}: cannot unset: readonly function`);
  shell.functions.delete(name);
}

/** A name that is no variable is a function's. */
async function unsetVariable(shell: Shell, text: string, variablesOnly: boolean): Promise<void> {
  const { variables } = shell;
  const reference = parseReference(text);
  if (reference === undefined) {
    if (variablesOnly) throw new BuiltinFailure(`\`${text}': not a valid identifier`);
    unsetFunction(shell, text);
    return;
  }
  const { name, subscript } = reference;
  const variable = variables.get(name);
  if (subscript === undefined) {
    if (variable === undefined && variables.getWithoutNameref(name) === undefined && !variablesOnly)
      unsetFunction(shell, name);
    else variables.unset(name);
    return;
  }
  if (variable === undefined) return;
  const kind = arrayKind(variable.value);
  const found = await subscriptOf(shell, name, subscript);
  if (kind === undefined) {
    if (found.kind !== "index" || found.index !== 0) throw new BuiltinFailure(`${name}: not an array variable`);
    variables.unset(name);
    return;
  }
  if (found.kind === "index" && found.index < 0 && variable.value.kind === "indexed") {
    if (endOfItems(variable.value.items) + found.index < 0)
      throw new BuiltinFailure(`[${subscript}]: bad array subscript`);
  }
  // All of an indexed array leaves one that is empty.
  if (found.kind === "all" && kind === "indexed") variables.assignValue(name, { kind, items: new Map() });
  else variables.unsetElement(name, found);
}

function refusal(error: VariableError): string {
  if (error.message === "readonly variable") return `${error.variable}: cannot unset: ${error.message}`;
  return variableMessage(error);
}
