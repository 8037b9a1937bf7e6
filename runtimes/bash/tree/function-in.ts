import type { Function as FunctionNode } from "unbash";
import { parseWords } from "./joined-words.ts";

/** The definition that a text consists of, if it does. */
export function functionIn(text: string): FunctionNode | undefined {
  const parsed = parseWords(text);
  const [statement] = parsed.commands;
  if (parsed.errors?.length || parsed.commands.length !== 1 || statement?.command.type !== "Function") return undefined;
  return statement.command;
}
