import { Failure } from "../program/failure.ts";
import type { Expression, Part } from "./expression.ts";
import type { Test } from "./reading.ts";

/** A word of an expression, with its name as it was typed. */
export type Word =
  | { readonly kind: "test"; readonly name: string; readonly test: Test }
  | { readonly kind: "not"; readonly name: string }
  | { readonly kind: "open"; readonly name: string }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "and" | "or" | "list"; readonly name: string };

type Operator = Exclude<Word["kind"], "test" | "close">;

/** How strongly operators bind what is beside them. */
const STRENGTHS: Readonly<Record<Operator, number>> = { open: 0, list: 1, or: 2, and: 3, not: 4 };

/**
 * @param hasAction whether the expression says itself what is done, so that nothing is put around it
 * @returns nothing for an expression without words
 * @throws Failure
 */
export function parseExpression(words: readonly Word[], expression: Expression, hasAction: boolean): Part | undefined {
  return words.length === 0 ? undefined : new ExpressionParser(expression).parse(words, hasAction);
}

/** Words and operators wait on stacks for what comes behind them, however deep parentheses are. */
class ExpressionParser {
  readonly #expression: Expression;
  readonly #parts: Part[] = [];
  readonly #operators: { readonly kind: Operator; readonly name: string }[] = [];

  constructor(expression: Expression) {
    this.#expression = expression;
  }

  parse(words: readonly Word[], hasAction: boolean): Part {
    /** The word that wants an expression behind it; nothing where one has come. */
    let wanting: Word | undefined = { kind: "open", name: "(" };
    for (const word of words) {
      if (wanting) {
        this.#begin(word, wanting);
        wanting = word.kind === "test" ? undefined : word;
      } else wanting = this.#continue(word);
    }
    if (wanting) throw new Failure(endMessage(wanting, hasAction));
    return this.#whole();
  }

  /** Where an expression has to begin. */
  #begin(word: Word, before: Word): void {
    if (word.kind === "test") this.#parts.push(this.#expression.single(word.test));
    else if (word.kind === "close") throw new Failure(emptyMessage(before));
    else if (word.kind === "not" || word.kind === "open") this.#operators.push(word);
    else
      throw new Failure(`invalid expression; you have used a binary operator '${word.name}' with nothing before it.`);
  }

  /** Where an expression has ended. @returns the word if another one has to follow */
  #continue(word: Word): Word | undefined {
    if (word.kind === "close") {
      this.#reduce(STRENGTHS.list);
      if (!this.#operators.pop()) throw new Failure("you have too many ')'");
      return undefined;
    }
    const isOperator = word.kind === "and" || word.kind === "or" || word.kind === "list";
    const kind = isOperator ? word.kind : "and";
    this.#reduce(STRENGTHS[kind]);
    this.#operators.push({ kind, name: isOperator ? word.name : "-a" });
    if (isOperator) return word;
    this.#begin(word, word);
    return word.kind === "test" ? undefined : word;
  }

  #whole(): Part {
    this.#reduce(STRENGTHS.list);
    const [part] = this.#parts;
    if (this.#operators.length > 0 || !part)
      throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
    return part;
  }

  /** Gives operators that bind at least so strongly what they wait for. */
  #reduce(strength: number): void {
    for (let last = this.#operators.at(-1); last && STRENGTHS[last.kind] >= strength; last = this.#operators.at(-1)) {
      this.#operators.pop();
      const right = this.#parts.pop();
      const left = last.kind === "not" ? undefined : this.#parts.pop();
      if (right) this.#parts.push(this.#applied(last.kind, left, right));
    }
  }

  #applied(kind: Operator, left: Part | undefined, right: Part): Part {
    if (!left) return this.#expression.not(right);
    if (kind === "or") return this.#expression.either(left, right);
    return kind === "and" ? this.#expression.both(left, right) : this.#expression.oneAfterOther(left, right);
  }
}

/** What is said of a closing parenthesis where an expression has to begin. */
function emptyMessage({ kind, name }: Word): string {
  if (kind === "open") return "invalid expression; empty parentheses are not allowed.";
  return `expected an expression between '${name}' and ')'`;
}

/** What is said of an end where an expression has to begin. */
function endMessage({ kind, name }: Word, hasAction: boolean): string {
  if (kind === "open")
    return `invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '${name}'`;
  return hasAction ? "invalid expression" : `expected an expression after '${name}'`;
}
