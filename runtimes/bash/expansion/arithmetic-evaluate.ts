import type { ShellOptions } from "../state/shell-options.ts";
import type { Subscript, Variables } from "../state/variables.ts";
import { arithmeticError } from "./arithmetic-error.ts";
import { parseArithmetic } from "./arithmetic-parser.ts";
import type { ArithmeticNode, BinaryOperator, Lvalue, ParsedArithmetic } from "./arithmetic-tree.ts";
import { ExpansionError } from "./expansion-error.ts";
import type { Integer } from "./integers.ts";
import * as integers from "./integers.ts";
import { endOfItems } from "./parameter-value.ts";
import type { ParsedTexts } from "./parsed-texts.ts";

/** Values of variables are expressions again; bash follows them so far. */
const MAX_RECURSION = 1024;

/** What an expression is evaluated in. */
export interface ArithmeticHost {
  readonly variables: Variables;
  readonly options: ShellOptions;
  readonly parsed: ParsedTexts;
  /** What a key of an associative array is, between its brackets, once quotes and `$x` are expanded. */
  expandKey(text: string): string;
  /** Says something that is no error of the expression. */
  warn(message: string): void;
}

/** Evaluates a text in which nothing is left to expand. @throws ExpansionError; VariableError for what may not be assigned */
export function evaluateNow(text: string, host: ArithmeticHost): Integer {
  return new Evaluation(host).text(text);
}

/** Evaluates the subscript of an indexed array: an error of it ends the shell, not only the command. */
export function evaluateIndex(text: string, host: ArithmeticHost): number {
  return asIndex(() => evaluateNow(text, host));
}

function asIndex(evaluate: () => Integer): number {
  try {
    return Number(evaluate());
  } catch (error) {
    throw error instanceof ExpansionError ? new ExpansionError(error.message, "shell", error.status) : error;
  }
}

class Evaluation {
  readonly #host: ArithmeticHost;
  #depth = 0;
  #skipped = 0;
  #parsed: ParsedArithmetic = { text: "", root: undefined, isCheckedWhole: false };

  constructor(host: ArithmeticHost) {
    this.#host = host;
  }

  text(text: string): Integer {
    const small = smallNumber(text);
    if (small !== undefined) return small;
    const outer = this.#parsed;
    this.#parsed = this.#host.parsed.arithmetic(text, parseArithmetic);
    this.#depth++;
    const value = this.#parsed.root ? this.#value(this.#parsed.root) : 0;
    this.#depth--;
    this.#parsed = outer;
    return value;
  }

  #value(node: ArithmeticNode): Integer {
    switch (node.kind) {
      case "number":
        return node.value;
      case "variable":
        return node.isTarget ? 0 : this.#read(node);
      case "unary":
        return this.#unary(node.operator, this.#value(node.operand));
      case "step": {
        const before = this.#read(node.target);
        const after = integers.add(before, node.by);
        this.#write(node.target, after);
        return node.isPrefix ? after : before;
      }
      case "binary":
        return this.#chain(node);
      case "and":
        if (this.#isTrue(node.left)) return this.#isTrue(node.right) ? 1 : 0;
        this.#skip(node.right);
        return 0;
      case "or":
        if (!this.#isTrue(node.left)) return this.#isTrue(node.right) ? 1 : 0;
        this.#skip(node.right);
        return 1;
      case "choice": {
        const isTrue = this.#isTrue(node.test);
        if (!isTrue) this.#skip(node.yes);
        const value = this.#value(isTrue ? node.yes : node.no);
        if (isTrue) this.#skip(node.no);
        return value;
      }
      case "assign": {
        const before = node.operator ? this.#read(node.target) : 0;
        const right = this.#value(node.value);
        const after = node.operator ? this.#binary(node.operator, before, right, node.endAt) : right;
        this.#write(node.target, after);
        return after;
      }
      case "comma":
        this.#value(node.left);
        return this.#value(node.right);
      case "lookahead": {
        const value = this.#value(node.value);
        this.#value(node.next);
        return value;
      }
      case "failure":
        throw node.error;
    }
  }

  /** A branch that isn't taken, in which variables are 0 and keep their values; syntax and bad exponents are errors there, too. */
  #skip(node: ArithmeticNode): void {
    if (!this.#parsed.isCheckedWhole) return;
    this.#skipped++;
    this.#value(node);
    this.#skipped--;
  }

  /** `1+2+…` of thousands is as deep as it is long, to the left: that side is not descended. */
  #chain(last: ArithmeticNode & { kind: "binary" }): Integer {
    if (last.left.kind !== "binary")
      return this.#binary(last.operator, this.#value(last.left), this.#value(last.right), last.rightAt);
    const links = [last];
    let first: ArithmeticNode = last.left;
    for (; first.kind === "binary"; first = first.left) links.push(first);
    let value = this.#value(first);
    for (let link = links.pop(); link; link = links.pop())
      value = this.#binary(link.operator, value, this.#value(link.right), link.rightAt);
    return value;
  }

  #isTrue(node: ArithmeticNode): boolean {
    const value = this.#value(node);
    return value !== 0 && value !== 0n;
  }

  #unary(operator: "-" | "+" | "!" | "~", value: Integer): Integer {
    if (operator === "-") return integers.subtract(0, value);
    if (operator === "+") return value;
    if (operator === "!") return value === 0 ? 1 : 0;
    return integers.subtract(-1, value);
  }

  #binary(operator: BinaryOperator, a: Integer, b: Integer, rightAt: number): Integer {
    switch (operator) {
      case "+":
        return integers.add(a, b);
      case "-":
        return integers.subtract(a, b);
      case "*":
        return integers.multiply(a, b);
      case "/":
      case "%":
        if (b === 0) {
          if (this.#skipped > 0) return a;
          this.#fail("division by 0", rightAt);
        }
        return operator === "/" ? integers.divide(a, b) : integers.remainder(a, b);
      case "**":
        if (b < 0) this.#fail("exponent less than 0", rightAt);
        return integers.power(a, b);
      case "<<":
        return integers.shiftLeft(a, b);
      case ">>":
        return integers.shiftRight(a, b);
      case "&":
      case "|":
      case "^":
        return integers.bitwise(operator, a, b);
      default:
        return this.#compares(operator, integers.compare(a, b)) ? 1 : 0;
    }
  }

  #compares(operator: "<" | ">" | "<=" | ">=" | "==" | "!=", order: number): boolean {
    if (operator === "<") return order < 0;
    if (operator === ">") return order > 0;
    if (operator === "<=") return order <= 0;
    if (operator === ">=") return order >= 0;
    return operator === "==" ? order === 0 : order !== 0;
  }

  #read(target: Lvalue): Integer {
    if (this.#skipped > 0) return 0;
    const { variables, options } = this.#host;
    const text = target.subscript === undefined ? variables.text(target.name) : this.#element(target);
    if (text === undefined) {
      const kind = target.subscript === undefined ? undefined : variables.get(target.name)?.value.kind;
      if (options.set.nounset && kind !== "indexed" && kind !== "associative")
        throw new ExpansionError(`${target.name}: unbound variable`, "shell", 127);
      return 0;
    }
    if (this.#depth >= MAX_RECURSION && smallNumber(text) === undefined)
      this.#fail("expression recursion level exceeded", target.at);
    return this.text(text);
  }

  #write(target: Lvalue, value: Integer): void {
    if (this.#skipped > 0) return;
    const { variables } = this.#host;
    if (target.subscript === undefined) variables.assign(target.name, String(value));
    else variables.assignElement(target.name, this.#subscript(target, target.subscript), String(value));
  }

  #element(target: Lvalue): string | undefined {
    const { variables } = this.#host;
    const subscript = this.#subscript(target, target.subscript ?? "");
    const value = variables.get(target.name)?.value;
    if (value === undefined || value.kind === "unset") {
      return subscript.kind === "index" && subscript.index < 0
        ? this.#fromEnd(target, new Map(), subscript.index)
        : undefined;
    }
    if (value.kind === "associative") return value.items.get(subscript.kind === "key" ? subscript.key : "");
    if (subscript.kind === "key") return undefined;
    if (value.kind === "scalar") return subscript.index === 0 || subscript.index === -1 ? value.text : undefined;
    if (subscript.index >= 0) return value.items.get(subscript.index);
    return this.#fromEnd(target, value.items, subscript.index);
  }

  #fromEnd(target: Lvalue, items: ReadonlyMap<number, string>, index: number): string | undefined {
    const end = endOfItems(items);
    if (end + index < 0) this.#host.warn(`${target.name}: bad array subscript`);
    return items.get(end + index);
  }

  #subscript(target: Lvalue, text: string): Exclude<Subscript, { kind: "all" }> {
    const value = this.#host.variables.get(target.name)?.value;
    const isAssociative = value?.kind === "associative" || (value?.kind === "unset" && value.array === "associative");
    if (isAssociative) return { kind: "key", key: this.#host.expandKey(text) };
    if (text === "") throw new ExpansionError(`${target.name}[]: bad array subscript`);
    return {
      kind: "index",
      index: asIndex(() => this.text(/["'$`\\]/.test(text) ? this.#host.expandKey(text) : text)),
    };
  }

  #fail(message: string, at: number): never {
    const { text } = this.#parsed;
    throw arithmeticError(text, message, text.slice(at));
  }
}

/** What most variables hold. */
function smallNumber(text: string): number | undefined {
  const { length } = text;
  if (length === 0) return 0;
  if (length > 15) return undefined;
  const first = text.charCodeAt(0);
  const start = first === 45 ? 1 : 0;
  if (start === length) return undefined;
  if (text.charCodeAt(start) === 48) return length === 1 ? 0 : undefined;
  let value = 0;
  for (let i = start; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return start ? -value : value;
}
