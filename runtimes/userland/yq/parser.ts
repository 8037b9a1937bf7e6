import { ATTRIBUTES } from "./attributes.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Expression, ObjectEntry } from "./syntax.ts";
import { type PlacedToken, type Token, tokensOf, unescaped } from "./tokens.ts";

/** How strongly operators bind, which is not as in jq: a comma binds less than a pipe. */
const BINDING: Readonly<Record<string, number>> = {
  ",": 10,
  or: 20,
  and: 20,
  "|": 30,
  as: 40,
  "=": 40,
  "|=": 40,
  "+=": 40,
  "-=": 40,
  "/=": 40,
  "%=": 40,
  "//=": 40,
  "==": 40,
  "!=": 40,
  "<": 40,
  ">": 40,
  "<=": 40,
  ">=": 40,
  "//": 42,
  "+": 42,
  "-": 42,
  "/": 42,
  "%": 42,
};
const MERGE_BINDING = 42;
const ASSIGNMENT_BINDING = 40;
/** What can be assigned beside a node's content: `.a style = "double"`. */
const ATTRIBUTE_NAMES = new Set(Object.keys(ATTRIBUTES));
const ASSIGNMENTS = new Set(["=", "|=", "+=", "-=", "/=", "%=", "//="]);
/** Above a comma. */
const ENTRY_BINDING = 11;
const MAX_DEPTH = 500;

/** @throws ExpressionError */
export function parseExpression(expression: string): Expression {
  const parser = new Parser(tokensOf(expression), 0);
  return parser.whole();
}

const SELF: Expression = { kind: "self" };

class Parser {
  readonly #tokens: readonly PlacedToken[];
  #next = 0;
  #depth: number;

  constructor(tokens: readonly PlacedToken[], depth: number) {
    this.#tokens = tokens;
    this.#depth = depth;
  }

  whole(): Expression {
    if (this.#peek().kind === "end") return SELF;
    const expression = this.#expression(0);
    if (this.#peek().kind !== "end") throw this.#unexpected();
    return expression;
  }

  #expression(minBinding: number): Expression {
    if (++this.#depth > MAX_DEPTH) throw new ExpressionError("the expression is nested too deeply");
    let left = this.#postfix();
    for (;;) {
      const operator = this.#operator();
      const binding = operator === undefined ? -1 : bindingOf(operator);
      if (operator === undefined || binding < minBinding) break;
      this.#next++;
      left = this.#infix(left, operator, binding);
    }
    this.#depth--;
    return left;
  }

  #infix(left: Expression, operator: string, binding: number): Expression {
    if (ATTRIBUTE_NAMES.has(operator)) {
      const isUpdate = this.#take().text === "|=";
      return { kind: "attribute", name: operator, isUpdate, left, right: this.#expression(binding + 1) };
    }
    if (operator === "as") return this.#binding(left);
    const right = this.#expression(binding + 1);
    if (operator === "|") return { kind: "pipe", left, right };
    const isMerge = operator.startsWith("*");
    if (ASSIGNMENTS.has(operator) || (isMerge && operator.endsWith("=")))
      return { kind: "assign", operator, left, right };
    return { kind: "binary", operator, left, right };
  }

  /** `as $name | …` or `as $name ireduce (start; step)` */
  #binding(source: Expression): Expression {
    const variable = this.#take();
    if (variable.kind !== "variable") throw this.#unexpected(-1);
    const { text: name } = variable;
    if (this.#isOperator("|")) {
      this.#next++;
      return { kind: "bind", source, name, body: this.#expression(bindingOf("|")) };
    }
    const { kind, text } = this.#take();
    if (kind !== "name" || text !== "ireduce") throw this.#unexpected(-1);
    this.#expect("(");
    const start = this.#expression(0);
    this.#expect(";");
    const step = this.#expression(0);
    this.#expect(")");
    return { kind: "reduce", source, name, start, step };
  }

  #operator(): string | undefined {
    const { kind, text } = this.#peek();
    if (kind === "name" && ATTRIBUTE_NAMES.has(text))
      return this.#isOperator("=", 1) || this.#isOperator("|=", 1) ? text : undefined;
    const isWord = kind === "name" && (text === "and" || text === "or" || text === "as");
    return (kind === "operator" || isWord) && bindingOf(text) > 0 ? text : undefined;
  }

  /** A value, and what is taken of it. */
  #postfix(): Expression {
    let of = this.#primary();
    for (;;) {
      const token = this.#peek();
      if (token.kind === "path") {
        this.#next++;
        of = { kind: "key", of, key: token.text, isOptional: token.isOptional };
      } else if (this.#isOperator("[")) of = this.#bracket(of);
      else if (this.#isOperator(".") && this.#isOperator("[", 1)) this.#next++;
      else if (this.#isOperator("?")) this.#next++;
      else return of;
    }
  }

  #bracket(of: Expression): Expression {
    this.#expect("[");
    if (this.#isOperator("]")) {
      this.#next++;
      const isOptional = this.#isOperator("?");
      return { kind: "each", of, isOptional };
    }
    const from = this.#isOperator(":") ? undefined : this.#expression(0);
    if (this.#isOperator("]")) {
      this.#next++;
      return { kind: "index", of, index: from ?? SELF };
    }
    this.#expect(":");
    const to = this.#isOperator("]") ? undefined : this.#expression(0);
    this.#expect("]");
    return { kind: "slice", of, from, to };
  }

  #primary(): Expression {
    const token = this.#peek();
    switch (token.kind) {
      case "path":
        return SELF;
      case "string":
        this.#next++;
        return this.#text(token.text);
      case "number":
        this.#next++;
        return { kind: "literal", value: Number(token.text), source: token.text };
      case "variable":
        this.#next++;
        return { kind: "variable", name: token.text };
      case "format":
        this.#next++;
        return { kind: "format", name: token.text };
      case "name":
        if (ATTRIBUTE_NAMES.has(token.text) && this.#operator() !== undefined) return SELF;
        this.#next++;
        return this.#named(token.text);
      case "operator":
        this.#next++;
        return this.#opened(token.text);
      case "end":
        throw this.#unexpected();
    }
  }

  #opened(operator: string): Expression {
    switch (operator) {
      case ".":
        return SELF;
      case "..":
      case "...":
        return { kind: "descend", withKeys: operator === "..." };
      case "(": {
        const inner = this.#expression(0);
        this.#expect(")");
        return inner;
      }
      case "[": {
        const content = this.#isOperator("]") ? undefined : this.#expression(0);
        this.#expect("]");
        return { kind: "array", content };
      }
      case "{":
        return this.#object();
      default:
        throw this.#unexpected(-1);
    }
  }

  #object(): Expression {
    const entries: ObjectEntry[] = [];
    while (!this.#isOperator("}")) {
      const key = this.#objectKey();
      this.#expect(":");
      entries.push({ key, value: this.#expression(ENTRY_BINDING) });
      if (!this.#isOperator(",")) break;
      this.#next++;
    }
    this.#expect("}");
    return { kind: "object", entries };
  }

  #objectKey(): Expression {
    const { kind, text } = this.#peek();
    if (kind !== "name") return this.#expression(ENTRY_BINDING);
    this.#next++;
    return { kind: "literal", value: text, source: text };
  }

  #named(name: string): Expression {
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true", source: name };
    if (name === "null") return { kind: "literal", value: null, source: name };
    const args: Expression[] = [];
    if (this.#isOperator("(")) {
      this.#next++;
      if (!this.#isOperator(")")) args.push(this.#argument(name));
      while (this.#isOperator(";")) {
        this.#next++;
        args.push(this.#argument(name));
      }
      this.#expect(")");
    }
    const [only] = args;
    // Here a comma may stand for a semicolon.
    if (name === "sub" && args.length === 1 && only?.kind === "binary" && only.operator === ",")
      return { kind: "call", name, args: [only.left, only.right] };
    return { kind: "call", name, args };
  }

  /** `env(NAME)` takes a name that is not in quotes. */
  #argument(name: string): Expression {
    const { kind, text } = this.#peek();
    if ((name !== "env" && name !== "strenv") || kind !== "name") return this.#expression(0);
    this.#next++;
    return { kind: "literal", value: text, source: text };
  }

  /** A string, in which `\(…)` stands for what an expression gives. */
  #text(source: string): Expression {
    const parts: (string | Expression)[] = [];
    let from = 0;
    for (let at = 0; at < source.length; at++) {
      if (source[at] !== "\\") continue;
      if (source[at + 1] !== "(") {
        at++;
        continue;
      }
      const end = closingParenthesis(source, at + 2);
      parts.push(unescaped(source.slice(from, at)));
      parts.push(new Parser(tokensOf(source.slice(at + 2, end)), this.#depth).whole());
      at = end;
      from = end + 1;
    }
    const rest = unescaped(source.slice(from));
    if (parts.length === 0) return { kind: "literal", value: rest, source: rest };
    return { kind: "text", parts: [...parts, rest] };
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead]?.token ?? { kind: "end", text: "" };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #isOperator(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === "operator" && token.text === text;
  }

  #expect(text: string): void {
    if (!this.#isOperator(text)) throw this.#unexpected();
    this.#next++;
  }

  #unexpected(ahead = 0): ExpressionError {
    const { kind, text } = this.#peek(ahead);
    const at = this.#tokens[this.#next + ahead]?.at ?? 0;
    return new ExpressionError(
      kind === "end" ? "unexpected end of the expression" : `1:${at + 1}: unexpected ${JSON.stringify(text)}`,
    );
  }
}

function bindingOf(operator: string): number {
  if (ATTRIBUTE_NAMES.has(operator)) return ASSIGNMENT_BINDING;
  return operator.startsWith("*") ? MERGE_BINDING : Object.hasOwn(BINDING, operator) ? (BINDING[operator] ?? -1) : -1;
}

function closingParenthesis(source: string, from: number): number {
  let depth = 1;
  for (let at = from; at < source.length; at++) {
    if (source[at] === "(") depth++;
    else if (source[at] === ")" && --depth === 0) return at;
  }
  throw new ExpressionError("a \\( in a string has no end");
}
