import type { Dialect } from "./dialect.ts";
import { ExpressionParser } from "./expression-parser.ts";
import { lineAt, ProgramError, type Source } from "./source.ts";
import type {
  ArrayNode,
  Expression,
  FunctionNode,
  Pattern,
  ProgramTree,
  Redirection,
  Rule,
  Statement,
  SwitchCase,
} from "./tree.ts";

const WHOLE_PATTERNS: Readonly<Record<string, "begin" | "end" | "beginfile" | "endfile">> = {
  BEGIN: "begin",
  END: "end",
  BEGINFILE: "beginfile",
  ENDFILE: "endfile",
};

/** @throws ProgramError */
export function parseProgram(
  sources: readonly Source[],
  dialect: Dialect,
  onWarning: (text: string) => void,
): ProgramTree {
  const rules: Rule[] = [];
  const functions = new Map<string, FunctionNode>();
  for (const source of sources) {
    const parser = new ProgramParser(source, dialect, rules, functions);
    parser.whole();
    for (const warning of parser.warnings) onWarning(warning);
  }
  return { rules, functions };
}

class ProgramParser extends ExpressionParser {
  readonly #rules: Rule[];
  readonly #functions: Map<string, FunctionNode>;
  #loops = 0;
  #switches = 0;
  #rule: "begin" | "end" | "beginfile" | "endfile" | "function" | "record" = "record";

  constructor(source: Source, dialect: Dialect, rules: Rule[], functions: Map<string, FunctionNode>) {
    super(source, dialect);
    this.#rules = rules;
    this.#functions = functions;
  }

  whole(): void {
    for (;;) {
      while (this.isOperator(";") || this.token.kind === "newline") this.advance();
      if (this.token.kind === "end") return;
      if (this.isOperator("@") && this.#directive()) continue;
      if (this.isKeyword("function")) this.#function();
      else this.#item();
    }
  }

  /** `@namespace "name"`. @returns whether it is a directive */
  #directive(): boolean {
    const mark = this.mark();
    const { line } = this;
    this.advance();
    const { kind, text } = this.token;
    if (kind !== "name" || !/(?:^|::)(?:namespace|load|include)$/.test(text)) {
      this.reset(mark);
      return false;
    }
    this.advance();
    const name = this.token;
    if (name.kind !== "string") this.fail();
    if (!text.endsWith("namespace"))
      throw new ProgramError(
        [`${this.source.name}:${line}: fatal: extension \`${name.text}' is not supported here`],
        2,
      );
    if (!/^[A-Za-z_]\w*$/.test(name.text))
      throw new ProgramError([
        `${this.source.name}:${line}: error: namespace name \`${name.text}' must meet identifier naming rules`,
      ]);
    this.useNamespace(name.text);
    this.advance();
    return true;
  }

  #item(): void {
    const line = this.line;
    const word = this.token.kind === "keyword" ? this.token.text : "";
    const whole = WHOLE_PATTERNS[word];
    if (whole) {
      this.advance();
      if (!this.isOperator("{")) this.failAs(`${word} blocks must have an action part`);
    }
    const pattern = whole ? { kind: whole } : this.#pattern();
    this.#rule = whole ?? "record";
    const body = this.isOperator("{") ? this.#block() : undefined;
    if (body === undefined && !this.#isAtEnd()) this.fail();
    this.#rules.push({ pattern, body, line, sourceName: this.source.name });
  }

  #pattern(): Pattern {
    if (this.isOperator("{")) return { kind: "always" };
    const first = this.expression();
    if (!this.isOperator(",")) return { kind: "test", test: first };
    this.advance();
    this.skipNewlines();
    return { kind: "range", first, last: this.expression() };
  }

  #function(): void {
    this.advance();
    const { text: name, kind } = this.token;
    if (kind !== "name" && kind !== "function-name") this.fail();
    const at = this.token.at;
    this.advance();
    if (this.#functions.has(name)) this.#problem(at, `function name \`${name}' previously defined`);
    this.expect("(");
    const parameters: string[] = [];
    while (!this.isOperator(")")) {
      if (parameters.length > 0) {
        this.expect(",");
        this.skipNewlines();
      }
      if (this.token.kind !== "name") this.fail();
      const parameter = this.token.text;
      if (parameter === name) this.#problem(at, `function \`${name}': cannot use function name as parameter name`);
      if (parameters.includes(parameter))
        this.#problem(
          at,
          `function \`${name}': parameter #${parameters.length + 1}, \`${parameter}', duplicates parameter #${parameters.indexOf(parameter) + 1}`,
        );
      parameters.push(parameter);
      this.advance();
    }
    this.advance();
    this.skipNewlines();
    this.#rule = "function";
    this.#functions.set(name, { name, parameters, body: this.#block(), sourceName: this.source.name });
  }

  #problem(at: number, message: string): never {
    throw new ProgramError([`${this.source.name}:${lineAt(this.source.text, at)}: error: ${message}`]);
  }

  #block(): Statement {
    const line = this.line;
    this.expect("{");
    const body: Statement[] = [];
    for (;;) {
      while (this.isOperator(";") || this.token.kind === "newline") this.advance();
      if (this.isOperator("}")) break;
      body.push(this.#statement());
    }
    this.advance();
    return { kind: "block", body, line };
  }

  /** The statement of an `if` or a loop. */
  #body(): Statement {
    this.skipNewlines();
    const line = this.line;
    if (this.isOperator(";")) {
      this.advance();
      return { kind: "block", body: [], line };
    }
    return this.#statement();
  }

  #loopBody(): Statement {
    this.#loops++;
    const body = this.#body();
    this.#loops--;
    return body;
  }

  #statement(): Statement {
    const line = this.line;
    if (this.isOperator("{")) return this.#block();
    const word = this.token.kind === "keyword" ? this.token.text : "";
    switch (word) {
      case "if":
        return this.#if(line);
      case "while": {
        this.advance();
        const test = this.#condition();
        return {
          kind: "loop",
          first: undefined,
          test,
          next: undefined,
          body: this.#loopBody(),
          isTestedLast: false,
          line,
        };
      }
      case "do":
        return this.#do(line);
      case "for":
        return this.#for(line);
      case "switch":
        return this.#switch(line);
    }
    const statement = this.#simple(line);
    this.#endSimple();
    return statement;
  }

  #endSimple(): void {
    if (this.isOperator(";") || this.token.kind === "newline") this.advance();
    else if (!this.isOperator("}")) this.fail();
  }

  #condition(): Expression {
    this.expect("(");
    const test = this.expression();
    this.expect(")");
    return test;
  }

  #if(line: number): Statement {
    this.advance();
    const test = this.#condition();
    const then = this.#body();
    // An `else` may be behind ends of statements.
    const mark = this.mark();
    while (this.isOperator(";") || this.token.kind === "newline") this.advance();
    if (!this.isKeyword("else")) {
      this.reset(mark);
      return { kind: "if", test, then, otherwise: undefined, line };
    }
    this.advance();
    return { kind: "if", test, then, otherwise: this.#body(), line };
  }

  #do(line: number): Statement {
    this.advance();
    const body = this.#loopBody();
    while (this.isOperator(";") || this.token.kind === "newline") this.advance();
    if (!this.isKeyword("while")) this.fail();
    this.advance();
    const test = this.#condition();
    this.#endSimple();
    return { kind: "loop", first: undefined, test, next: undefined, body, isTestedLast: true, line };
  }

  #for(line: number): Statement {
    this.advance();
    this.expect("(");
    const mark = this.mark();
    if (this.token.kind === "name") {
      const name = this.token.text;
      this.advance();
      if (this.isKeyword("in")) {
        this.advance();
        if (this.token.kind === "name") {
          const array = this.array();
          if (this.isOperator(")")) {
            this.advance();
            return { kind: "for-in", name: { kind: "name", name }, array, body: this.#loopBody(), line };
          }
        }
      }
      this.reset(mark);
    }
    const first = this.isOperator(";") ? undefined : this.#simple(line);
    this.expect(";");
    this.skipNewlines();
    const test = this.isOperator(";") ? undefined : this.expression();
    this.expect(";");
    this.skipNewlines();
    const next = this.isOperator(")") ? undefined : this.#simple(line);
    this.expect(")");
    return { kind: "loop", first, test, next, body: this.#loopBody(), isTestedLast: false, line };
  }

  #switch(line: number): Statement {
    this.advance();
    const value = this.#condition();
    this.skipNewlines();
    this.expect("{");
    const cases: SwitchCase[] = [];
    this.#switches++;
    for (;;) {
      while (this.isOperator(";") || this.token.kind === "newline") this.advance();
      if (this.isOperator("}")) break;
      cases.push(this.#case());
    }
    this.#switches--;
    this.advance();
    return { kind: "switch", value, cases, line };
  }

  #case(): SwitchCase {
    const isDefault = this.isKeyword("default");
    if (!isDefault && !this.isKeyword("case")) this.fail();
    this.advance();
    const test = isDefault ? undefined : this.caseValue();
    this.expect(":");
    const body: Statement[] = [];
    for (;;) {
      while (this.isOperator(";") || this.token.kind === "newline") this.advance();
      if (this.isOperator("}") || this.isKeyword("case") || this.isKeyword("default")) return { test, body };
      body.push(this.#statement());
    }
  }

  #simple(line: number): Statement {
    const word = this.token.kind === "keyword" ? this.token.text : "";
    switch (word) {
      case "print":
      case "printf":
        return this.#print(word === "printf", line);
      case "break":
      case "continue":
        if (this.#loops === 0 && (word === "continue" || this.#switches === 0))
          this.#problem(
            this.token.at,
            `\`${word}' is not allowed outside a loop${word === "break" ? " or switch" : ""}`,
          );
        this.advance();
        return { kind: word, line };
      case "next":
      case "nextfile":
        if (
          this.#rule !== "record" &&
          this.#rule !== "function" &&
          !(word === "nextfile" && this.#rule === "beginfile")
        )
          this.#problem(this.token.at, `\`${word}' used in ${this.#rule.toUpperCase()} action`);
        this.advance();
        return { kind: word, line };
      case "exit":
      case "return": {
        if (word === "return" && this.#rule !== "function") this.failAs("`return' used outside function context");
        this.advance();
        return { kind: word, value: this.#isAtEnd() ? undefined : this.expression(), line };
      }
      case "delete":
        return this.#delete(line);
    }
    return { kind: "expression", expression: this.expression(), line };
  }

  #isAtEnd(): boolean {
    return this.isOperator(";") || this.isOperator("}") || this.token.kind === "newline" || this.token.kind === "end";
  }

  #delete(line: number): Statement {
    this.advance();
    const isGroup = this.isOperator("(");
    if (isGroup) this.advance();
    if (this.token.kind !== "name") this.fail();
    const array: ArrayNode = this.array();
    if (isGroup) this.expect(")");
    if (array.kind === "name") return { kind: "delete", array, subscripts: undefined, line };
    return { kind: "delete", array: array.array, subscripts: array.subscripts, line };
  }

  #print(isFormatted: boolean, line: number): Statement {
    this.advance();
    const isBare = this.#isAtEnd() || this.#isRedirection();
    const args = isBare ? [] : this.printList();
    if (isFormatted && !isBare && args.length === 0) this.fail();
    return { kind: "print", args, isFormatted, redirection: this.#redirection(), line };
  }

  #isRedirection(): boolean {
    return [">", ">>", "|", "|&"].some((operator) => this.isOperator(operator));
  }

  #redirection(): Redirection | undefined {
    const { text } = this.token;
    if (!this.#isRedirection()) return undefined;
    this.advance();
    return { kind: text as Redirection["kind"], to: this.redirectionTarget() };
  }
}
