/* The operators that `test` and `[[ ]]` share. */

import type { MaybePromise } from "../../kernel/description.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { Shell } from "../execution/shell.ts";
import { evaluateText } from "../expansion/arithmetic.ts";
import { compareBytes } from "../state/names.ts";
import { SET_OPTIONS, type SetOption } from "../state/shell-options.ts";
import { BuiltinFailure } from "./failure.ts";
import { compareFiles, isTerminal, testFile } from "./file-tests.ts";
import { parseReference } from "./names.ts";
import { bigIntegerOf, integerOf } from "./numbers.ts";
import { subscriptOf } from "./variable-targets.ts";

const UNARY = new Set([..."abcdefghknoprstuvwxzGLNORS"].map((letter) => `-${letter}`));
const COMPARISONS = new Set(["-eq", "-ne", "-lt", "-le", "-gt", "-ge"]);
const BINARY = new Set(["=", "==", "!=", "<", ">", "-nt", "-ot", "-ef", ...COMPARISONS]);

export function isUnaryOperator(text: string): boolean {
  return UNARY.has(text);
}

export function isBinaryOperator(text: string): boolean {
  return BINARY.has(text);
}

export function unaryTest(operator: string, operand: string, shell: Shell): MaybePromise<boolean> {
  switch (operator) {
    case "-n":
      return operand !== "";
    case "-z":
      return operand === "";
    case "-o":
      return Object.hasOwn(SET_OPTIONS, operand) && shell.options.set[operand as SetOption];
    case "-t":
      return isTerminal(shell.process, integerOf(operand) ?? -1);
    case "-v":
      return isSet(operand, shell);
    case "-R":
      return shell.variables.getWithoutNameref(operand)?.attributes.nameref ?? false;
  }
  return testFile(filesOf(shell), operator, operand, shell.variables.text("EUID") === "0");
}

/** @param dialect in `[[ ]]` the operands of `-eq` and its kin are arithmetic, in `test` they are numbers */
export async function binaryTest(
  operator: string,
  left: string,
  right: string,
  shell: Shell,
  dialect: "test" | "[[" = "test",
): Promise<boolean> {
  if (COMPARISONS.has(operator)) {
    const a = dialect === "test" ? integerOperand(left) : await evaluateText(left, shell.expansion);
    const b = dialect === "test" ? integerOperand(right) : await evaluateText(right, shell.expansion);
    return compares(operator, a, b);
  }
  switch (operator) {
    case "=":
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return compareBytes(left, right) < 0;
    case ">":
      return compareBytes(left, right) > 0;
  }
  return compareFiles(filesOf(shell), operator, left, right);
}

function compares(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case "-eq":
      return a === b;
    case "-ne":
      return a !== b;
    case "-lt":
      return a < b;
    case "-le":
      return a <= b;
    case "-gt":
      return a > b;
    default:
      return a >= b;
  }
}

function integerOperand(text: string): bigint {
  const value = bigIntegerOf(text);
  if (value === undefined) throw new BuiltinFailure(`${text}: integer expression expected`, 2);
  return value;
}

function filesOf(shell: Shell): FileSystem {
  return shell.kernel.filesOf(shell.process);
}

async function isSet(operand: string, shell: Shell): Promise<boolean> {
  const reference = parseReference(operand);
  if (reference === undefined) return /^[0-9]+$/.test(operand) && isPositionalSet(Number(operand), shell);
  const { name, subscript } = reference;
  if (subscript === undefined) return shell.variables.text(name) !== undefined;
  const value = shell.variables.get(name)?.value;
  if (value === undefined || value.kind === "unset") return false;
  const found = await subscriptOf(shell, name, subscript);
  if (found.kind === "all") return value.kind === "scalar" || value.items.size > 0;
  if (value.kind === "scalar") return found.kind === "index" && found.index === 0;
  if (value.kind === "associative") return found.kind === "key" && value.items.has(found.key);
  if (found.kind !== "index") return false;
  return value.items.has(found.index < 0 ? lastIndex(value.items) + 1 + found.index : found.index);
}

function isPositionalSet(index: number, shell: Shell): boolean {
  return index === 0 || index <= shell.positional.length;
}

function lastIndex(items: ReadonlyMap<number, string>): number {
  let last = -1;
  for (const index of items.keys()) last = Math.max(last, index);
  return last;
}
