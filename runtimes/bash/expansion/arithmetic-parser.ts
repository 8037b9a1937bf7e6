import { parseNumber } from "./arithmetic-number.ts";
import { Tokens } from "./arithmetic-tokens.ts";
import type { ArithmeticNode, BinaryOperator, Lvalue, ParsedArithmetic } from "./arithmetic-tree.ts";
import { ExpansionError } from "./expansion-error.ts";

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

/** An expression that is wrong is one, too: its error comes when what stands before it has been evaluated. */
export function parseArithmetic(text: string): ParsedArithmetic {
  const tokens = new Tokens(text);
  const parser = new Parser(tokens);
  let root: ArithmeticNode | undefined;
  let hasFailed = false;
  try {
    tokens.next();
    root = parser.whole();
  } catch (error) {
    root = failureOf(error);
    hasFailed = true;
  }
  return { text, root, isCheckedWhole: parser.hasPower || hasFailed };
}

/** Thrown through the levels of the parser; what each has read is evaluated before it. */
class Failed {
  readonly node: ArithmeticNode;
  constructor(node: ArithmeticNode) {
    this.node = node;
  }
}

function failureOf(error: unknown): ArithmeticNode {
  if (error instanceof Failed) return error.node;
  if (error instanceof ExpansionError) return { kind: "failure", error };
  throw error;
}

class Parser {
  readonly #tokens: Tokens;
  #depth = 0;
  hasPower = false;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  /** Reads on. If that fails, `before` says what is evaluated until then. */
  #after<T>(read: () => T, before: (failure: ArithmeticNode) => ArithmeticNode): T {
    try {
      return read();
    } catch (error) {
      throw new Failed(before(failureOf(error)));
    }
  }

  #afterValue<T>(left: ArithmeticNode, read: () => T): T {
    return this.#after(read, (right) => ({ kind: "comma", left, right }));
  }

  whole(): ArithmeticNode | undefined {
    if (this.#tokens.isAtEnd) return undefined;
    const root = this.#comma();
    if (!this.#tokens.isAtEnd) this.#afterValue(root, () => this.#tokens.fail("syntax error in expression"));
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
      const before = left;
      left = this.#after<ArithmeticNode>(
        () => {
          this.#tokens.next();
          return { kind: "comma", left: before, right: this.#assignment() };
        },
        (right) => ({ kind: "comma", left: before, right }),
      );
    }
    return left;
  }

  #assignment(): ArithmeticNode {
    const target = this.#choice();
    const token = this.#tokens.current;
    if (token.kind !== "operator" || !(token.text in ASSIGNMENTS)) return target;
    if (target.kind !== "variable")
      return this.#afterValue(target, () => this.#tokens.fail("attempted assignment to non-variable"));
    const read = (): ArithmeticNode => {
      this.#tokens.next();
      return this.#nested(() => this.#assignment());
    };
    const value = token.text === "=" ? read() : this.#afterValue(target, read);
    return { kind: "assign", target, operator: ASSIGNMENTS[token.text], value, endAt: this.#tokens.errorAt };
  }

  #choice(): ArithmeticNode {
    const test = this.#or();
    if (!this.#tokens.isOperator("?")) return test;
    const yes = this.#after(
      () => {
        this.#tokens.next();
        if (this.#tokens.isAtEnd || this.#tokens.isOperator(":")) this.#tokens.fail("expression expected");
        return this.#nested(() => this.#comma());
      },
      (failure) => ({ kind: "choice", test, yes: failure, no: failure }),
    );
    const no = this.#after(
      () => {
        if (!this.#tokens.isOperator(":")) this.#tokens.fail("`:' expected for conditional expression");
        this.#tokens.next();
        if (this.#tokens.isAtEnd) this.#tokens.fail("expression expected");
        return this.#nested(() => this.#choice());
      },
      (failure) => ({ kind: "choice", test, yes, no: failure }),
    );
    return { kind: "choice", test, yes, no };
  }

  #or(): ArithmeticNode {
    return this.#logical("||", "or", () => this.#and());
  }

  #and(): ArithmeticNode {
    return this.#logical("&&", "and", () => this.#binary(0));
  }

  #logical(operator: string, kind: "and" | "or", operand: () => ArithmeticNode): ArithmeticNode {
    let left = operand();
    while (this.#tokens.isOperator(operator)) {
      const before = left;
      const right = this.#after(
        () => {
          this.#tokens.next();
          return operand();
        },
        (failure) => ({ kind, left: before, right: failure }),
      );
      left = { kind, left, right };
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
      const before = left;
      left = this.#afterValue<ArithmeticNode>(before, () => {
        this.#tokens.next();
        const rightAt = this.#tokens.errorAt;
        return { kind: "binary", operator, left: before, right: this.#binary(level + 1), rightAt };
      });
    }
  }

  #power(): ArithmeticNode {
    const left = this.#unary();
    if (!this.#tokens.isOperator("**")) return left;
    this.hasPower = true;
    const right = this.#afterValue(left, () => {
      this.#tokens.next();
      return this.#nested(() => this.#power());
    });
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

  /** An operand. A name behind it is an error, but bash has looked at its value by then. */
  #primary(): ArithmeticNode {
    const value = this.#operand();
    const token = this.#tokens.current;
    if (token.kind !== "name") return value;
    const { name, subscript, at } = token;
    const isTarget = this.#tokens.isBeforeAssignment;
    return { kind: "lookahead", value, next: { kind: "variable", name, subscript, at, isTarget } };
  }

  #operand(): ArithmeticNode {
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
    this.#afterValue(inner, () => {
      if (!this.#tokens.isOperator(")")) this.#tokens.fail("missing `)'");
      this.#tokens.next();
    });
    // A group is no target of an assignment.
    return inner.kind === "variable" ? { kind: "unary", operator: "+", operand: inner } : inner;
  }

  #lvalue(): Lvalue {
    const token = this.#tokens.current;
    if (token.kind !== "name") this.#tokens.fail("syntax error: operand expected");
    const target: Lvalue = {
      kind: "variable",
      name: token.name,
      subscript: token.subscript,
      at: token.at,
      isTarget: false,
    };
    this.#afterValue(target, () => this.#tokens.next());
    return this.#tokens.isOperator("=") ? { ...target, isTarget: true } : target;
  }
}
