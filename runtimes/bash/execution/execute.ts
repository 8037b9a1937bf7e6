import type { AndOr, CompoundList, PipelineNode, Statement } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { abandon } from "./abandon.ts";
import { arithmeticCommand } from "./arithmetic-command.ts";
import type { BashShell } from "./bash-shell.ts";
import { caseCommand, ifCommand } from "./branches.ts";
import { afterFailure, endsWithFailure } from "./failure.ts";
import { arithmeticForCommand, forCommand, whileCommand } from "./loops.ts";
import { isPending } from "./maybe.ts";
import { pipeline } from "./pipeline.ts";
import { redirected } from "./redirections.ts";
import { selectCommand } from "./select.ts";
import { ControlFlow } from "./shell.ts";
import { simpleCommand } from "./simple-command.ts";
import { background, coprocess, subshell } from "./subshells.ts";
import { testCommand } from "./test-command.ts";

/** After so many commands within commands the engine's stack is left, which is short. */
const STACK_LEVELS = 16;

/** Runs statements one after the other. @returns the status of the last, 0 if there are none */
export function executeList(shell: BashShell, statements: readonly Statement[]): MaybePromise<number> {
  if (statements.length === 0) return 0;
  for (let at = 0; at < statements.length; at++) {
    const statement = statements[at];
    if (!statement) break;
    const result = executeStatement(shell, statement);
    if (isPending(result)) return restOfList(shell, statements, at + 1, result);
  }
  return shell.lastStatus;
}

async function restOfList(
  shell: BashShell,
  statements: readonly Statement[],
  from: number,
  first: Promise<number>,
): Promise<number> {
  await first;
  for (let at = from; at < statements.length; at++) {
    const statement = statements[at];
    if (!statement) break;
    const result = executeStatement(shell, statement);
    if (isPending(result)) await result;
  }
  return shell.lastStatus;
}

function executeStatement(shell: BashShell, statement: Statement): MaybePromise<number> {
  if (shell.options.set.noexec && !shell.isInteractive) return 0;
  if (statement.background) return background(shell, statement);
  return execute(shell, statement.command);
}

type Node = PipelineNode | AndOr | CompoundList;

/** Runs one command of whatever kind, sets `$?`, and does what is due after it: ERR, errexit, traps of signals. */
export function execute(shell: BashShell, node: Node): MaybePromise<number> {
  const simple = isSimple(node);
  if (!simple && ++shell.depth % STACK_LEVELS === 0) {
    return finishNested(
      shell,
      node,
      Promise.resolve().then(() => dispatch(shell, node)),
    );
  }
  const result = simple ? dispatch(shell, node) : nested(shell, node);
  if (!isPending(result)) return finish(shell, node, result);
  return simple ? result.then((status) => finish(shell, node, status)) : finishNested(shell, node, result);
}

function isSimple(node: Node): boolean {
  return node.type === "Command" || node.type === "ArithmeticCommand" || node.type === "TestCommand";
}

function nested(shell: BashShell, node: Node): MaybePromise<number> {
  let result: MaybePromise<number> | undefined;
  try {
    result = dispatch(shell, node);
  } catch (error) {
    if (error instanceof ControlFlow) {
      shell.depth--;
      throw error;
    }
    result = abandon(shell, error);
  }
  if (!isPending(result)) shell.depth--;
  return result;
}

async function finishNested(shell: BashShell, node: Node, result: MaybePromise<number>): Promise<number> {
  let status: number;
  try {
    status = await result;
  } catch (error) {
    return await abandon(shell, error);
  } finally {
    shell.depth--;
  }
  return finish(shell, node, status);
}

function dispatch(shell: BashShell, node: Node): MaybePromise<number> {
  switch (node.type) {
    case "Command":
      return simpleCommand(shell, node);
    case "ArithmeticCommand":
      return arithmeticCommand(shell, node);
    case "TestCommand":
      return testCommand(shell, node);
    case "AndOr":
      return andOr(shell, node);
    case "Pipeline":
      return pipeline(shell, node);
    case "CompoundList":
      return executeList(shell, node.commands);
    case "BraceGroup":
      return executeList(shell, node.body.commands);
    case "Subshell":
      return subshell(shell, node);
    case "If":
      return ifCommand(shell, node);
    case "Case":
      return caseCommand(shell, node);
    case "For":
      return forCommand(shell, node);
    case "ArithmeticFor":
      return arithmeticForCommand(shell, node);
    case "While":
      return whileCommand(shell, node);
    case "Select":
      return selectCommand(shell, node);
    case "Redirected":
      return redirected(shell, node);
    case "Function":
      return shell.defineFunction(node);
    case "Coproc":
      return coprocess(shell, node);
  }
}

function andOr(shell: BashShell, node: AndOr): MaybePromise<number> {
  return andOrFrom(shell, node, 0, 0);
}

async function andOrAfter(shell: BashShell, node: AndOr, at: number, first: Promise<number>): Promise<number> {
  let status: number;
  try {
    status = await first;
  } finally {
    if (at < node.commands.length - 1) shell.ignoringFailure--;
  }
  return andOrFrom(shell, node, at + 1, status);
}

function andOrFrom(shell: BashShell, node: AndOr, from: number, before: number): MaybePromise<number> {
  let status = before;
  const last = node.commands.length - 1;
  for (let at = from; at <= last; at++) {
    const command = node.commands[at];
    if (!command) break;
    if (at > 0 && (status === 0) !== (node.operators[at - 1] === "&&")) continue;
    const result = at < last ? ignoringFailure(shell, command) : execute(shell, command);
    if (isPending(result)) return andOrAfter(shell, node, at, result);
    status = result;
    if (at < last) shell.ignoringFailure--;
  }
  shell.lastStatus = status;
  return status;
}

/** Begins a command whose failure ends nothing; who calls takes the mark back. */
function ignoringFailure(shell: BashShell, command: PipelineNode): MaybePromise<number> {
  shell.ignoringFailure++;
  try {
    return execute(shell, command);
  } catch (error) {
    shell.ignoringFailure--;
    throw error;
  }
}

/** Runs the condition of `if`, `while` and `until`, whose failure ends nothing. */
export function executeCondition(shell: BashShell, list: CompoundList): MaybePromise<number> {
  shell.ignoringFailure++;
  let result: MaybePromise<number> | undefined;
  try {
    result = executeList(shell, list.commands);
  } finally {
    if (!isPending(result ?? 0)) shell.ignoringFailure--;
  }
  if (!isPending(result)) return result;
  return result.finally(() => {
    shell.ignoringFailure--;
  });
}

function finish(shell: BashShell, node: Node, status: number): MaybePromise<number> {
  shell.lastStatus = status;
  if (isSimple(node)) shell.pipeStatus = status;
  if (status !== 0 && shell.ignoringFailure === 0 && endsWithFailure(node)) {
    const result = afterFailure(shell, status);
    if (isPending(result)) return result;
  }
  if (shell.traps.isKilled) shell.traps.endIfKilled();
  if (shell.traps.pending.length > 0) return shell.runPendingTraps().then(() => status);
  return status;
}
