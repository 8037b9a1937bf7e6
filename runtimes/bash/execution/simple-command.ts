import type { Assignment, Command, Word } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { expandAssignment } from "../expansion/assignment.ts";
import { expandWords } from "../expansion/words.ts";
import { quoteForTrace } from "../quoting.ts";
import { abandon } from "./abandon.ts";
import { assign, plainText, scalarText, wordOf } from "./assignments.ts";
import type { BashShell } from "./bash-shell.ts";
import type { CommandCall } from "./command-call.ts";
import { invoke } from "./invoke.ts";
import { isPending } from "./maybe.ts";
import { redirect } from "./redirections.ts";
import { debugTrap, trace, tracesOrTraps } from "./trace.ts";

export function simpleCommand(shell: BashShell, node: Command): MaybePromise<number> {
  shell.line = shell.source.lineAt(node.pos);
  if (shell.runningTraps.size === 0) {
    shell.currentCommand = node;
    shell.currentSource = shell.source;
    shell.commandText = undefined;
  }
  if (!tracesOrTraps(shell)) {
    const quick = quickCommand(shell, node);
    if (quick !== undefined) return quick;
  }
  return fullCommand(shell, node);
}

/** A command without redirections and temporary variables. Where its words expand at once, nothing is waited for. */
function quickCommand(shell: BashShell, node: Command): MaybePromise<number> | undefined {
  if (!node.name) return node.redirects.length > 0 ? undefined : assignmentsFrom(shell, node, 0);
  if (node.prefix.length > 0 || node.redirects.length > 0 || shell.isDeclaration(node.name.value)) return undefined;
  const openBefore = shell.openSubstitutions.length;
  shell.substitutionStatus = undefined;
  let words: MaybePromise<string[]>;
  try {
    words = expandWords(wordsOf(shell, node), shell.expansion);
  } catch (error) {
    return abandon(shell, error);
  }
  if (isPending(words)) return afterWords(shell, node, words, openBefore);
  return words.length === 0 ? 0 : invoke(shell, { args: words, node });
}

async function afterWords(
  shell: BashShell,
  node: Command,
  pending: Promise<string[]>,
  openBefore: number,
): Promise<number> {
  try {
    const args = await pending;
    if (args.length === 0) return shell.substitutionStatus ?? 0;
    return await invoke(shell, { args, node });
  } catch (error) {
    return abandon(shell, error);
  } finally {
    shell.closeSubstitutions(openBefore);
  }
}

function wordsOf(shell: BashShell, node: Command): readonly Word[] {
  let words = shell.trees.commandWords.get(node);
  if (!words) {
    const args = node.args.map((each) => (each.type === "Assignment" ? wordOf(shell, each) : each));
    words = node.name ? [node.name, ...args] : args;
    shell.trees.commandWords.set(node, words);
  }
  return words;
}

/** Assignments that stand alone. */
function assignmentsFrom(shell: BashShell, node: Command, from: number): MaybePromise<number> {
  if (from === 0) shell.substitutionStatus = undefined;
  shell.lastArgument = "";
  for (let at = from; at < node.prefix.length; at++) {
    const each = node.prefix[at];
    if (each?.type !== "Assignment") continue;
    try {
      const made = expandAssignment(each, shell.expansion);
      if (isPending(made)) return assignmentsAfter(shell, node, at + 1, made);
    } catch (error) {
      return abandon(shell, error);
    }
  }
  return shell.substitutionStatus ?? 0;
}

async function assignmentsAfter(shell: BashShell, node: Command, from: number, made: Promise<void>): Promise<number> {
  try {
    await made;
  } catch (error) {
    return abandon(shell, error);
  }
  return assignmentsFrom(shell, node, from);
}

async function fullCommand(shell: BashShell, node: Command): Promise<number> {
  if (shell.traps.size > 0 && shell.forkedFor !== node) {
    await debugTrap(shell, () => shell.textOf(node));
    if (shell.options.shopt.extdebug && shell.debugStatus !== 0) return 0;
  }
  const openBefore = shell.openSubstitutions.length;
  shell.substitutionStatus = undefined;
  try {
    const words = await commandWords(shell, node);
    const first = words[0];
    if (first === undefined) return await assignmentsOnly(shell, node);
    return await commandWithWords(shell, node, words);
  } catch (error) {
    return abandon(shell, error);
  } finally {
    shell.closeSubstitutions(openBefore);
  }
}

async function commandWords(shell: BashShell, node: Command): Promise<(string | Assignment)[]> {
  if (!node.name) return [];
  const name = plainText(node.name);
  if (name !== undefined && shell.isDeclaration(name)) {
    const words: (string | Assignment)[] = [name];
    for (const each of node.args) {
      if (each.type === "Assignment") words.push(await declared(shell, each));
      else words.push(...(await expandWords([each], shell.expansion)));
    }
    return words;
  }
  return expandWords(wordsOf(shell, node), shell.expansion);
}

/** What xtrace shows has to be expanded before; it is given as a text then. */
async function declared(shell: BashShell, node: Assignment): Promise<Assignment | string> {
  if (!shell.options.set.xtrace || node.value.type !== "Word" || node.index) return node;
  return `${node.name}${node.append ? "+" : ""}=${await scalarText(shell, node.value)}`;
}

async function assignmentsOnly(shell: BashShell, node: Command): Promise<number> {
  for (const each of node.prefix) {
    if (each.type === "Assignment") await assign(shell, each);
  }
  if (node.redirects.length > 0) {
    const made = await redirect(shell, node.redirects);
    if (!made) return 1;
    made.undo();
  }
  return shell.substitutionStatus ?? 0;
}

async function commandWithWords(
  shell: BashShell,
  node: Command,
  words: readonly (string | Assignment)[],
): Promise<number> {
  const temporary = await temporaryAssignments(shell, node);
  if (shell.options.set.xtrace) await traceCommand(shell, words);
  const redirects = node.redirects;
  const made = redirects.length > 0 ? await redirect(shell, redirects) : undefined;
  if (redirects.length > 0 && !made) return 1;
  try {
    const call: CommandCall = temporary ? { args: words, node, temporary } : { args: words, node };
    const status = await invoke(shell, call);
    if (keepsRedirections(shell, words)) made?.keep();
    return status;
  } finally {
    made?.undo();
  }
}

async function traceCommand(shell: BashShell, words: readonly (string | Assignment)[]): Promise<void> {
  await trace(shell, words.map(traced).join(" "));
  if (words[0] !== "export" && words[0] !== "readonly") return;
  for (const word of words.slice(1)) {
    const equals = typeof word === "string" ? word.indexOf("=") : -1;
    if (typeof word !== "string" || equals < 0 || word.startsWith("-")) continue;
    const text = word.slice(equals + 1);
    await trace(shell, `${word.slice(0, equals)}=${text === "" ? "" : quoteForTrace(text)}`);
  }
}

function traced(word: string | Assignment): string {
  return typeof word === "string" ? quoteForTrace(word) : word.text;
}

/** `exec` without a command is there for its redirections. */
function keepsRedirections(shell: BashShell, words: readonly (string | Assignment)[]): boolean {
  const at = words[0] === "command" || words[0] === "builtin" ? 1 : 0;
  return words[at] === "exec" && words.length === at + 1 && !shell.functions.has("exec");
}

/** `A=1 B=$A command`: each sees those before it. */
async function temporaryAssignments(shell: BashShell, node: Command): Promise<ReadonlyMap<string, string> | undefined> {
  if (node.prefix.length === 0) return undefined;
  const values = new Map<string, string>();
  for (const each of node.prefix) {
    if (each.type !== "Assignment" || each.value.type !== "Word") continue;
    if (shell.variables.get(each.name)?.attributes.readonly) {
      await shell.error(`${each.name}: readonly variable`);
      continue;
    }
    const sees = values.size > 0;
    if (sees) shell.variables.pushScope(values, "command");
    try {
      const text = await scalarText(shell, each.value);
      values.set(each.name, each.append ? (shell.variables.text(each.name) ?? "") + text : text);
    } finally {
      if (sees) shell.variables.popScope();
    }
    if (shell.options.set.xtrace)
      await trace(shell, `${each.name}${each.append ? "+" : ""}=${quoteValue(values, each.name)}`);
  }
  return values.size > 0 ? values : undefined;
}

function quoteValue(values: ReadonlyMap<string, string>, name: string): string {
  const text = values.get(name) ?? "";
  return text === "" ? "" : quoteForTrace(text);
}
