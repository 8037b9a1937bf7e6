import { isNameStart, isNameUnit } from "../state/names.ts";
import { arithmeticError } from "./arithmetic-error.ts";

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
    let end = at + 1;
    while (isNameUnit(text.charCodeAt(end))) end++;
    const name = text.slice(at, end);
    if (text[end] !== "[") {
      this.#at = end;
      this.#checkNext();
      return { kind: "name", at, name, subscript: undefined };
    }
    const close = closingBracket(text, end);
    if (close < 0) this.fail("bad array subscript", at);
    this.#at = close + 1;
    this.#checkNext();
    return { kind: "name", at, name, subscript: text.slice(end + 1, close) };
  }

  /** Bash looks at what follows a name before it looks at the name. */
  #checkNext(): void {
    let at = this.#at;
    while (isSpace(this.text.charCodeAt(at))) at++;
    if (at === this.text.length || isNameUnit(this.text.charCodeAt(at)) || SINGLE.includes(this.text[at] ?? "")) return;
    this.fail("syntax error: invalid arithmetic operator", at);
  }

  #number(at: number): Token {
    const { text } = this;
    let end = at + 1;
    while (isNameUnit(text.charCodeAt(end)) || text[end] === "#" || text[end] === "@") end++;
    this.#at = end;
    return { kind: "number", at, text: text.slice(at, end) };
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
