import type { ArithmeticFor, CompoundList, For, While } from "unbash";
import type { MaybePromise } from "../../kernel/description.ts";
import { evaluateExpression, expandBody } from "../expansion/arithmetic.ts";
import { expandWords } from "../expansion/words.ts";
import { isName } from "../state/names.ts";
import { VariableError } from "../state/variables.ts";
import { arithmetic } from "./arithmetic-command.ts";
import type { BashShell } from "./bash-shell.ts";
import { isPending } from "./maybe.ts";
import { ControlFlow } from "./shell.ts";
import { beforeCommand, debugTrap, trace, tracesOrTraps } from "./trace.ts";

export async function forCommand(shell: BashShell, node: For): Promise<number> {
  shell.line = shell.source.lineOf(node);
  const line = shell.line;
  const name = node.name.value;
  if (!isName(name)) {
    await shell.error(`\`${name}': not a valid identifier`);
    return 1;
  }
  const openBefore = shell.openSubstitutions.length;
  const values = node.wordlist ? await expandWords(node.wordlist, shell.expansion) : [...shell.positional];
  let status = 0;
  shell.loopDepth++;
  try {
    for (const value of values) {
      const checkpoint = shell.process.checkpoint();
      if (isPending(checkpoint)) await checkpoint;
      shell.line = line;
      if (tracesOrTraps(shell)) {
        await beforeCommand(
          shell,
          () => `for ${name} in ${node.wordlist?.map((word) => word.text).join(" ") ?? '"$@"'}`,
        );
      }
      if (!(await assigned(shell, name, value))) return 1;
      const ended = await runBody(shell, node.body);
      status = ended.status;
      if (ended.leaves) break;
    }
  } finally {
    shell.loopDepth--;
    shell.closeSubstitutions(openBefore);
  }
  return status;
}

/** Gives a loop its variable. */
export async function assigned(shell: BashShell, name: string, value: string): Promise<boolean> {
  try {
    // A loop over a nameref makes it name one variable after the other.
    if (shell.variables.getWithoutNameref(name)?.attributes.nameref)
      shell.variables.makeNameref(name, value, "nearest");
    else shell.variables.assign(name, value);
    return true;
  } catch (error) {
    if (!(error instanceof VariableError)) throw error;
    const isNameBad = error.message === "not a valid identifier";
    await shell.error(`${isNameBad ? `\`${name}'` : error.variable}: ${error.message}`);
    return false;
  }
}

export async function arithmeticForCommand(shell: BashShell, node: ArithmeticFor): Promise<number> {
  shell.line = shell.source.lineOf(node);
  const line = shell.line;
  const evaluate = async (expression: ArithmeticFor["test"], otherwise: bigint): Promise<bigint | undefined> => {
    if (!expression) return otherwise;
    shell.line = line;
    if (tracesOrTraps(shell)) {
      const text = writtenText(shell, expression);
      await debugTrap(shell, () => `((${text}))`);
      if (shell.options.set.xtrace) await trace(shell, `(( ${await expandBody(text, shell.expansion)} ))`);
    }
    const value = arithmetic(shell, () => evaluateExpression(expression, shell.expansion));
    return isPending(value) ? await value : value;
  };
  if ((await evaluate(node.initialize, 1n)) === undefined) return 1;
  let status = 0;
  shell.loopDepth++;
  try {
    for (;;) {
      const checkpoint = shell.process.checkpoint();
      if (isPending(checkpoint)) await checkpoint;
      const test = await evaluate(node.test, 1n);
      if (test === undefined) return 1;
      if (test === 0n) break;
      const ended = runBody(shell, node.body);
      const { status: bodyStatus, leaves } = isPending(ended) ? await ended : ended;
      status = bodyStatus;
      if (leaves) break;
      if ((await evaluate(node.update, 1n)) === undefined) return 1;
    }
  } finally {
    shell.loopDepth--;
  }
  return status;
}

/** With the blanks behind it, which bash shows, too. */
function writtenText(shell: BashShell, { pos, end }: NonNullable<ArithmeticFor["test"]>): string {
  const { text } = shell.source;
  const blanks = /^[ \t\n]*/.exec(text.slice(end))?.[0] ?? "";
  return text.slice(pos, end) + blanks;
}

export async function whileCommand(shell: BashShell, node: While): Promise<number> {
  let status = 0;
  shell.loopDepth++;
  try {
    for (;;) {
      const checkpoint = shell.process.checkpoint();
      if (isPending(checkpoint)) await checkpoint;
      const condition = await runCondition(shell, node.clause);
      if (condition.leaves) {
        status = condition.status;
        break;
      }
      if (condition.continues) continue;
      if ((condition.status === 0) !== (node.kind === "while")) break;
      const pending = runBody(shell, node.body);
      const ended = isPending(pending) ? await pending : pending;
      status = ended.status;
      if (ended.leaves) break;
    }
  } finally {
    shell.loopDepth--;
  }
  return status;
}

interface Ended {
  readonly status: number;
  /** Whether `break` ended it, or `continue` for a loop further out. */
  readonly leaves: boolean;
}

/** Runs the body once and takes the `break` and `continue` that mean this loop. */
export function runBody(shell: BashShell, body: CompoundList): MaybePromise<Ended> {
  try {
    const result = shell.executeList(body.commands);
    if (!isPending(result)) return { status: result, leaves: false };
    return result.then(
      (status) => ({ status, leaves: false }),
      (error: unknown) => taken(shell, error),
    );
  } catch (error) {
    return taken(shell, error);
  }
}

async function runCondition(shell: BashShell, clause: CompoundList): Promise<Ended & { readonly continues: boolean }> {
  try {
    const result = shell.executeCondition(clause);
    return { status: isPending(result) ? await result : result, leaves: false, continues: false };
  } catch (error) {
    const ended = taken(shell, error);
    return { ...ended, continues: !ended.leaves };
  }
}

function taken(shell: BashShell, error: unknown): Ended {
  if (!(error instanceof ControlFlow) || (error.kind !== "break" && error.kind !== "continue")) throw error;
  if (error.value > 1 && shell.loopDepth > 1) throw new ControlFlow(error.kind, error.value - 1, error.status);
  return { status: error.status, leaves: error.kind === "break" };
}
