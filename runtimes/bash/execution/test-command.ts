import type { TestBinaryExpression, TestCommand, TestExpression, Word } from "unbash";
import { binaryTest, isBinaryOperator, unaryTest } from "../builtins/test-operators.ts";
import { ExpansionError } from "../expansion/expansion-error.ts";
import { expandPattern, expandRegex, expandToText, expandTracedPattern } from "../expansion/words.ts";
import { abandon } from "./abandon.ts";
import { plainText } from "./assignments.ts";
import type { BashShell } from "./bash-shell.ts";
import { debugTrap, show, trace } from "./trace.ts";

export async function testCommand(shell: BashShell, node: TestCommand): Promise<number> {
  shell.line = shell.source.lineOf(node);
  show(shell, node);
  if (shell.traps.size > 0) await debugTrap(shell, () => shell.textOf(node));
  shell.substitutionStatus = undefined;
  try {
    return await evaluate(shell, node.expression);
  } catch (error) {
    return abandon(shell, error);
  }
}

/** A test that makes no sense: its status is 2, or 1 for bad arithmetic. */
class TestFailure extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** @param sign what xtrace shows in front: the `!` of the expression @returns the status: 0 if it is so */
async function evaluate(shell: BashShell, node: TestExpression, sign = ""): Promise<number> {
  switch (node.type) {
    case "TestGroup":
      return evaluate(shell, node.expression);
    case "TestNot": {
      const status = await evaluate(shell, node.operand, "! ".repeat(node.negations.length));
      return (status === 0) === (node.negations.length % 2 === 0) ? 0 : 1;
    }
    case "TestLogical": {
      let status = 0;
      for (const operand of node.operands) {
        status = await evaluate(shell, operand);
        if ((status === 0) !== (node.operator === "&&")) return status;
      }
      return status;
    }
    case "TestUnary":
      return statusOf(shell, unary(shell, node.operator, node.operand, sign));
    case "TestBinary":
      return statusOf(shell, binary(shell, node, sign));
  }
}

async function statusOf(shell: BashShell, test: Promise<boolean>): Promise<number> {
  try {
    return (await test) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestFailure)) throw error;
    if (error.message !== "") await shell.error(error.message);
    return error.status;
  }
}

async function textOf(shell: BashShell, word: Word): Promise<string> {
  return plainText(word) ?? (await expandToText(word, shell.expansion, "case"));
}

async function tracedOf(shell: BashShell, word: Word, kind: "pattern" | "regex"): Promise<string> {
  return expandTracedPattern(word, shell.expansion, kind);
}

async function unary(shell: BashShell, operator: string, word: Word, sign: string): Promise<boolean> {
  const operand = await textOf(shell, word);
  if (shell.options.set.xtrace) await trace(shell, `[[ ${sign}${operator} ${shown(operand)} ]]`);
  return unaryTest(operator, operand, shell);
}

async function binary(shell: BashShell, node: TestBinaryExpression, sign: string): Promise<boolean> {
  const { operator } = node;
  const left = await textOf(shell, node.left);
  switch (operator) {
    case "=":
    case "==":
    case "!=": {
      const pattern = await expandPattern(node.right, shell.expansion, true);
      if (shell.options.set.xtrace)
        await traceBinary(shell, left, operator, await tracedOf(shell, node.right, "pattern"), sign);
      return pattern.matches(left) === (operator !== "!=");
    }
    case "=~":
      return matchRegex(shell, left, node.right, sign);
    default: {
      const right = await textOf(shell, node.right);
      if (shell.options.set.xtrace) await traceBinary(shell, left, operator, right, sign);
      if (!isBinaryOperator(operator)) throw new TestFailure("conditional binary operator expected", 2);
      return comparison(shell, operator, left, right);
    }
  }
}

async function comparison(shell: BashShell, operator: string, left: string, right: string): Promise<boolean> {
  try {
    return await binaryTest(operator, left, right, shell, "[[");
  } catch (error) {
    if (error instanceof ExpansionError && error.ends === "command") throw new TestFailure(`[[: ${error.message}`, 1);
    throw error;
  }
}

function shown(operand: string): string {
  return operand === "" ? "''" : operand;
}

async function traceBinary(
  shell: BashShell,
  left: string,
  operator: string,
  right: string,
  sign: string,
): Promise<void> {
  await trace(shell, `[[ ${sign}${shown(left)} ${operator} ${shown(right)} ]]`);
}

async function matchRegex(shell: BashShell, subject: string, word: Word, sign: string): Promise<boolean> {
  const regex = await expandRegex(word, shell.expansion);
  if (shell.options.set.xtrace) await traceBinary(shell, subject, "=~", await tracedOf(shell, word, "regex"), sign);
  if (!regex) throw new TestFailure("", 2);
  const groups = regex.match(subject);
  const items = new Map<number, string>();
  for (const [at, group] of (groups ?? []).entries()) items.set(at, group ?? "");
  shell.variables.assignValue("BASH_REMATCH", { kind: "indexed", items });
  return groups !== undefined;
}
