import { bracketEnd, wordEnd } from "./word-end.ts";

/* What bash says of a `[[ … ]]` that makes no sense, found as its own parser finds it (parse_cond_command of parse.y). */

type Token =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "operator"; readonly text: string }
  | { readonly kind: "end" };

const OPERATORS = ["&&", "||", ";;", ">>", ">&", ">|", "<<", "<&", "<>", "&", "|", ";", "(", ")", "<", ">"];
const BINARY = /^(?:==?|!=|=~|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;
const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const PATTERN = /^(?:==?|!=|=~)$/;
const BLANKS = /(?:[ \t]|\\\n|#[^\n]*)*/y;
const NEWLINES = /(?:[ \t\n]|\\\n|#[^\n]*)*/y;
const NEWLINE: Token = { kind: "operator", text: "newline" };
/** Groups within groups; in what is deeper nothing is found. */
const MAX_DEPTH = 200;
const AFTER_WORD = new Set(["&&", "||", ")"]);

export interface Condition {
  /** Nothing if all is well. */
  readonly messages: readonly string[] | undefined;
  /** Where it ends, behind its `]]`. */
  readonly end: number;
  /** Of what is wrong. */
  readonly position: number;
}

/** @param from behind the `[[` */
export function readCondition(text: string, from: number, hasExtendedGlobs: boolean): Condition {
  const reader = new ConditionReader(text, from, hasExtendedGlobs);
  const messages = reader.read();
  return { messages, end: reader.end, position: reader.position };
}

/** Ends the reading at the first thing that is wrong. */
class Unexpected extends Error {}

class TooDeepError extends Error {}

class ConditionReader {
  readonly #text: string;
  readonly #hasExtendedGlobs: boolean;
  #at: number;
  #token: Token = { kind: "end" };
  #start = 0;
  #depth = 0;
  readonly #messages: string[] = [];

  constructor(text: string, from: number, hasExtendedGlobs: boolean) {
    this.#text = text;
    this.#at = from;
    this.#hasExtendedGlobs = hasExtendedGlobs;
  }

  get end(): number {
    return this.#at;
  }

  /** Where the token stands that was read last. */
  get position(): number {
    return this.#start;
  }

  read(): readonly string[] | undefined {
    try {
      this.#expression();
    } catch (error) {
      if (error instanceof TooDeepError) return undefined;
      if (!(error instanceof Unexpected)) throw error;
      return this.#messages;
    }
    if (this.#token.kind === "end") return ["unexpected EOF while looking for `]]'"];
    if (isClosing(this.#token)) return undefined;
    const token = this.#token.kind === "operator" ? `: unexpected token \`${this.#token.text}'` : "";
    return [`syntax error in conditional expression${token}`];
  }

  #expression(): void {
    this.#term();
    while (this.#token.kind === "operator" && (this.#token.text === "&&" || this.#token.text === "||")) this.#term();
  }

  #term(): void {
    let token = this.#next({ skipsNewlines: true });
    while (token.kind === "word" && token.text === "!") token = this.#next({ skipsNewlines: true });
    if (token.kind === "operator" && token.text === "(") this.#group();
    else if (token.kind !== "word") this.#fail(`unexpected token ${shown(token)} in conditional command`);
    else if (isClosing(token)) this.#fail();
    else if (UNARY.test(token.text)) this.#argument("unary");
    else if (!this.#comparison()) return;
    this.#next({ skipsNewlines: true });
  }

  #group(): void {
    if (++this.#depth > MAX_DEPTH) throw new TooDeepError();
    try {
      this.#expression();
    } catch (error) {
      if (error instanceof Unexpected && this.#messages.length > 0) this.#messages.push("expected `)'");
      throw error;
    }
    this.#depth--;
    if (this.#token.kind === "operator" && this.#token.text === ")") return;
    this.#fail(`unexpected token ${shown(this.#token)}, expected \`)'`);
  }

  /** @returns whether a token has still to be read: none is behind a word that stands alone */
  #comparison(): boolean {
    const operator = this.#next();
    if (isClosing(operator) || (operator.kind === "operator" && AFTER_WORD.has(operator.text))) return false;
    if (operator.kind === "end" || !BINARY.test(operator.text)) {
      const token = operator.kind === "word" ? "" : `unexpected token ${shown(operator)}, `;
      this.#fail(`${token}conditional binary operator expected`);
    }
    this.#argument("binary", operator.text === "=~", PATTERN.test(operator.text));
    return true;
  }

  #argument(kind: "unary" | "binary", isRegex = false, isPattern = false): void {
    const token = this.#next({ isRegex, isPattern });
    if (token.kind !== "word" || isClosing(token))
      this.#fail(`unexpected argument ${shown(token)} to conditional ${kind} operator`);
  }

  #next({ skipsNewlines = false, isRegex = false, isPattern = false } = {}): Token {
    const blanks = skipsNewlines ? NEWLINES : BLANKS;
    blanks.lastIndex = this.#at;
    this.#at += blanks.exec(this.#text)?.[0].length ?? 0;
    this.#start = this.#at;
    this.#token = this.#tokenAt(isRegex, isPattern || this.#hasExtendedGlobs);
    if (skipsNewlines && isNewline(this.#token)) return this.#next({ skipsNewlines });
    return this.#token;
  }

  #tokenAt(isRegex: boolean, isPattern: boolean): Token {
    const at = this.#at;
    if (at >= this.#text.length) {
      // Bash puts a newline behind a text that has none.
      this.#at++;
      return at > this.#text.length || this.#text.endsWith("\n") ? { kind: "end" } : NEWLINE;
    }
    if (this.#text[at] === "\n") {
      this.#at++;
      return NEWLINE;
    }
    const operator = OPERATORS.find((each) => this.#text.startsWith(each, at));
    if (operator !== undefined && !(isRegex && "(|".includes(operator))) {
      this.#at += operator.length;
      return { kind: "operator", text: operator };
    }
    const isNegatedPattern = isPattern && this.#text.startsWith("!(", at);
    const from = isNegatedPattern ? bracketEnd(this.#text, at + 2, "(", ")") : at;
    this.#at = isRegex ? this.#regexEnd(at) : wordEnd(this.#text, from, isPattern);
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

function isNewline(token: Token): boolean {
  return token === NEWLINE;
}

function isClosing(token: Token): boolean {
  return token.kind === "word" && token.text === "]]";
}

function shown(token: Token): string {
  return `\`${token.kind === "end" ? "EOF" : token.text}'`;
}
