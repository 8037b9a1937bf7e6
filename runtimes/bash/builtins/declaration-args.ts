import type { Assignment } from "unbash";
import { parse } from "unbash";
import type { Shell } from "../execution/shell.ts";
import { type ArrayElement, expandArray } from "../expansion/assignment.ts";
import { expandToText, expandWords } from "../expansion/words.ts";
import { parseAssignment, parseReference, type Reference } from "./names.ts";
import { arrayKind } from "./variable-text.ts";

export type ArrayKind = "indexed" | "associative";

/** One argument of a declaration builtin, expanded. */
export interface Declaration {
  readonly target: Reference;
  readonly append: boolean;
  readonly value: string | readonly ArrayElement[] | undefined;
}

/**
 * All values are expanded before anything is declared: `declare a=1 b=$a` and `local x=$x` use what there was before.
 * @param array what `-a` or `-A` says
 * @returns for each argument what it says, or the argument itself if it is neither a name nor an assignment
 */
export async function expandDeclarations(
  shell: Shell,
  args: readonly (string | Assignment)[],
  array: ArrayKind | undefined,
): Promise<(Declaration | string)[]> {
  const declarations: (Declaration | string)[] = [];
  for (const arg of args)
    declarations.push(
      typeof arg === "string" ? await ofText(shell, arg, array) : await ofAssignment(shell, arg, array),
    );
  return declarations;
}

async function ofText(shell: Shell, arg: string, array: ArrayKind | undefined): Promise<Declaration | string> {
  const assignment = parseAssignment(arg);
  if (assignment === undefined) {
    const target = parseReference(arg);
    return target === undefined ? arg : { target, append: false, value: undefined };
  }
  const { target, append, text } = assignment;
  const isArray = kindOf(shell, target.name, array) !== undefined;
  // `declare -a "a=(1 2)"`: the text of an array is taken as one, if an array is asked for.
  if (isArray && target.subscript === undefined && text.startsWith("(") && text.endsWith(")")) {
    const command = parse(`${target.name}=${text}`).commands[0]?.command;
    const parsed = command?.type === "Command" ? command.prefix[0] : undefined;
    if (parsed?.type === "Assignment" && parsed.value.type === "ArrayValue")
      return {
        target,
        append,
        value: await expandArray(parsed.value, shell.expansion, kindOf(shell, target.name, array) ?? "indexed"),
      };
  }
  return { target, append, value: text };
}

async function ofAssignment(shell: Shell, assignment: Assignment, array: ArrayKind | undefined): Promise<Declaration> {
  const { name, value, index } = assignment;
  const subscript = index === undefined ? undefined : await expandToText(index, shell.expansion, "assignment");
  const target = { name, subscript };
  const append = assignment.append ?? false;
  // `z={a,b}` makes several assignments, of which the last counts.
  if (value.type === "Word" && value.parts?.some(({ type }) => type === "BraceExpansion"))
    return { target, append, value: (await expandWords([value], shell.expansion)).at(-1) ?? "" };
  if (value.type === "Word") return { target, append, value: await expandToText(value, shell.expansion, "assignment") };
  const kind = kindOf(shell, name, array) ?? "indexed";
  return { target, append, value: await expandArray(value, shell.expansion, kind) };
}

function kindOf(shell: Shell, name: string, asked: ArrayKind | undefined): ArrayKind | undefined {
  const variable = shell.variables.get(name);
  return asked ?? (variable === undefined ? undefined : arrayKind(variable.value));
}
