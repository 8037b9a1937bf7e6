import type { BcLexer, Token } from "./lexer.ts";
import { FatalFault } from "./runtime-fault.ts";

/** A token that doesn't fit. */
export class SyntaxFault extends Error {}

/** How many tokens have to fit before another fault is told of. */
const QUIET_TOKENS = 3;

export type Standard = "extended" | "warned" | "strict";

/** The tokens of one item, and what is said of them. */
export class Tokens {
  readonly #lexer: BcLexer;
  readonly #standard: Standard;
  readonly #messages: string[];
  readonly #ahead: Token[] = [];
  #fitting = QUIET_TOKENS;
  /** Whether the item is not to be run. */
  isFaulty = false;

  /** @param standard what is said of what POSIX doesn't know @param messages takes what is said */
  constructor(lexer: (complain: (message: string) => void) => BcLexer, standard: Standard, messages: string[]) {
    this.#lexer = lexer((message) => this.complain(message));
    this.#standard = standard;
    this.#messages = messages;
  }

  get lexer(): BcLexer {
    return this.#lexer;
  }

  /** @throws NeedsMore */
  peek(): Token {
    const token = this.#ahead[0] ?? this.#lexer.next();
    if (this.#ahead.length === 0) this.#ahead.push(token);
    return token;
  }

  /** Whether a name comes next, and `[]` behind it. */
  isArrayNext(): boolean {
    if (!this.isNext("name")) return false;
    for (const [index, sign] of ["[", "]"].entries()) {
      const token = this.#ahead[index + 1] ?? this.#lexer.next();
      if (this.#ahead.length === index + 1) this.#ahead.push(token);
      if (token.kind !== "sign" || token.text !== sign) return false;
    }
    return true;
  }

  /** Whether this comes next; names of variables and the like are asked for by their kind alone. */
  isNext(kind: Token["kind"], ...texts: readonly string[]): boolean {
    const token = this.peek();
    return token.kind === kind && (texts.length === 0 || texts.includes(token.text));
  }

  take(): Token {
    const token = this.peek();
    this.#ahead.shift();
    this.#fitting++;
    return token;
  }

  takeIf(kind: Token["kind"], ...texts: readonly string[]): Token | undefined {
    return this.isNext(kind, ...texts) ? this.take() : undefined;
  }

  /** @throws SyntaxFault */
  expect(kind: Token["kind"], ...texts: readonly string[]): Token {
    const token = this.takeIf(kind, ...texts);
    if (token === undefined) throw new SyntaxFault();
    return token;
  }

  /** Says that the next token doesn't fit, if nothing like it was said just now. */
  fault(): void {
    if (this.#fitting >= QUIET_TOKENS) this.complain("syntax error");
    this.isFaulty = true;
    this.#fitting = 0;
  }

  /** Passes over a token that doesn't fit. */
  drop(): void {
    this.peek();
    this.#ahead.shift();
  }

  /** Gives up: nobody nests so deeply but who wants to use the stack up. */
  failTooDeep(): never {
    throw new FatalFault(`${this.#place()}: memory exhausted`);
  }

  complain(message: string): void {
    this.isFaulty = true;
    const isBare = message.startsWith("EOF");
    this.#messages.push(isBare ? message : `${this.#place()}: ${message}`);
  }

  /** Of what POSIX doesn't know. */
  warn(message: string): void {
    if (this.#standard === "extended") return;
    const isError = this.#standard === "strict";
    if (isError) this.isFaulty = true;
    this.#messages.push(`${this.#place()}: ${isError ? "Error: " : "(Warning) "}${message}`);
  }

  #place(): string {
    return `${this.#lexer.fileName} ${this.#lexer.line}`;
  }
}
