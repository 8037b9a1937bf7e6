import { isMap, isScalar, isSeq, type Node, Pair } from "yaml";
import { ExpressionError } from "./expression-error.ts";
import { matcherOf } from "./match.ts";
import { areEqual, copyOf, isNull, itemsOf, pairsOf, scalarOf, seqOf, tagOf, textOf } from "./nodes.ts";

const MAX_TEXT_CHARS = 10 * 1024 * 1024;

/** How a merge goes on where both sides have something. */
interface MergeFlags {
  readonly appendsArrays: boolean;
  readonly mergesArrays: boolean;
  readonly onlyExisting: boolean;
  readonly onlyNew: boolean;
}

function mergeFlagsOf(operator: string): MergeFlags {
  return {
    appendsArrays: operator.includes("+"),
    mergesArrays: operator.includes("d"),
    onlyExisting: operator.includes("?"),
    onlyNew: operator.includes("n"),
  };
}

/** What a binary operator that yields a value makes of two. @throws ExpressionError */
export function calculate(operator: string, left: Node, right: Node): Node {
  switch (operator) {
    case "+":
      return add(left, right);
    case "-":
      return subtract(left, right);
    case "/":
      return isText(left) && isText(right)
        ? seqOf(
            textOf(left)
              .split(textOf(right))
              .map((part) => scalarOf(part)),
          )
        : onNumbers(operator, left, right, (a, b) => a / b);
    case "%":
      return onNumbers(operator, left, right, (a, b) => a % b);
    case "==":
      return scalarOf(isAlike(left, right));
    case "!=":
      return scalarOf(!isAlike(left, right));
    case "<":
    case ">":
    case "<=":
    case ">=":
      return scalarOf(compare(operator, left, right));
    default:
      if (!operator.startsWith("*")) throw new ExpressionError(`unknown operator ${operator}`);
      return multiply(left, right, mergeFlagsOf(operator));
  }
}

function add(left: Node, right: Node): Node {
  if (isNull(left)) return copyOf(right);
  if (isNull(right)) return copyOf(left);
  if (isMap(left) && isMap(right)) {
    const sum = copyOf(left);
    for (const { key, value } of pairsOf(right)) {
      const same = pairsOf(sum).find((pair) => areEqual(pair.key, key));
      if (same) same.value = copyOf(value);
      else sum.items.push(new Pair<Node, Node>(copyOf(key), copyOf(value)));
    }
    return sum;
  }
  if (isSeq(left)) {
    const sum = copyOf(left);
    sum.items = [...sum.items, ...(isSeq(right) ? itemsOf(right).map(copyOf) : [copyOf(right)])];
    return sum;
  }
  if (isText(left) || isText(right)) {
    if (!isScalar(left) || !isScalar(right)) throw notPossible("added to", right, left);
    return scalarOf(textOf(left) + textOf(right));
  }
  return onNumbers("+", left, right, (a, b) => a + b);
}

function subtract(left: Node, right: Node): Node {
  if (!isSeq(left)) return onNumbers("-", left, right, (a, b) => a - b);
  const dropped = isSeq(right) ? itemsOf(right) : [right];
  const rest = copyOf(left);
  rest.items = itemsOf(rest).filter((item) => !dropped.some((each) => areEqual(each, item)));
  return rest;
}

function multiply(left: Node, right: Node, flags: MergeFlags): Node {
  if (isMap(right) && (isMap(left) || isNull(left))) return merge(left, right, flags);
  if (isSeq(right) && (isSeq(left) || isNull(left))) return merge(left, right, flags);
  if (isNull(right) && !isScalar(left)) return copyOf(left);
  const [text, count] = isText(left) ? [left, right] : [right, left];
  if (isText(text) && typeof plainValue(count) === "number")
    return scalarOf(repeated(textOf(text), Number(plainValue(count))));
  return onNumbers("*", left, right, (a, b) => a * b);
}

function repeated(text: string, count: number): string {
  if (text.length * count > MAX_TEXT_CHARS) throw new ExpressionError("result of repeating string is too large");
  return text.repeat(Math.max(0, Math.floor(count)));
}

function merge(left: Node, right: Node, flags: MergeFlags): Node {
  if (isMap(left) && isMap(right)) {
    const merged = copyOf(left);
    for (const { key, value } of pairsOf(right)) {
      const same = pairsOf(merged).find((pair) => areEqual(pair.key, key));
      if (same) same.value = merge(same.value, value, flags);
      else if (!flags.onlyExisting) merged.items.push(new Pair<Node, Node>(copyOf(key), copyOf(value)));
    }
    return merged;
  }
  if (isSeq(left) && isSeq(right)) {
    if (flags.appendsArrays) return add(left, right);
    if (flags.mergesArrays) {
      const merged = copyOf(left);
      for (const [index, item] of itemsOf(right).entries()) {
        const same = itemsOf(merged)[index];
        merged.items[index] = same ? merge(same, item, flags) : copyOf(item);
      }
      return merged;
    }
  }
  if (flags.onlyNew && !isNull(left)) return copyOf(left);
  const copy = copyOf(right);
  copy.comment ??= left.comment ?? null;
  return copy;
}

function isAlike(left: Node, right: Node): boolean {
  if (isScalar(left) && isScalar(right) && !isNull(left) && !isNull(right))
    return matcherOf(textOf(right))(textOf(left));
  return areEqual(left, right);
}

function compare(operator: string, left: Node, right: Node): boolean {
  const [a, b] = [plainValue(left), plainValue(right)];
  if (a === null || b === null) return operator.includes("=") && a === b;
  if (typeof a !== typeof b) throw new ExpressionError(`${tagOf(left)} not yet supported for comparison`);
  const order = orderOf(left, right);
  const isEqual = operator.endsWith("=") && order === 0;
  return isEqual || (operator.startsWith("<") ? order < 0 : order > 0);
}

const KIND_ORDER = ["!!null", "!!bool", "!!int", "!!float", "!!str", "!!seq", "!!map"];

/** How nodes are sorted: by kind, then numbers by size and strings by their characters. */
export function orderOf(left: Node, right: Node): number {
  const [a, b] = [plainValue(left), plainValue(right)];
  if (typeof a === "number" && typeof b === "number") return a - b;
  const kinds = KIND_ORDER.indexOf(tagOf(left)) - KIND_ORDER.indexOf(tagOf(right));
  if (typeof a !== typeof b) return kinds;
  const [x, y] = [textOf(left), textOf(right)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function onNumbers(operator: string, left: Node, right: Node, of: (a: number, b: number) => number): Node {
  const [a, b] = [plainValue(left), plainValue(right)];
  const [subject, object] = operator === "+" || operator === "-" ? [right, left] : [left, right];
  if (typeof a !== "number" || typeof b !== "number") throw notPossible(VERBS[operator] ?? operator, subject, object);
  if (operator === "%" && b === 0) throw new ExpressionError("cannot modulo by 0");
  return scalarOf(of(a, b));
}

const VERBS: Readonly<Record<string, string>> = {
  "+": "added to",
  "-": "subtracted from",
  "*": "multiplied with",
  "/": "divided by",
  "%": "modulo'd by",
};

function notPossible(verb: string, left: Node, right: Node): ExpressionError {
  return new ExpressionError(`${tagOf(left)} cannot be ${verb} ${tagOf(right)}`);
}

function plainValue(node: Node): unknown {
  return isScalar(node) ? (node.value ?? null) : undefined;
}

function isText(node: Node): boolean {
  return typeof plainValue(node) === "string";
}
