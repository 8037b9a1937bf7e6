import { isNameStart, isNameUnit } from "../state/names.ts";
import { arithmeticError } from "./arithmetic-error.ts";
import { parseNumber } from "./arithmetic-number.ts";

export type Token =
  | { readonly kind: "end"; readonly at: number }
  | { readonly kind: "number"; readonly at: number; readonly text: string }
  | { readonly kind: "name"; readonly at: number; readonly name: string; readonly subscript: string | undefined }
  | { readonly kind: "operator"; readonly at: number; readonly text: string };

const OPERATORS = [
  "<<=",
  ">>=",
  "**",
  "<<",
  ">>",
  "<=",
  ">=",
  "==",
  "!=",
  "&&",
  "||",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "&=",
  "|=",
  "^=",
] as const;
const SINGLE = "+-*/%!()&|^~?:,=<>";

/** Reads the tokens of an expression: the first {@link next} comes to the first. What a `+` is depends on what comes before it, as in bash. */
export class Tokens {
  readonly text: string;
  #at = 0;
  #current: Token = { kind: "end", at: 0 };
  #lastAt = 0;

  constructor(text: string) {
    this.text = text;
  }

  get current(): Token {
    return this.#current;
  }

  get isAtEnd(): boolean {
    return this.#current.kind === "end";
  }

  isOperator(...texts: readonly string[]): boolean {
    return this.#current.kind === "operator" && texts.includes(this.#current.text);
  }

  /** Where the token that an error is noticed at begins: at the end, the last one. */
  get errorAt(): number {
    return this.#lastAt;
  }

  /** The current token is followed by `=`, and not by `==`. */
  get isBeforeAssignment(): boolean {
    return /^\s*=(?!=)/.test(this.text.slice(this.#at));
  }

  fail(message: string, at = this.#lastAt): never {
    throw arithmeticError(this.text, message, this.text.slice(at));
  }

  next(): void {
    const before = this.#current;
    const { text } = this;
    while (isSpace(text.charCodeAt(this.#at))) this.#at++;
    if (this.#at >= text.length) {
      this.#current = { kind: "end", at: this.#lastAt };
      return;
    }
    const at = this.#at;
    this.#lastAt = at;
    const unit = text.charCodeAt(at);
    if (isNameStart(unit)) this.#current = this.#name(at);
    else if (unit >= 48 && unit <= 57) this.#current = this.#number(at);
    else this.#current = this.#operator(at, before);
  }

  #name(at: number): Token {
    const { text } = this;
    const nameEnd = endOfName(text, at);
    const end = this.#endOfSubscript(at, nameEnd);
    this.#checkNext(end);
    this.#at = end;
    const subscript = end > nameEnd ? text.slice(nameEnd + 1, end - 1) : undefined;
    return { kind: "name", at, name: text.slice(at, nameEnd), subscript };
  }

  #endOfSubscript(nameAt: number, open: number): number {
    if (this.text[open] !== "[") return open;
    const close = closingBracket(this.text, open);
    if (close < 0) this.fail("bad array subscript", nameAt);
    return close + 1;
  }

  /** Bash looks at what follows a name before it looks at the name: at the next token, and behind names at those after it. */
  #checkNext(from: number): void {
    const { text } = this;
    for (let at = from; ; ) {
      while (isSpace(text.charCodeAt(at))) at++;
      if (at === text.length || SINGLE.includes(text[at] ?? "")) return;
      const unit = text.charCodeAt(at);
      if (!isNameUnit(unit)) this.fail("syntax error: invalid arithmetic operator", at);
      if (!isNameStart(unit)) return void parseNumber(text.slice(at, endOfNumber(text, at)), text.slice(0, at));
      at = this.#endOfSubscript(at, endOfName(text, at));
    }
  }

  #number(at: number): Token {
    this.#at = endOfNumber(this.text, at);
    return { kind: "number", at, text: this.text.slice(at, this.#at) };
  }

  #operator(at: number, before: Token): Token {
    const { text } = this;
    const first = text[at] ?? "";
    if ((first === "+" || first === "-") && text[at + 1] === first) {
      let after = at + 2;
      while (isSpace(text.charCodeAt(after))) after++;
      const isPostfix = before.kind === "name";
      if (isPostfix || isNameStart(text.charCodeAt(after))) {
        this.#at = at + 2;
        return { kind: "operator", at, text: isPostfix ? `post${first}` : `pre${first}` };
      }
    }
    for (const operator of OPERATORS) {
      if (!text.startsWith(operator, at)) continue;
      this.#at = at + operator.length;
      return { kind: "operator", at, text: operator };
    }
    if (!SINGLE.includes(first)) {
      const isAfterOperand = before.kind === "name" || before.kind === "number" || isClosing(before);
      this.fail(isAfterOperand ? "syntax error: invalid arithmetic operator" : "syntax error: operand expected", at);
    }
    this.#at = at + 1;
    return { kind: "operator", at, text: first };
  }
}

function endOfName(text: string, at: number): number {
  let end = at + 1;
  while (isNameUnit(text.charCodeAt(end))) end++;
  return end;
}

function endOfNumber(text: string, at: number): number {
  let end = at + 1;
  while (isNameUnit(text.charCodeAt(end)) || text[end] === "#" || text[end] === "@") end++;
  return end;
}

function isClosing(token: Token): boolean {
  return token.kind === "operator" && (token.text === ")" || token.text.startsWith("post"));
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}

/** The bracket that closes the one at `open`, over nested ones and quotes. @returns -1 if there is none */
export function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const character = text[i];
    if (character === "\\") i++;
    else if (character === "'" || character === '"') {
      const end = text.indexOf(character, i + 1);
      if (end > 0) i = end;
    } else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return i;
  }
  return -1;
}
