import type { Assignment, Command, Word } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { expandAssignment } from "../expansion/assignment.ts";
import { expandWords } from "../expansion/words.ts";
import { quoteForTrace } from "../quoting.ts";
import { abandon } from "./abandon.ts";
import { assign, plainText, scalarText, wordOf } from "./assignments.ts";
import type { BashShell } from "./bash-shell.ts";
import type { CommandCall } from "./command-call.ts";
import { findBuiltin, invoke } from "./invoke.ts";
import { after, isPending } from "./maybe.ts";
import { redirectedProgram } from "./redirected-program.ts";
import { redirect } from "./redirections.ts";
import { debugTrap, show, trace, tracesOrTraps } from "./trace.ts";
import { tracedArray } from "./traced-array.ts";

export function simpleCommand(shell: BashShell, written: Command): MaybePromise<number> {
  const node = shell.options.set.keyword ? withKeywords(written) : written;
  shell.line = shell.source.lineOf(node);
  show(shell, node);
  if (!tracesOrTraps(shell)) {
    const quick = quickCommand(shell, node);
    if (quick !== undefined) return quick;
  }
  return fullCommand(shell, node);
}

/** `set -k`: assignments count wherever they stand. */
function withKeywords(node: Command): Command {
  const assignments = node.args.filter((each) => each.type === "Assignment");
  if (!node.name || assignments.length === 0) return node;
  const { type, pos, end, name, redirects } = node;
  const suffix = node.suffix.filter((each) => each.type !== "Assignment");
  const args = node.args.filter((each) => each.type !== "Assignment");
  return { type, pos, end, name, prefix: [...node.prefix, ...assignments], suffix, args, redirects };
}

/** A command without redirections and temporary variables. Where its words expand at once, nothing is waited for. */
function quickCommand(shell: BashShell, node: Command): MaybePromise<number> | undefined {
  if (node.redirects.length > 0) return undefined;
  const openBefore = shell.openSubstitutions.length;
  if (!node.name) {
    const status = assignmentsFrom(shell, node, 0);
    return isPending(status) ? status.finally(() => closeAssigned(shell, node, openBefore)) : status;
  }
  if (node.prefix.length > 0) return undefined;
  shell.substitutionStatus = undefined;
  let words: MaybePromise<CommandCall["args"]>;
  try {
    words = commandWords(shell, node);
  } catch (error) {
    return abandon(shell, error);
  }
  if (isPending(words)) return afterWords(shell, node, words, openBefore);
  if (words.length === 0) return 0;
  const result = invoke(shell, { args: words, node });
  // A declaration expands its values itself.
  return isPending(result) && shell.isDeclaration(node.name.value)
    ? result.finally(() => shell.closeSubstitutions(openBefore))
    : result;
}

function closeAssigned(shell: BashShell, node: Command, openBefore: number): void {
  if (node !== shell.lineCommand) shell.closeSubstitutions(openBefore);
}

async function afterWords(
  shell: BashShell,
  node: Command,
  pending: Promise<CommandCall["args"]>,
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
    if (node.name) shell.closeSubstitutions(openBefore);
    else closeAssigned(shell, node, openBefore);
  }
}

function commandWords(shell: BashShell, node: Command): MaybePromise<CommandCall["args"]> {
  if (!node.name) return [];
  if (!shell.isDeclaration(node.name.value)) return expandWords(wordsOf(shell, node), shell.expansion);
  const name = plainText(node.name);
  return name === undefined
    ? expandWords(wordsOf(shell, node), shell.expansion)
    : declarationWords(shell, node, [name], 0);
}

/** What is written as an assignment stays one. */
function declarationWords(
  shell: BashShell,
  node: Command,
  words: (string | Assignment)[],
  from: number,
): MaybePromise<CommandCall["args"]> {
  for (let at = from; at < node.args.length; at++) {
    const each = node.args[at];
    if (!each) break;
    const expanded = each.type === "Assignment" ? declared(shell, each, words) : expandWords([each], shell.expansion);
    if (isPending(expanded)) return expanded.then((more) => declarationWords(shell, node, [...words, ...more], at + 1));
    for (const word of expanded) words.push(word);
  }
  return words;
}

/** What xtrace shows has to be expanded before: the value is given as a text then, and an array as one of quoted texts. */
function declared(
  shell: BashShell,
  node: Assignment,
  before: readonly (string | Assignment)[],
): MaybePromise<(Assignment | string)[]> {
  if (!shell.options.set.xtrace || node.index) return [node];
  if (node.value.type === "ArrayValue")
    return after(tracedArray(shell, node, node.value, before), (traced) => [traced]);
  return after(scalarText(shell, node.value), (text) => [`${node.name}${node.append ? "+" : ""}=${text}`]);
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
  const call: CommandCall = temporary ? { args: words, node, temporary } : { args: words, node };
  if (redirects.length > 0 && isProgram(shell, words[0])) return redirectedProgram(shell, call, redirects);
  const made = redirects.length > 0 ? await redirect(shell, redirects) : undefined;
  if (redirects.length > 0 && !made) return 1;
  try {
    const status = await invoke(shell, call);
    if (keepsRedirections(shell, words)) made?.keep();
    return status;
  } finally {
    made?.undo();
  }
}

function isProgram(shell: BashShell, name: string | Assignment | undefined): boolean {
  return typeof name === "string" && !shell.functions.has(name) && findBuiltin(shell, name) === undefined;
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
  if (typeof word === "string") return quoteForTrace(word);
  return word.value.type === "ArrayValue" ? word.name : word.text;
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
      values.set(each.name, each.append ? shell.variables.appended(each.name, text) : text);
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
