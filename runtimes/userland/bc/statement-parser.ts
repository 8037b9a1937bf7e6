import { Code, type Label } from "./code.ts";
import { type Expression, ExpressionParser } from "./expression-parser.ts";
import type { ProgramNames } from "./names.ts";
import { SyntaxFault, type Tokens } from "./tokens.ts";

/** `quit` is obeyed as soon as it is read. */
export class Quit extends Error {}

/** There is no more, in the middle of something. */
export class End extends Error {}

const STATEMENT_WORDS = new Set(
  "break continue for halt history ibase if last length limits obase print quit random read return scale sqrt warranty while".split(
    " ",
  ),
);
const STATEMENT_SIGNS = new Set(["(", "-", "!", "++", "--", "{"]);
const MAX_DEPTH = 300;

export interface FixedTexts {
  readonly limits: string;
  readonly warranty: string;
}

/** Makes the code of statements. */
export class StatementParser {
  readonly code = new Code();
  /** Whether `return` may stand here. */
  isInFunction = false;
  readonly #tokens: Tokens;
  readonly #expressions: ExpressionParser;
  /** What `limits` and `warranty` print. */
  readonly #texts: FixedTexts;
  #breaks: Label | undefined;
  #continues: Label | undefined;
  #depth = 0;

  constructor(tokens: Tokens, names: ProgramNames, isVoid: (callee: string) => boolean, texts: FixedTexts) {
    this.#tokens = tokens;
    this.#texts = texts;
    this.#expressions = new ExpressionParser(tokens, names, isVoid, this.code);
  }

  isSeparatorNext(): boolean {
    return this.#tokens.isNext("sign", ";") || this.#tokens.isNext("newline");
  }

  isStatementNext(): boolean {
    const { kind, text } = this.#tokens.peek();
    if (kind === "word") return STATEMENT_WORDS.has(text);
    if (kind === "sign") return STATEMENT_SIGNS.has(text);
    return kind === "number" || kind === "name" || kind === "string";
  }

  /** A statement, or what comes behind one that doesn't fit. */
  statementOrFault(): void {
    const tokens = this.#tokens;
    const depth = this.#depth;
    for (;;) {
      try {
        this.statement();
        if (!this.isSeparatorNext() && !tokens.isNext("sign", "}")) throw new SyntaxFault();
        return;
      } catch (error) {
        if (!(error instanceof SyntaxFault)) throw error;
        tokens.fault();
        this.#depth = depth;
        for (; !this.isStatementNext(); tokens.drop()) if (tokens.isNext("end")) throw new End();
      }
    }
  }

  statement(): void {
    if (++this.#depth > MAX_DEPTH) this.#tokens.failTooDeep();
    const { kind, text } = this.#tokens.peek();
    if (kind === "string") {
      this.#tokens.take();
      this.code.string("string", text);
    } else if (kind === "sign" && text === "{") this.#block();
    else if (kind === "word" && this.#keyword(text)) {
      // It is done.
    } else this.#expression();
    this.#depth--;
  }

  #expression(): void {
    const { isComparison, isPrinted } = this.#expressions.parse();
    if (isComparison) this.#tokens.warn("comparison in expression");
    this.code.simple(isPrinted ? "printLine" : "pop");
  }

  #block(): void {
    this.#tokens.take();
    this.statements();
    this.#tokens.expect("sign", "}");
  }

  statements(): void {
    const tokens = this.#tokens;
    if (!this.isSeparatorNext() && !tokens.isNext("sign", "}")) this.statementOrFault();
    while (this.isSeparatorNext()) {
      tokens.take();
      if (!this.isSeparatorNext() && !tokens.isNext("sign", "}")) this.statementOrFault();
    }
  }

  /** @returns whether it is a statement of a word */
  #keyword(word: string): boolean {
    const tokens = this.#tokens;
    switch (word) {
      case "limits":
      case "warranty":
        tokens.take();
        this.code.string("string", this.#texts[word]);
        return true;
      case "break":
        tokens.take();
        if (this.#breaks) this.code.jump("jump", this.#breaks);
        else tokens.complain("Break outside a for/while");
        return true;
      case "continue":
        tokens.take();
        tokens.warn("Continue statement");
        if (this.#continues) this.code.jump("jump", this.#continues);
        else tokens.complain("Continue outside a for");
        return true;
      case "quit":
        throw new Quit();
      case "halt":
        tokens.take();
        this.code.simple("halt");
        return true;
      case "return":
        this.#return();
        return true;
      case "for":
        this.#for();
        return true;
      case "if":
        this.#if();
        return true;
      case "while":
        this.#while();
        return true;
      case "print":
        this.#print();
        return true;
      default:
        return false;
    }
  }

  #return(): void {
    const tokens = this.#tokens;
    tokens.take();
    if (this.#isValueNext()) {
      const { isComparison, isParenthesized } = this.#expressions.parse();
      if (isComparison) tokens.warn("comparison in return expresion");
      if (!isParenthesized) tokens.warn("return expression requires parenthesis");
    } else this.code.constant("0");
    if (!this.isInFunction) {
      tokens.peek();
      tokens.complain("Return outside of a function.");
    }
    this.code.simple("return");
  }

  #isValueNext(): boolean {
    return this.isStatementNext() && !this.#tokens.isNext("string") && !this.#tokens.isNext("sign", "{");
  }

  #condition(): Expression {
    const condition = this.#expressions.parse();
    if (condition.isVoid) this.#tokens.complain("void expression");
    return condition;
  }

  #body(): void {
    if (this.#tokens.takeIf("newline")) this.#tokens.warn("newline not allowed");
    this.statement();
  }

  #if(): void {
    const [tokens, code] = [this.#tokens, this.code];
    tokens.take();
    tokens.expect("sign", "(");
    this.#condition();
    tokens.expect("sign", ")");
    const otherwise = code.label();
    code.jump("jumpIfZero", otherwise);
    this.#body();
    if (!tokens.takeIf("word", "else")) {
      code.place(otherwise);
      return;
    }
    tokens.warn("else clause in if statement");
    const end = code.label();
    code.jump("jump", end);
    code.place(otherwise);
    this.#body();
    code.place(end);
  }

  #while(): void {
    const [tokens, code] = [this.#tokens, this.code];
    tokens.take();
    const [start, end] = [code.label(), code.label()];
    code.place(start);
    tokens.expect("sign", "(");
    this.#condition();
    code.jump("jumpIfZero", end);
    tokens.expect("sign", ")");
    this.#loop(end, start);
    code.jump("jump", start);
    code.place(end);
  }

  #loop(end: Label, next: Label): void {
    const before = [this.#breaks, this.#continues] as const;
    this.#breaks = end;
    this.#continues = next;
    this.#body();
    [this.#breaks, this.#continues] = before;
  }

  #for(): void {
    const [tokens, code] = [this.#tokens, this.code];
    tokens.take();
    const [condition, body, step, end] = [code.label(), code.label(), code.label(), code.label()];
    tokens.expect("sign", "(");
    if (!tokens.isNext("sign", ";")) {
      this.#part("first", "first expression is void");
      code.simple("pop");
    }
    tokens.expect("sign", ";");
    code.place(condition);
    if (tokens.isNext("sign", ";")) code.constant("1");
    else this.#part("second", "second expression is void");
    tokens.expect("sign", ";");
    code.jump("jumpUnlessZero", body);
    code.jump("jump", end);
    code.place(step);
    if (!tokens.isNext("sign", ")")) {
      this.#part("third", "third expression is void");
      code.simple("pop");
    }
    tokens.expect("sign", ")");
    code.jump("jump", condition);
    code.place(body);
    this.#loop(end, step);
    code.jump("jump", step);
    code.place(end);
  }

  #part(which: "first" | "second" | "third", whenVoid: string): void {
    const { isComparison, isVoid } = this.#expressions.parse();
    if (isComparison && which !== "second") this.#tokens.warn(`Comparison in ${which} for expression`);
    if (isVoid) this.#tokens.complain(whenVoid);
  }

  #print(): void {
    const tokens = this.#tokens;
    tokens.take();
    tokens.warn("print statement");
    do {
      const string = tokens.takeIf("string");
      if (string) this.code.string("escapedString", string.text);
      else {
        if (this.#expressions.parse().isVoid) tokens.complain("void expression in print");
        this.code.simple("print");
      }
    } while (tokens.takeIf("sign", ","));
  }
}
