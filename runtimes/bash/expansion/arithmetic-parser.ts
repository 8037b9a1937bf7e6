import { parseNumber } from "./arithmetic-number.ts";
import { Tokens } from "./arithmetic-tokens.ts";
import type { ArithmeticNode, BinaryOperator, Lvalue, ParsedArithmetic } from "./arithmetic-tree.ts";

/** Operators of two operands, from the loosest to the tightest. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const ASSIGNMENTS: Readonly<Record<string, BinaryOperator | undefined>> = {
  "=": undefined,
  "+=": "+",
  "-=": "-",
  "*=": "*",
  "/=": "/",
  "%=": "%",
  "<<=": "<<",
  ">>=": ">>",
  "&=": "&",
  "^=": "^",
  "|=": "|",
};
/** How deep parentheses, signs and whatever else nests to the right may be nested: the engine's stack has room for so many. */
const MAX_DEPTH = 200;

/** @throws ExpansionError with bash's message */
export function parseArithmetic(text: string): ParsedArithmetic {
  const parser = new Parser(text);
  return { text, root: parser.whole() };
}

class Parser {
  readonly #tokens: Tokens;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = new Tokens(text);
  }

  whole(): ArithmeticNode | undefined {
    if (this.#tokens.isAtEnd) return undefined;
    const root = this.#comma();
    if (!this.#tokens.isAtEnd) this.#tokens.fail("syntax error in expression");
    return root;
  }

  #nested(parse: () => ArithmeticNode): ArithmeticNode {
    if (++this.#depth > MAX_DEPTH) this.#tokens.fail("expression recursion level exceeded");
    const node = parse();
    this.#depth--;
    return node;
  }

  #comma(): ArithmeticNode {
    let left = this.#assignment();
    while (this.#tokens.isOperator(",")) {
      this.#tokens.next();
      left = { kind: "comma", left, right: this.#assignment() };
    }
    return left;
  }

  #assignment(): ArithmeticNode {
    const target = this.#choice();
    const token = this.#tokens.current;
    if (token.kind !== "operator" || !(token.text in ASSIGNMENTS)) return target;
    if (target.kind !== "variable") this.#tokens.fail("attempted assignment to non-variable");
    this.#tokens.next();
    const value = this.#nested(() => this.#assignment());
    return { kind: "assign", target, operator: ASSIGNMENTS[token.text], value, endAt: this.#tokens.errorAt };
  }

  #choice(): ArithmeticNode {
    const test = this.#or();
    if (!this.#tokens.isOperator("?")) return test;
    this.#tokens.next();
    if (this.#tokens.isAtEnd || this.#tokens.isOperator(":")) this.#tokens.fail("expression expected");
    const yes = this.#nested(() => this.#comma());
    if (!this.#tokens.isOperator(":")) this.#tokens.fail("`:' expected for conditional expression");
    this.#tokens.next();
    if (this.#tokens.isAtEnd) this.#tokens.fail("expression expected");
    return { kind: "choice", test, yes, no: this.#nested(() => this.#choice()) };
  }

  #or(): ArithmeticNode {
    let left = this.#and();
    while (this.#tokens.isOperator("||")) {
      this.#tokens.next();
      left = { kind: "or", left, right: this.#and() };
    }
    return left;
  }

  #and(): ArithmeticNode {
    let left = this.#binary(0);
    while (this.#tokens.isOperator("&&")) {
      this.#tokens.next();
      left = { kind: "and", left, right: this.#binary(0) };
    }
    return left;
  }

  #binary(level: number): ArithmeticNode {
    const operators = LEVELS[level];
    if (!operators) return this.#power();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#tokens.current;
      const operator = token.kind === "operator" ? operators.find((text) => text === token.text) : undefined;
      if (!operator) return left;
      this.#tokens.next();
      const rightAt = this.#tokens.errorAt;
      left = { kind: "binary", operator, left, right: this.#binary(level + 1), rightAt };
    }
  }

  #power(): ArithmeticNode {
    const left = this.#unary();
    if (!this.#tokens.isOperator("**")) return left;
    this.#tokens.next();
    const right = this.#nested(() => this.#power());
    return { kind: "binary", operator: "**", left, right, rightAt: this.#tokens.errorAt };
  }

  #unary(): ArithmeticNode {
    const token = this.#tokens.current;
    if (token.kind === "operator") {
      const { text } = token;
      if (text === "-" || text === "+" || text === "!" || text === "~") {
        this.#tokens.next();
        return { kind: "unary", operator: text, operand: this.#nested(() => this.#unary()) };
      }
    }
    return this.#primary();
  }

  #primary(): ArithmeticNode {
    const token = this.#tokens.current;
    if (token.kind === "number") {
      const value = parseNumber(token.text, this.#tokens.text.slice(0, token.at));
      this.#tokens.next();
      return { kind: "number", value };
    }
    if (token.kind === "name") {
      const target = this.#lvalue();
      if (this.#tokens.isOperator("post+", "post-")) {
        const by = this.#tokens.isOperator("post+") ? 1 : -1;
        this.#tokens.next();
        return { kind: "step", target, by, isPrefix: false };
      }
      return target;
    }
    if (this.#tokens.isOperator("pre+", "pre-")) {
      const by = this.#tokens.isOperator("pre+") ? 1 : -1;
      this.#tokens.next();
      return { kind: "step", target: this.#lvalue(), by, isPrefix: true };
    }
    if (!this.#tokens.isOperator("(")) this.#tokens.fail("syntax error: operand expected");
    this.#tokens.next();
    const inner = this.#nested(() => this.#comma());
    if (!this.#tokens.isOperator(")")) this.#tokens.fail("missing `)'");
    this.#tokens.next();
    // A group is no target of an assignment.
    return inner.kind === "variable" ? { kind: "unary", operator: "+", operand: inner } : inner;
  }

  #lvalue(): Lvalue {
    const token = this.#tokens.current;
    if (token.kind !== "name") this.#tokens.fail("syntax error: operand expected");
    this.#tokens.next();
    return { kind: "variable", name: token.name, subscript: token.subscript, at: token.at };
  }
}
