/* The operators that `test` and `[[ ]]` share. */

import type { FileStatus, MaybePromise } from "../../kernel/description.ts";
import { accessTime, compareTimes, modificationTime } from "../../kernel/file-times.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import type { Shell } from "../execution/shell.ts";
import { evaluateText } from "../expansion/arithmetic.ts";
import { compareBytes } from "../state/names.ts";
import { SET_OPTIONS, type SetOption } from "../state/shell-options.ts";
import { BuiltinFailure } from "./failure.ts";
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

const TYPE_BITS = 0o170000;
const TYPES: Readonly<Record<string, number>> = {
  "-b": 0o060000,
  "-c": 0o020000,
  "-d": 0o040000,
  "-f": 0o100000,
  "-p": 0o010000,
  "-S": 0o140000,
};
const MODE_BITS: Readonly<Record<string, number>> = {
  "-r": 0o400,
  "-w": 0o200,
  "-x": 0o111,
  "-g": 0o2000,
  "-u": 0o4000,
  "-k": 0o1000,
};

export function unaryTest(operator: string, operand: string, shell: Shell): MaybePromise<boolean> {
  switch (operator) {
    case "-n":
      return operand !== "";
    case "-z":
      return operand === "";
    case "-o":
      return Object.hasOwn(SET_OPTIONS, operand) && shell.options.set[operand as SetOption];
    case "-t":
      return isTerminal(operand, shell);
    case "-v":
      return isSet(operand, shell);
    case "-R":
      return shell.variables.getWithoutNameref(operand)?.attributes.nameref ?? false;
    case "-h":
    case "-L":
      return ((statusOf(() => filesOf(shell).lstat(operand))?.mode ?? 0) & TYPE_BITS) === 0o120000;
  }
  const status = statusOf(() => filesOf(shell).stat(operand));
  if (status === undefined) return false;
  const type = TYPES[operator];
  if (type !== undefined) return (status.mode & TYPE_BITS) === type;
  const bits = MODE_BITS[operator];
  if (bits !== undefined) return isRootPermission(operator, shell) || (status.mode & bits) !== 0;
  if (operator === "-s") return status.size > 0;
  if (operator === "-N") return compareTimes(accessTime(status), modificationTime(status)) <= 0;
  if (operator === "-O") return status.uid === 0;
  if (operator === "-G") return status.gid === 0;
  // `-a`, `-e`.
  return true;
}

/** Root may read and write what the mode forbids. */
function isRootPermission(operator: string, shell: Shell): boolean {
  return (operator === "-r" || operator === "-w") && shell.variables.text("EUID") === "0";
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
  const files = filesOf(shell);
  const a = statusOf(() => files.stat(left));
  const b = statusOf(() => files.stat(right));
  if (operator === "-nt")
    return a !== undefined && (b === undefined || compareTimes(modificationTime(a), modificationTime(b)) > 0);
  if (operator === "-ot")
    return b !== undefined && (a === undefined || compareTimes(modificationTime(a), modificationTime(b)) < 0);
  return a !== undefined && b !== undefined && a.ino === b.ino;
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

function statusOf(ask: () => FileStatus): FileStatus | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

function isTerminal(operand: string, shell: Shell): boolean {
  const fd = integerOf(operand);
  if (fd === undefined || !shell.process.descriptors.has(fd)) return false;
  const { kind, path } = shell.process.descriptors.get(fd);
  return kind === "device" && (path === "/dev/tty" || path.startsWith("/dev/pts/"));
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
