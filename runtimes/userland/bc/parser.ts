import type { BcFunction, Instruction, Parameter } from "./instruction.ts";
import type { ProgramNames } from "./names.ts";
import { End, type FixedTexts, Quit, StatementParser } from "./statement-parser.ts";
import { SyntaxFault, type Tokens } from "./tokens.ts";

/** What is done before anything else is read. */
export type Item =
  | { readonly kind: "code"; readonly code: readonly Instruction[] }
  | { readonly kind: "function"; readonly function: BcFunction; readonly isVoid: boolean }
  /** Nothing is done: it was faulty, or there is no more. */
  | { readonly kind: "nothing" }
  | { readonly kind: "end" }
  | { readonly kind: "quit" };

/** Reads a line of statements, or a function. */
export class BcParser {
  readonly #tokens: Tokens;
  readonly #names: ProgramNames;
  readonly #statements: StatementParser;

  constructor(tokens: Tokens, names: ProgramNames, isVoid: (callee: string) => boolean, texts: FixedTexts) {
    this.#tokens = tokens;
    this.#names = names;
    this.#statements = new StatementParser(tokens, names, isVoid, texts);
  }

  /** @throws NeedsMore */
  parse(): Item {
    const tokens = this.#tokens;
    try {
      if (tokens.isNext("end")) return { kind: "end" };
      if (tokens.isNext("word", "define")) return this.#define();
      this.#line();
    } catch (error) {
      if (error instanceof Quit) return { kind: "quit" };
      if (error instanceof End) return { kind: "end" };
      if (!(error instanceof SyntaxFault)) throw error;
      tokens.fault();
      return this.#skipLine();
    }
    return tokens.isFaulty ? { kind: "nothing" } : { kind: "code", code: this.#statements.code.instructions };
  }

  /** Statements are read again as soon as there are some, so that `quit` is obeyed. */
  #skipLine(): Item {
    const tokens = this.#tokens;
    try {
      for (;;) {
        while (!tokens.isNext("newline", "\n") && !tokens.isNext("end") && !this.#statements.isStatementNext())
          tokens.drop();
        if (tokens.isNext("end")) return { kind: "end" };
        if (tokens.takeIf("newline")) return { kind: "nothing" };
        try {
          this.#line();
          return { kind: "nothing" };
        } catch (error) {
          if (!(error instanceof SyntaxFault)) throw error;
          tokens.fault();
        }
      }
    } catch (error) {
      if (error instanceof Quit) return { kind: "quit" };
      if (error instanceof End) return { kind: "end" };
      throw error;
    }
  }

  #line(): void {
    const tokens = this.#tokens;
    if (!tokens.isNext("sign", ";") && !tokens.isNext("newline")) this.#statements.statement();
    while (tokens.takeIf("sign", ";"))
      if (!tokens.isNext("sign", ";") && !tokens.isNext("newline")) this.#statements.statementOrFault();
    tokens.expect("newline");
  }

  #define(): Item {
    const tokens = this.#tokens;
    tokens.take();
    const isVoid = tokens.takeIf("word", "void") !== undefined;
    if (isVoid) tokens.warn("void functions");
    const name = tokens.expect("name").text;
    if (name.length > 1) tokens.warn(`multiple letter name - ${name}`);
    tokens.expect("sign", "(");
    const parameters = tokens.isNext("sign", ")") ? [] : this.#parameters();
    tokens.expect("sign", ")");
    if (tokens.takeIf("newline")) tokens.warn("newline not allowed");
    tokens.expect("sign", "{");
    if (!tokens.isNext("newline")) tokens.warn("End of line required");
    while (tokens.takeIf("newline"));
    let autos: readonly Parameter[] = [];
    if (tokens.takeIf("word", "auto")) {
      autos = this.#parameters();
      if (!tokens.takeIf("newline")) tokens.expect("sign", ";");
    }
    this.#check(parameters, autos);
    this.#statements.isInFunction = true;
    this.#statements.statements();
    tokens.expect("sign", "}");
    this.#statements.code.constant("0");
    this.#statements.code.simple("return");
    if (tokens.isFaulty) return { kind: "nothing" };
    return {
      kind: "function",
      function: { name, parameters, autos, code: this.#statements.code.instructions },
      isVoid,
    };
  }

  #parameters(): Parameter[] {
    const tokens = this.#tokens;
    const parameters: Parameter[] = [];
    do {
      const isShared = tokens.takeIf("sign", "*", "&") !== undefined;
      const name = tokens.expect("name").text;
      const isArray = tokens.takeIf("sign", "[") !== undefined;
      if (isArray) tokens.expect("sign", "]");
      else if (isShared) throw new SyntaxFault();
      if (isShared) tokens.warn("Call by variable arrays");
      const number = isArray ? this.#names.arrays.numberOf(name) : this.#names.variables.numberOf(name);
      parameters.push({ number, isArray, isShared });
    } while (tokens.takeIf("sign", ","));
    return parameters;
  }

  #check(parameters: readonly Parameter[], autos: readonly Parameter[]): void {
    const keyOf = ({ number, isArray }: Parameter): string => `${isArray}${number}`;
    const [given, made] = [parameters.map(keyOf), autos.map(keyOf)];
    if (new Set(given).size < given.length) this.#tokens.complain("duplicate parameter names");
    if (new Set(made).size < made.length) this.#tokens.complain("duplicate auto variable names");
    if (made.some((key) => given.includes(key))) this.#tokens.complain("variable in both parameter and auto lists");
  }
}
