import type { Shell } from "../execution/shell.ts";
import type { Builtin } from "./builtin.ts";
import { defineBuiltin } from "./define.ts";
import { BuiltinFailure } from "./failure.ts";
import { binaryTest, isBinaryOperator, isUnaryOperator, unaryTest } from "./test-operators.ts";

export const test: Builtin = defineBuiltin({
  name: "test",
  usage: "test [expr]",
  summary: "Evaluates a conditional expression.",
  run: async (shell, args) => ((await evaluate(shell, args)) ? 0 : 1),
});

export const bracket: Builtin = defineBuiltin({
  name: "[",
  usage: "[ arg... ]",
  summary: "Evaluates a conditional expression; the last argument must be a ].",
  async run(shell, args) {
    if (args.at(-1) !== "]") throw new BuiltinFailure("missing `]'", 2);
    return (await evaluate(shell, args.slice(0, -1))) ? 0 : 1;
  },
});

/** POSIX says by the number of arguments what they mean; from five on they are parsed. */
async function evaluate(shell: Shell, args: readonly string[]): Promise<boolean> {
  const [a = "", b = "", c = "", d = ""] = args;
  switch (args.length) {
    case 0:
      return false;
    case 1:
      return a !== "";
    case 2:
      if (a === "!") return b === "";
      if (isUnaryOperator(a)) return unaryTest(a, b, shell);
      throw new BuiltinFailure(`${a}: unary operator expected`, 2);
    case 3:
      if (b === "-a") return a !== "" && c !== "";
      if (b === "-o") return a !== "" || c !== "";
      if (isBinaryOperator(b)) return binaryTest(b, a, c, shell);
      if (a === "!") return !(await evaluate(shell, [b, c]));
      if (a === "(" && c === ")") return b !== "";
      throw new BuiltinFailure(`${b}: binary operator expected`, 2);
    case 4:
      if (a === "!") return !(await evaluate(shell, [b, c, d]));
      if (a === "(" && d === ")") return evaluate(shell, [b, c]);
  }
  const parser = new ExpressionParser(shell, args);
  return parser.whole();
}

class ExpressionParser {
  readonly #shell: Shell;
  readonly #args: readonly string[];
  #at = 0;

  constructor(shell: Shell, args: readonly string[]) {
    this.#shell = shell;
    this.#args = args;
  }

  async whole(): Promise<boolean> {
    const value = await this.#or();
    if (this.#at < this.#args.length) throw new BuiltinFailure("too many arguments", 2);
    return value;
  }

  // All operands are evaluated, as bash does: an error in any of them is told.
  async #or(): Promise<boolean> {
    let value = await this.#and();
    while (this.#args[this.#at] === "-o") {
      this.#at++;
      value = (await this.#and()) || value;
    }
    return value;
  }

  async #and(): Promise<boolean> {
    let value = await this.#term();
    while (this.#args[this.#at] === "-a") {
      this.#at++;
      value = (await this.#term()) && value;
    }
    return value;
  }

  async #term(): Promise<boolean> {
    const word = this.#next();
    if (word === "!") return !(await this.#term());
    if (word === "(") {
      const value = await this.#or();
      const close = this.#args[this.#at++];
      if (close === undefined) throw new BuiltinFailure("`)' expected", 2);
      if (close !== ")") throw new BuiltinFailure(`\`)' expected, found ${close}`, 2);
      return value;
    }
    const operator = this.#args[this.#at];
    if (operator !== undefined && this.#at + 1 < this.#args.length && isBinaryOperator(operator)) {
      this.#at++;
      return binaryTest(operator, word, this.#next(), this.#shell);
    }
    if (word.length === 2 && word.startsWith("-")) {
      if (isUnaryOperator(word)) return unaryTest(word, this.#next(), this.#shell);
      throw new BuiltinFailure(`${word}: unary operator expected`, 2);
    }
    return word !== "";
  }

  #next(): string {
    const word = this.#args[this.#at++];
    if (word === undefined) throw new BuiltinFailure("argument expected", 2);
    return word;
  }
}
