import type { Shell } from "../execution/shell.ts";
import { evaluateText } from "../expansion/arithmetic.ts";
import { expandSubscript } from "../expansion/assignment.ts";
import type { Subscript } from "../state/variables.ts";
import { BuiltinFailure } from "./failure.ts";
import { parseReference } from "./names.ts";

/** `name` or `name[subscript]` of `read`, `printf -v`, `getopts`, `wait -p` is set. @throws BuiltinFailure, VariableError */
export async function assignReference(shell: Shell, target: string, text: string): Promise<void> {
  const reference = parseReference(target);
  if (reference === undefined) throw new BuiltinFailure(`\`${target}': not a valid identifier`);
  if (reference.subscript === undefined) shell.variables.assign(reference.name, text);
  else {
    const subscript = await subscriptOf(shell, reference.name, reference.subscript);
    if (subscript.kind === "all") throw new BuiltinFailure(`${target}: bad array subscript`);
    shell.variables.assignElement(reference.name, subscript, text);
  }
}

/** What stands between the brackets: a key if the variable is an associative array, a number otherwise. */
export async function subscriptOf(shell: Shell, name: string, text: string): Promise<Subscript> {
  const value = shell.variables.get(name)?.value;
  const isAssociative = value?.kind === "associative" || (value?.kind === "unset" && value.array === "associative");
  if (isAssociative) return { kind: "key", key: await expandSubscript(text, shell.expansion) };
  if (text === "@" || text === "*") return { kind: "all", joined: text === "*" };
  return { kind: "index", index: Number(evaluateText(await expandSubscript(text, shell.expansion), shell.expansion)) };
}
