import { ARGUMENT_COUNTS } from "./argument-counts.ts";
import type { Dialect } from "./dialect.ts";
import { Lexer, type Token } from "./lexer.ts";
import { errorAt, lineAt, ProgramError, type Source } from "./source.ts";
import type {
  ArithmeticOperator,
  ArrayNode,
  ComparisonOperator,
  Expression,
  GetlineNode,
  NameNode,
  Target,
} from "./tree.ts";

const COMPARISONS = new Set(["<", "<=", "==", "!=", ">", ">="]);
const ASSIGNMENTS = new Set(["=", "+=", "-=", "*=", "/=", "%=", "^="]);
/** How deeply expressions may be nested: each level takes some of the engine's stack. */
const MAX_DEPTH = 600;
/** Reads expressions: the levels of precedence, from the loosest to the tightest. */
export class ExpressionParser {
  readonly source: Source;
  readonly #lexer: Lexer;
  #token: Token;
  #depth = 0;
  /** Where the last list of arguments ended. */
  #lastClose = 0;
  /** In a list of `print`, `>` is a redirection. */
  #hasGreater = true;
  /** Not in the beginning of a `for`. */
  #hasIn = true;

  constructor(source: Source, dialect: Dialect) {
    this.source = source;
    this.#lexer = new Lexer(source, dialect);
    this.#token = this.#lexer.next();
  }

  get token(): Token {
    return this.#token;
  }

  get warnings(): readonly string[] {
    return this.#lexer.warnings;
  }

  get line(): number {
    return lineAt(this.source.text, this.#token.at);
  }

  /** What the names that follow belong to. */
  useNamespace(name: string): void {
    this.#lexer.namespace = name;
  }

  advance(): void {
    this.#token = this.#lexer.next();
  }

  mark(): Token {
    return this.#token;
  }

  reset(token: Token): void {
    this.#lexer.goTo(token.at);
    this.advance();
  }

  isOperator(text: string): boolean {
    return this.#token.kind === "operator" && this.#token.text === text;
  }

  isKeyword(text: string): boolean {
    return this.#token.kind === "keyword" && this.#token.text === text;
  }

  skipNewlines(): void {
    while (this.#token.kind === "newline") this.advance();
  }

  expect(operator: string): void {
    if (!this.isOperator(operator)) this.fail();
    this.advance();
  }

  fail(): never {
    const { kind, at } = this.#token;
    if (kind !== "end" && kind !== "newline") this.failAs("syntax error");
    const { text } = this.source;
    // A newline has been counted already; the end is shown behind the last line that has anything.
    const end = kind === "newline" ? at : text.replace(/\n+$/, "").length;
    throw errorAt(this.source, end, "unexpected newline or end of string", kind === "newline" ? 1 : 0);
  }

  failAs(message: string): never {
    throw errorAt(this.source, this.#token.at, message);
  }

  expression(): Expression {
    if (++this.#depth > MAX_DEPTH) this.failAs("expression is nested too deeply");
    const left = this.#ternary();
    const { text, kind } = this.#token;
    let whole = left;
    if (kind === "operator" && ASSIGNMENTS.has(text)) whole = this.#assignment(left, text);
    this.#depth--;
    return whole;
  }

  /** `x = y` binds its left side tighter than anything around: in `a && b = c` the target is `b`. */
  #assignment(left: Expression, text: string): Expression {
    const wrap = rightmost(left);
    if (!isTarget(wrap.target)) this.fail();
    this.advance();
    this.skipNewlines();
    const operator = text === "=" ? undefined : (text.slice(0, -1) as ArithmeticOperator);
    return wrap.put({ kind: "assign", operator, target: wrap.target, value: this.expression() });
  }

  printList(): readonly Expression[] {
    const hadGreater = this.#hasGreater;
    this.#hasGreater = false;
    const list = this.#list();
    this.#hasGreater = hadGreater;
    const [only] = list;
    return list.length === 1 && only?.kind === "group" ? only.items : list;
  }

  redirectionTarget(): Expression {
    const hadGreater = this.#hasGreater;
    this.#hasGreater = false;
    const target = this.#concatenation();
    this.#hasGreater = hadGreater;
    return target;
  }

  caseValue(): Expression {
    return this.isOperator("/") || this.isOperator("/=") || this.isOperator("@") ? this.#primary() : this.#unary();
  }

  array(): ArrayNode {
    if (this.#token.kind !== "name") this.fail();
    let array: ArrayNode = { kind: "name", name: this.#token.text };
    this.advance();
    while (this.isOperator("[")) {
      this.advance();
      const subscripts = this.#inParentheses(() => this.#list());
      this.expect("]");
      array = { kind: "element", array, subscripts };
    }
    return array;
  }

  #list(): Expression[] {
    const list = [this.expression()];
    while (this.isOperator(",")) {
      this.advance();
      this.skipNewlines();
      list.push(this.expression());
    }
    return list;
  }

  #inParentheses<T>(read: () => T): T {
    const [hadGreater, hadIn] = [this.#hasGreater, this.#hasIn];
    this.#hasGreater = true;
    this.#hasIn = true;
    const result = read();
    this.#hasGreater = hadGreater;
    this.#hasIn = hadIn;
    return result;
  }

  #ternary(): Expression {
    const test = this.#or();
    if (!this.isOperator("?")) return test;
    this.advance();
    this.skipNewlines();
    const then = this.expression();
    this.expect(":");
    this.skipNewlines();
    return { kind: "conditional", test, then, otherwise: this.expression() };
  }

  #or(): Expression {
    let left = this.#and();
    while (this.isOperator("||")) {
      this.advance();
      this.skipNewlines();
      left = { kind: "logical", operator: "||", left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#in();
    while (this.isOperator("&&")) {
      this.advance();
      this.skipNewlines();
      left = { kind: "logical", operator: "&&", left, right: this.#in() };
    }
    return left;
  }

  #in(): Expression {
    let left = this.#match();
    while (this.#hasIn && this.isKeyword("in")) {
      this.advance();
      left = { kind: "in", subscripts: left.kind === "group" ? left.items : [left], array: this.array() };
    }
    return left;
  }

  #match(): Expression {
    let left = this.#comparison();
    while (this.isOperator("~") || this.isOperator("!~")) {
      const isNegated = this.isOperator("!~");
      this.advance();
      left = { kind: "match", isNegated, text: left, regex: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expression {
    const left = this.#concatenation();
    const { kind, text } = this.#token;
    if (kind !== "operator" || !COMPARISONS.has(text) || (text === ">" && !this.#hasGreater)) return left;
    this.advance();
    return { kind: "comparison", operator: text as ComparisonOperator, left, right: this.#concatenation() };
  }

  #concatenation(): Expression {
    let parts = [this.#additive()];
    for (;;) {
      if (this.isOperator("|") || this.isOperator("|&")) {
        const mark = this.mark();
        this.advance();
        if (!this.isKeyword("getline")) {
          this.reset(mark);
          break;
        }
        this.advance();
        const source: Expression = joined(parts);
        parts = [
          {
            kind: "getline",
            from: mark.text === "|&" ? "coprocess" : "command",
            source,
            target: this.#optionalTarget(),
          },
        ];
      } else if (this.#startsOperand()) parts.push(this.#additive());
      else break;
    }
    return joined(parts);
  }

  /** Whether what comes is one more part of a concatenation. */
  #startsOperand(): boolean {
    const { kind, text } = this.#token;
    if (["number", "string", "name", "function-name", "builtin"].includes(kind)) return true;
    return kind === "operator" && ["$", "!", "(", "++", "--", "@"].includes(text);
  }

  #additive(): Expression {
    let left = this.#multiplicative();
    while (this.isOperator("+") || this.isOperator("-")) {
      const operator = this.#token.text as ArithmeticOperator;
      this.advance();
      left = { kind: "arithmetic", operator, left, right: this.#multiplicative() };
    }
    return left;
  }

  #multiplicative(): Expression {
    let left = this.#unary();
    while (this.isOperator("*") || this.isOperator("/") || this.isOperator("%")) {
      const operator = this.#token.text as ArithmeticOperator;
      this.advance();
      const right = this.#unary();
      if (operator !== "*" && left.kind === "number" && right.kind === "number" && right.value === 0)
        this.#refuseDivision(operator);
      left = { kind: "arithmetic", operator, left, right };
    }
    return left;
  }

  /** What is computed before the program runs. */
  #refuseDivision(operator: ArithmeticOperator): never {
    const what = operator === "%" ? " in `%'" : "";
    throw new ProgramError([`${this.source.name}:${this.line}: error: division by zero attempted${what}`]);
  }

  #unary(): Expression {
    if (!this.isOperator("!") && !this.isOperator("-") && !this.isOperator("+")) return this.#power();
    const operator = this.#token.text as "!" | "-" | "+";
    this.advance();
    if (++this.#depth > MAX_DEPTH) this.failAs("expression is nested too deeply");
    const operand = this.#unary();
    this.#depth--;
    return { kind: "unary", operator, operand };
  }

  #power(): Expression {
    const left = this.#postfix();
    if (!this.isOperator("^")) return left;
    this.advance();
    if (++this.#depth > MAX_DEPTH) this.failAs("expression is nested too deeply");
    // To the right of it even a sign binds tighter.
    const right = this.isOperator("-") || this.isOperator("+") || this.isOperator("!") ? this.#unary() : this.#power();
    this.#depth--;
    return { kind: "arithmetic", operator: "^", left, right };
  }

  #postfix(): Expression {
    const operand = this.#primary();
    if (!isTarget(operand) || !(this.isOperator("++") || this.isOperator("--"))) return operand;
    const by = this.isOperator("++") ? 1 : -1;
    this.advance();
    return { kind: "increment", isPrefix: false, by, target: operand };
  }

  #primary(): Expression {
    const { kind, text, at, value = 0 } = this.#token;
    switch (kind) {
      case "number":
        this.advance();
        return { kind: "number", value };
      case "string":
        this.advance();
        return { kind: "string", value: text };
      case "name":
        return this.array();
      case "function-name":
        this.advance();
        return this.#call(text, false, at);
      case "builtin":
        this.advance();
        return this.#builtin(text);
      case "keyword":
        if (text === "getline") return this.#getline();
        return this.fail();
      case "operator":
        return this.#operatorPrimary(text, at);
    }
    return this.fail();
  }

  #operatorPrimary(text: string, at: number): Expression {
    switch (text) {
      case "/":
      case "/=":
        return this.#regex(at, false);
      case "$":
        this.advance();
        return this.#field();
      case "++":
      case "--": {
        this.advance();
        const target = this.#primary();
        if (!isTarget(target)) this.fail();
        return { kind: "increment", isPrefix: true, by: text === "++" ? 1 : -1, target };
      }
      case "(": {
        this.advance();
        const items = this.#inParentheses(() => this.#list());
        this.expect(")");
        return { kind: "group", items };
      }
      case "-":
      case "+":
      case "!":
        return this.#unary();
      case "@":
        return this.#at();
    }
    return this.fail();
  }

  #at(): Expression {
    this.advance();
    const { kind, text, at } = this.#token;
    if (this.isOperator("/") || this.isOperator("/=")) return this.#regex(at, true);
    if (kind !== "function-name") this.fail();
    this.advance();
    return this.#call(text, true, at);
  }

  #regex(at: number, isTyped: boolean): Expression {
    const source = this.#lexer.regexAt(at).text;
    this.advance();
    return { kind: "regex", source, isTyped };
  }

  #field(): Expression {
    if (++this.#depth > MAX_DEPTH) this.failAs("expression is nested too deeply");
    const index =
      this.isOperator("-") || this.isOperator("+") || this.isOperator("!") ? this.#unary() : this.#primary();
    this.#depth--;
    return { kind: "field", index };
  }

  #call(name: string, isIndirect: boolean, at: number): Expression {
    return { kind: "call", name, isIndirect, args: this.#arguments(), line: lineAt(this.source.text, at) };
  }

  #arguments(): Expression[] {
    this.expect("(");
    const args = this.isOperator(")") ? [] : this.#inParentheses(() => this.#list());
    this.#lastClose = this.#token.at;
    this.expect(")");
    return args;
  }

  #builtin(name: string): Expression {
    if (name === "length" && !this.isOperator("(")) return { kind: "builtin", name, args: [] };
    const args = this.#arguments();
    const close = this.#lastClose;
    const [min, max] = ARGUMENT_COUNTS[name] ?? [0, 0];
    if (args.length < min || args.length > max)
      throw errorAt(this.source, close, `${args.length} is invalid as number of arguments for ${name}`);
    return { kind: "builtin", name, args };
  }

  #getline(): GetlineNode {
    this.advance();
    const target = this.#optionalTarget();
    if (!this.isOperator("<")) return { kind: "getline", from: "input", source: undefined, target };
    this.advance();
    return { kind: "getline", from: "file", source: this.#postfix(), target };
  }

  #optionalTarget(): Target | undefined {
    if (this.#token.kind === "name") return this.array();
    if (!this.isOperator("$")) return undefined;
    this.advance();
    const field = this.#field();
    return field.kind === "field" ? field : undefined;
  }
}

function joined(parts: readonly Expression[]): Expression {
  const [first] = parts;
  return parts.length === 1 && first ? first : { kind: "concatenation", parts };
}

export function isTarget(node: Expression): node is Target | NameNode {
  return node.kind === "name" || node.kind === "element" || node.kind === "field";
}

/** The operand at the right end of an expression, and how to put another one there. */
function rightmost(node: Expression): { target: Expression; put: (inner: Expression) => Expression } {
  switch (node.kind) {
    case "logical":
    case "comparison":
    case "arithmetic": {
      const inner = rightmost(node.right);
      return { target: inner.target, put: (value) => ({ ...node, right: inner.put(value) }) };
    }
    case "match": {
      const inner = rightmost(node.regex);
      return { target: inner.target, put: (value) => ({ ...node, regex: inner.put(value) }) };
    }
    case "unary": {
      const inner = rightmost(node.operand);
      return { target: inner.target, put: (value) => ({ ...node, operand: inner.put(value) }) };
    }
    default:
      return { target: node, put: (value) => value };
  }
}
