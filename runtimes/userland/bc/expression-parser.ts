import type { Code } from "./code.ts";
import { type Operator, SPECIAL } from "./instruction.ts";
import type { ProgramNames } from "./names.ts";
import { SyntaxFault, type Tokens } from "./tokens.ts";

/** What is known of an expression whose code was made. */
export interface Expression {
  /** Whether a statement of it prints its value. */
  readonly isPrinted: boolean;
  readonly isVoid?: boolean;
  readonly isComparison?: boolean;
  readonly isParenthesized?: boolean;
  /** Whether it can be assigned to; then its code isn't made yet. */
  readonly target?: Target;
}

type Target = { readonly kind: "variable" | "element"; readonly number: number };

const VALUE: Expression = { isPrinted: true };
const MAX_DEPTH = 1500;

const COMPARISONS: readonly string[] = ["==", "!=", "<", "<=", ">", ">="] satisfies Operator[];
const ASSIGNMENTS: readonly string[] = ["=", "+=", "-=", "*=", "/=", "%=", "^="];
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const ADDITION = 5;
const MULTIPLICATION = 6;
const POWER = 7;
const SIGN = 8;

/**
 * Makes the code of expressions. An assignment binds its target more tightly than a comparison does, and a minus its
 * operand more tightly than a power.
 */
export class ExpressionParser {
  readonly #tokens: Tokens;
  readonly #names: ProgramNames;
  readonly #isVoid: (callee: string) => boolean;
  readonly #code: Code;
  #depth = 0;

  /** @param isVoid whether a function has no value @param code where it goes */
  constructor(tokens: Tokens, names: ProgramNames, isVoid: (callee: string) => boolean, code: Code) {
    this.#tokens = tokens;
    this.#names = names;
    this.#isVoid = isVoid;
    this.#code = code;
  }

  /** @throws SyntaxFault */
  parse(): Expression {
    return this.#binary(OR);
  }

  #binary(minimum: number): Expression {
    if (++this.#depth > MAX_DEPTH) this.#tokens.failTooDeep();
    let left = this.#operand(minimum);
    for (;;) {
      const token = this.#tokens.peek();
      const level = token.kind === "sign" ? levelOf(token.text) : undefined;
      if (level === undefined || level < minimum) break;
      this.#tokens.take();
      left = this.#operation(token.text, level, left);
    }
    this.#depth--;
    return left;
  }

  #operation(operator: string, level: number, left: Expression): Expression {
    if (level === AND) return this.#and(left);
    if (level === OR) return this.#or(left);
    const right = this.#binary(level === POWER ? POWER : level + 1);
    if (left.isVoid || right.isVoid)
      this.#tokens.complain(
        level === COMPARISON ? "void expression with comparison" : `void expression with ${operator}`,
      );
    this.#code.operate(operator as Operator);
    return {
      isPrinted: true,
      isComparison: level === COMPARISON || (left.isComparison ?? false) || (right.isComparison ?? false),
    };
  }

  #and(left: Expression): Expression {
    this.#tokens.warn("&& operator");
    const [code, end] = [this.#code, this.#code.label()];
    code.simple("duplicate");
    code.jump("jumpIfZero", end);
    code.simple("pop");
    const right = this.#binary(AND + 1);
    if (left.isVoid || right.isVoid) this.#tokens.complain("void expression with &&");
    code.simple("duplicate");
    code.jump("jumpIfZero", end);
    code.simple("pop");
    code.constant("1");
    code.place(end);
    return VALUE;
  }

  #or(left: Expression): Expression {
    this.#tokens.warn("|| operator");
    const [code, isTrue, end] = [this.#code, this.#code.label(), this.#code.label()];
    code.jump("jumpUnlessZero", isTrue);
    const right = this.#binary(OR + 1);
    if (left.isVoid || right.isVoid) this.#tokens.complain("void expression with ||");
    code.jump("jumpUnlessZero", isTrue);
    code.constant("0");
    code.jump("jump", end);
    code.place(isTrue);
    code.constant("1");
    code.place(end);
    return VALUE;
  }

  /** What an operator stands behind. */
  #operand(minimum: number): Expression {
    const tokens = this.#tokens;
    if (tokens.isNext("sign", "!") && minimum <= NOT) {
      tokens.take();
      this.#binary(NOT);
      tokens.peek();
      tokens.warn("! operator");
      this.#code.simple("not");
      return VALUE;
    }
    if (tokens.takeIf("sign", "-")) {
      this.#binary(SIGN);
      this.#code.simple("negate");
      return VALUE;
    }
    const step = tokens.takeIf("sign", "++", "--");
    if (step) return this.#stepBefore(step.text === "++");
    const first = this.#primary();
    if (first.target === undefined) return first;
    const assignment = tokens.takeIf("sign", ...ASSIGNMENTS);
    if (assignment) return this.#assignment(first.target, assignment.text);
    const after = tokens.takeIf("sign", "++", "--");
    if (after) return this.#stepAfter(first.target, after.text === "++");
    this.#load(first.target);
    return VALUE;
  }

  #assignment(target: Target, operator: string): Expression {
    const code = this.#code;
    if (operator !== "=") {
      if (target.kind === "element") code.simple("duplicate");
      this.#load(target);
    }
    const value = this.#binary(ADDITION);
    if (value.isVoid) this.#tokens.complain("Assignment of a void expression");
    if (operator !== "=") code.operate(operator.slice(0, -1) as Operator);
    if (target.kind === "element") code.element("storeElement", target.number);
    else code.variable("store", target.number);
    return { isPrinted: false };
  }

  #load({ kind, number }: Target): void {
    if (kind === "element") this.#code.element("loadElement", number);
    else this.#code.variable("load", number);
  }

  #step({ kind, number }: Target, isUp: boolean): void {
    if (kind === "element") this.#code.element(isUp ? "incrementElement" : "decrementElement", number);
    else this.#code.variable(isUp ? "increment" : "decrement", number);
  }

  #stepBefore(isUp: boolean): Expression {
    if (!this.#tokens.isNext("name") && !this.#tokens.isNext("word")) throw new SyntaxFault();
    const { target } = this.#primary();
    if (target === undefined) throw new SyntaxFault();
    if (target.kind === "element") this.#code.simple("duplicate");
    this.#step(target, isUp);
    this.#load(target);
    return VALUE;
  }

  #stepAfter(target: Target, isUp: boolean): Expression {
    if (target.kind === "element") {
      this.#code.simple("duplicate");
      this.#load(target);
      this.#code.simple("exchange");
    } else this.#load(target);
    this.#step(target, isUp);
    return VALUE;
  }

  #primary(): Expression {
    const tokens = this.#tokens;
    if (tokens.takeIf("sign", "(")) {
      const inside = this.parse();
      tokens.expect("sign", ")");
      return { isPrinted: true, isParenthesized: true, ...(inside.isVoid && { isVoid: true }) };
    }
    const token = tokens.takeIf("number") ?? tokens.takeIf("name") ?? tokens.takeIf("word");
    if (token === undefined) throw new SyntaxFault();
    if (token.kind === "name") return this.#named(token.text);
    if (token.kind === "word") return this.#word(token.text);
    this.#code.constant(token.text);
    return VALUE;
  }

  #named(name: string): Expression {
    const tokens = this.#tokens;
    if (name.length > 1) tokens.warn(`multiple letter name - ${name}`);
    if (tokens.takeIf("sign", "(")) return this.#call(name);
    if (!tokens.takeIf("sign", "["))
      return { isPrinted: true, target: { kind: "variable", number: this.#names.variables.numberOf(name) } };
    if (this.parse().isVoid) tokens.complain("void expression as subscript");
    tokens.expect("sign", "]");
    return { isPrinted: true, target: { kind: "element", number: this.#names.arrays.numberOf(name) } };
  }

  #call(name: string): Expression {
    const tokens = this.#tokens;
    const isArray: boolean[] = [];
    if (!tokens.takeIf("sign", ")")) {
      do isArray.push(this.#argument());
      while (tokens.takeIf("sign", ","));
      tokens.expect("sign", ")");
    }
    this.#code.call(this.#names.functions.numberOf(name), isArray);
    return this.#isVoid(name) ? { isPrinted: false, isVoid: true } : VALUE;
  }

  /** @returns whether it is an array, whose number is on the stack then */
  #argument(): boolean {
    const tokens = this.#tokens;
    const name = tokens.isNext("name") ? tokens.peek().text : undefined;
    if (name !== undefined && tokens.isArrayNext()) {
      for (let count = 0; count < 3; count++) tokens.take();
      this.#code.constant(String(this.#names.arrays.numberOf(name)));
      return true;
    }
    if (this.parse().isVoid) tokens.complain("void argument");
    return false;
  }

  #word(word: string): Expression {
    const tokens = this.#tokens;
    switch (word) {
      case "length":
      case "sqrt":
        tokens.expect("sign", "(");
        return this.#function(word);
      case "scale":
        if (tokens.takeIf("sign", "(")) return this.#function(word);
        break;
      case "read":
      case "random":
        tokens.warn(`${word} function`);
        tokens.expect("sign", "(");
        tokens.expect("sign", ")");
        this.#code.function(word);
        return VALUE;
      case "ibase":
      case "obase":
      case "history":
      case "last":
        break;
      default:
        throw new SyntaxFault();
    }
    return { isPrinted: true, target: { kind: "variable", number: SPECIAL[word] } };
  }

  #function(name: "length" | "sqrt" | "scale"): Expression {
    if (this.parse().isVoid) this.#tokens.complain(`void expression in ${name}()`);
    this.#tokens.expect("sign", ")");
    this.#code.function(name);
    return VALUE;
  }
}

function levelOf(sign: string): number | undefined {
  if (sign === "||") return OR;
  if (sign === "&&") return AND;
  if (COMPARISONS.includes(sign)) return COMPARISON;
  if (sign === "+" || sign === "-") return ADDITION;
  if (sign === "*" || sign === "/" || sign === "%") return MULTIPLICATION;
  return sign === "^" ? POWER : undefined;
}
