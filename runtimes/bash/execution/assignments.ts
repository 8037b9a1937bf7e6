import { type Assignment, parse, type Word } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { expandAssignment } from "../expansion/assignment.ts";
import { expandToText } from "../expansion/words.ts";
import { quoteForTrace, quoteSingle } from "../quoting.ts";
import { parseWords } from "../tree/joined-words.ts";
import type { BashShell } from "./bash-shell.ts";
import { trace } from "./trace.ts";

/** The text of a word that no expansion changes, if it is one. */
export function plainText(word: Word): string | undefined {
  if (word.parts !== undefined) return undefined;
  const { text } = word;
  if (text !== word.value) return undefined;
  // A tilde is expanded at the start of a word and within assignments, and is not a part of its own.
  return text.includes("~") || text.includes("{") || text.includes("\\") ? undefined : text;
}

export function scalarText(shell: BashShell, value: Word): MaybePromise<string> {
  return plainText(value) ?? expandToText(value, shell.expansion, "assignment");
}

/** Makes an assignment that stands alone. */
export async function assign(shell: BashShell, node: Assignment): Promise<void> {
  if (node.value.type === "Word" && !node.index) {
    const text = await scalarText(shell, node.value);
    const traced = `${node.name}${node.append ? "+=" : "="}${text === "" ? "" : quoteForTrace(text)}`;
    if (shell.options.set.xtrace) await trace(shell, traced);
    shell.variables.assign(node.name, text, node.append ? { append: true } : undefined);
    return;
  }
  const { xtrace } = shell.options.set;
  if (xtrace && node.value.type === "Word" && node.index) {
    await expandAssignment(await tracedElement(shell, node, node.index, node.value), shell.expansion);
    return;
  }
  if (xtrace) await trace(shell, node.text);
  await expandAssignment(node, shell.expansion);
}

/** Shows the assignment of an element with its value expanded. @returns it with that value */
async function tracedElement(shell: BashShell, node: Assignment, index: Word, value: Word): Promise<Assignment> {
  const text = await scalarText(shell, value);
  const target = `${node.name}[${index.text}]${node.append ? "+" : ""}=`;
  await trace(shell, `${target}${text === "" ? "" : quoteForTrace(text)}`);
  const command = parse(`${target}${quoteSingle(text)}`).commands[0]?.command;
  const expanded = command?.type === "Command" ? command.prefix[0] : undefined;
  return expanded?.type === "Assignment" ? expanded : node;
}

/** What looks like an assignment but is an argument (`make X=$y`), as the word it is. */
export function wordOf(shell: BashShell, node: Assignment): Word {
  const known = shell.trees.argumentWords.get(node);
  if (known) return known;
  const command = parseWords(`for x in ${node.text}; do :; done`).commands[0]?.command;
  const word = (command?.type === "For" ? command.wordlist?.[0] : undefined) ?? {
    type: "Word" as const,
    text: node.text,
    value: node.text,
    pos: node.pos,
    end: node.end,
  };
  shell.trees.argumentWords.set(node, word);
  return word;
}
