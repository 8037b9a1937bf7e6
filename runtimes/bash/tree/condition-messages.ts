import { bracketEnd, wordEnd } from "./word-end.ts";

/* What bash says of a `[[ … ]]` that makes no sense, found as its own parser finds it (parse_cond_command of parse.y). */

type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "operator"; readonly text: string }
  | { readonly kind: "end" };

const OPERATORS = ["&&", "||", ";;", ">>", ">&", ">|", "<<", "<&", "<>", "&", "|", ";", "(", ")", "<", ">"];
const BINARY = /^(?:==?|!=|=~|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;
const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const AFTER_WORD = new Set(["&&", "||", ")"]);

/**
 * @param from behind the `[[`
 * @returns the messages; nothing if it is a condition after all, or comes to no end
 */
export function conditionMessages(text: string, from: number): readonly string[] | undefined {
  const reader = new ConditionReader(text, from);
  return reader.read();
}

/** Ends the reading at the first thing that is wrong. */
class Unexpected extends Error {}

class ConditionReader {
  readonly #text: string;
  #at: number;
  #token: Token = { kind: "end" };
  readonly #messages: string[] = [];

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  read(): readonly string[] | undefined {
    try {
      this.#expression();
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
      return this.#messages;
    }
    if (this.#token.kind === "end") return undefined;
    if (isClosing(this.#token)) return undefined;
    const token = this.#token.kind === "operator" ? `: unexpected token \`${this.#token.text}'` : "";
    return [`syntax error in conditional expression${token}`];
  }

  #expression(): void {
    this.#term();
    while (this.#token.kind === "operator" && (this.#token.text === "&&" || this.#token.text === "||")) this.#term();
  }

  #term(): void {
    const token = this.#next({ skipsNewlines: true });
    if (token.kind === "word" && token.text === "!") {
      this.#term();
      return;
    }
    if (token.kind === "operator" && token.text === "(") this.#group();
    else if (token.kind !== "word") this.#fail(`unexpected token ${shown(token)} in conditional command`);
    else if (isClosing(token)) this.#fail();
    else if (UNARY.test(token.text)) this.#argument("unary");
    else if (!this.#comparison()) return;
    this.#next({ skipsNewlines: true });
  }

  #group(): void {
    try {
      this.#expression();
    } catch (error) {
      if (error instanceof Unexpected && this.#messages.length > 0) this.#messages.push("expected `)'");
      throw error;
    }
    if (this.#token.kind === "operator" && this.#token.text === ")") return;
    this.#fail(`unexpected token ${shown(this.#token)}, expected \`)'`);
  }

  /** @returns whether a token has still to be read: none is behind a word that stands alone */
  #comparison(): boolean {
    const operator = this.#next();
    if (operator.kind === "end") return false;
    if (isClosing(operator) || (operator.kind === "operator" && AFTER_WORD.has(operator.text))) return false;
    if (!BINARY.test(operator.text)) {
      const token = operator.kind === "word" ? "" : `unexpected token ${shown(operator)}, `;
      this.#fail(`${token}conditional binary operator expected`);
    }
    this.#argument("binary", operator.text === "=~");
    return true;
  }

  #argument(kind: "unary" | "binary", isRegex = false): void {
    const token = this.#next({ isRegex });
    if (token.kind !== "word" || isClosing(token))
      this.#fail(`unexpected argument ${shown(token)} to conditional ${kind} operator`);
  }

  #next({ skipsNewlines = false, isRegex = false } = {}): Token {
    const blanks = skipsNewlines ? /^(?:[ \t\n]|\\\n)*/ : /^(?:[ \t]|\\\n)*/;
    this.#at += blanks.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    this.#token = this.#tokenAt(isRegex);
    return this.#token;
  }

  #tokenAt(isRegex: boolean): Token {
    const at = this.#at;
    if (at >= this.#text.length) return { kind: "end" };
    if (this.#text[at] === "\n") {
      this.#at++;
      return { kind: "operator", text: "newline" };
    }
    const operator = OPERATORS.find((each) => this.#text.startsWith(each, at));
    if (operator !== undefined && !(isRegex && "(|".includes(operator))) {
      this.#at += operator.length;
      return { kind: "operator", text: operator };
    }
    this.#at = isRegex ? this.#regexEnd(at) : wordEnd(this.#text, at);
    return { kind: "word", text: this.#text.slice(at, this.#at) };
  }

  /** Bars are part of a regular expression, and parentheses with all that is between them. */
  #regexEnd(from: number): number {
    let at = from;
    for (;;) {
      const end = wordEnd(this.#text, at);
      if (this.#text[end] === "(") at = bracketEnd(this.#text, end + 1, "(", ")");
      else if (this.#text[end] === "|") at = end + 1;
      else return end;
    }
  }

  #fail(message?: string): never {
    if (message !== undefined) this.#messages.push(message);
    throw new Unexpected();
  }
}

function isClosing(token: Token): boolean {
  return token.kind === "word" && token.text === "]]";
}

function shown(token: Token): string {
  return `\`${token.kind === "end" ? "newline" : token.text}'`;
}
