import type { Assignment } from "unbash";
import { parse } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { after, isPending } from "../execution/maybe.ts";
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
export function expandDeclarations(
  shell: Shell,
  args: readonly (string | Assignment)[],
  array: ArrayKind | undefined,
): MaybePromise<(Declaration | string)[]> {
  const declarations: (Declaration | string)[] = [];
  for (const [at, arg] of args.entries()) {
    const declaration = typeof arg === "string" ? ofText(shell, arg, array) : ofAssignment(shell, arg, array);
    if (isPending(declaration))
      return declaration.then(async (first) => [
        ...declarations,
        first,
        ...(await expandDeclarations(shell, args.slice(at + 1), array)),
      ]);
    declarations.push(declaration);
  }
  return declarations;
}

function ofText(shell: Shell, arg: string, array: ArrayKind | undefined): MaybePromise<Declaration | string> {
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
    if (parsed?.type === "Assignment" && parsed.value.type === "ArrayValue") {
      const kind = kindOf(shell, target.name, array) ?? "indexed";
      return after(expandArray(parsed.value, shell.expansion, kind), (value) => ({ target, append, value }));
    }
  }
  return { target, append, value: text };
}

function ofAssignment(shell: Shell, assignment: Assignment, array: ArrayKind | undefined): MaybePromise<Declaration> {
  const { name, index } = assignment;
  const subscript = index === undefined ? undefined : expandToText(index, shell.expansion, "assignment");
  return after(subscript, (text) =>
    after(assignedValue(shell, assignment, array), (value) => ({
      target: { name, subscript: text },
      append: assignment.append ?? false,
      value,
    })),
  );
}

function assignedValue(
  shell: Shell,
  { name, value }: Assignment,
  array: ArrayKind | undefined,
): MaybePromise<string | readonly ArrayElement[]> {
  if (value.type !== "Word") return expandArray(value, shell.expansion, kindOf(shell, name, array) ?? "indexed");
  // `z={a,b}` makes several assignments, of which the last counts.
  if (value.parts?.some(({ type }) => type === "BraceExpansion"))
    return after(expandWords([value], shell.expansion), (words) => words.at(-1) ?? "");
  return expandToText(value, shell.expansion, "assignment");
}

function kindOf(shell: Shell, name: string, asked: ArrayKind | undefined): ArrayKind | undefined {
  const variable = shell.variables.get(name);
  return asked ?? (variable === undefined ? undefined : arrayKind(variable.value));
}
