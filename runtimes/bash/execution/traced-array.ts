import { type ArrayValue, type Assignment, parse } from "unbash";
import { type ArrayElement, expandArray } from "../expansion/assignment.ts";
import { isAssociative } from "../expansion/parameter-value.ts";
import { quoteSingle } from "../quoting.ts";
import type { BashShell } from "./bash-shell.ts";
import { trace } from "./trace.ts";

/**
 * Expands the array that a declaration command is given, and shows it in a line of xtrace of its own, as bash does, before that
 * of the command. @returns the assignment of the expanded elements
 */
export async function tracedArray(
  shell: BashShell,
  node: Assignment,
  value: ArrayValue,
  words: readonly (string | Assignment)[],
): Promise<Assignment> {
  const asksForKeys = words.some((word) => typeof word === "string" && /^-[A-Za-z]*A/.test(word));
  const kind = asksForKeys || isAssociative(shell.variables.get(node.name)) ? "associative" : "indexed";
  const elements = await expandArray(value, shell.expansion, kind);
  const text = `${node.name}${node.append ? "+" : ""}=(${elements.map(elementText).join(" ")})`;
  await trace(shell, text);
  const command = parse(text).commands[0]?.command;
  const expanded = command?.type === "Command" ? command.prefix[0] : undefined;
  return expanded?.type === "Assignment" ? expanded : node;
}

function elementText({ subscript, append, text }: ArrayElement): string {
  if (subscript === undefined) return quoteSingle(text);
  const key = quoteSingle(subscript.kind === "key" ? subscript.key : subscript.text);
  return `[${key}]${append ? "+" : ""}=${quoteSingle(text)}`;
}
