import { type Dialect, isUnknown } from "./dialect.ts";
import { readEscapes } from "./escapes.ts";
import { errorAt, ProgramError, type Source } from "./source.ts";

export type TokenKind =
  | "number"
  | "string"
  | "regex"
  | "name"
  | "function-name"
  | "builtin"
  | "keyword"
  | "operator"
  | "newline"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** A keyword, an operator or a name as it is written; the value of a string. */
  readonly text: string;
  readonly at: number;
  readonly value?: number;
}

const KEYWORDS = new Set([
  ..."BEGIN END BEGINFILE ENDFILE function func if else while for do break continue next nextfile exit return".split(
    " ",
  ),
  ..."delete in getline print printf switch case default".split(" "),
]);

export const BUILTINS: ReadonlySet<string> = new Set([
  ..."length substr index split sub gsub gensub match sprintf tolower toupper sin cos atan2 exp log sqrt int".split(
    " ",
  ),
  ..."rand srand strftime mktime systime asort asorti strtonum and or xor lshift rshift compl isarray".split(" "),
  ..."typeof patsplit close fflush system".split(" "),
]);

const OPERATORS = [
  ...[
    "**=",
    "|&",
    "**",
    "^=",
    "+=",
    "-=",
    "*=",
    "/=",
    "%=",
    "++",
    "--",
    "==",
    "<=",
    ">=",
    "!=",
    "!~",
    "&&",
    "||",
    ">>",
  ],
  ...[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "!",
    "<",
    ">",
    "|",
    "?",
    ":",
    "~",
    "$",
    "=",
    "@",
  ],
];

const OWN_NAMESPACE = "awk";
const BLANK = /(?:[ \t\r]|\\\r?\n|#[^\n]*)*/y;
const WORD = /[A-Za-z_][A-Za-z_0-9]*(?:::[A-Za-z_][A-Za-z_0-9]*)?/y;
const PLAIN_NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;

/** The tokens of a source, one after the other. */
export class Lexer {
  readonly source: Source;
  readonly #dialect: Dialect;
  /** What names belong to that say nothing else. */
  namespace = OWN_NAMESPACE;
  #at = 0;
  readonly warnings: string[] = [];

  constructor(source: Source, dialect: Dialect) {
    this.source = source;
    this.#dialect = dialect;
  }

  next(): Token {
    const { text } = this.source;
    this.#at += matchAt(BLANK, text, this.#at)?.length ?? 0;
    const at = this.#at;
    const character = text[at];
    // The end of a text ends its last line, too.
    if (at === text.length) return this.#take({ kind: "newline", text: "", at }, 1);
    if (character === undefined) return { kind: "end", text: "", at };
    if (character === "\n") return this.#take({ kind: "newline", text: "\n", at }, 1);
    if (character === '"') return this.#string();
    const { isPosix, isTraditional } = this.#dialect;
    const number = matchAt(isPosix || isTraditional ? PLAIN_NUMBER : NUMBER, text, at);
    if (number !== undefined)
      return this.#take(
        { kind: "number", text: number, value: numberOf(number, isPosix || isTraditional), at },
        number.length,
      );
    const word = matchAt(WORD, text, at);
    if (word !== undefined) return this.#word(word);
    const operator = OPERATORS.find((known) => text.startsWith(known, at) && !isUnknown(this.#dialect, known));
    if (operator === undefined) throw errorAt(this.source, at, `invalid char '${character}' in expression`);
    const alias = operator === "**" ? "^" : operator === "**=" ? "^=" : operator;
    return this.#take({ kind: "operator", text: alias, at }, operator.length);
  }

  /** Goes back to a token that was read before. */
  goTo(at: number): void {
    this.#at = at;
  }

  /** Reads what begins with a slash again, as a regular expression. */
  regexAt(at: number): Token {
    const { text } = this.source;
    let isInBracket = false;
    for (let end = at + 1; end < text.length; end++) {
      const character = text[end];
      if (character === "\n") break;
      if (character === "\\") end++;
      else if (isInBracket) {
        if (character === "[" && text[end + 1] === ":") end = Math.max(end, text.indexOf(":]", end) + 1);
        else if (character === "]") isInBracket = false;
      } else if (character === "[") {
        isInBracket = true;
        if (text[end + 1] === "^") end++;
        if (text[end + 1] === "]") end++;
      } else if (character === "/") {
        this.#at = end + 1;
        return { kind: "regex", text: text.slice(at + 1, end).replaceAll("\\\n", ""), at };
      }
    }
    throw errorAt(this.source, at + 1, "unterminated regexp");
  }

  #take(token: Token, length: number): Token {
    this.#at = token.at + length;
    return token;
  }

  #word(word: string): Token {
    const at = this.#at;
    const isKnown = !isUnknown(this.#dialect, word);
    if (KEYWORDS.has(word) && isKnown)
      return this.#take({ kind: "keyword", text: word === "func" ? "function" : word, at }, word.length);
    if (BUILTINS.has(word) && isKnown) return this.#take({ kind: "builtin", text: word, at }, word.length);
    const isCalled = this.source.text[at + word.length] === "(";
    return this.#take({ kind: isCalled ? "function-name" : "name", text: this.#qualified(word), at }, word.length);
  }

  /** A name with its namespace, unless that is awk's own, which all in capitals are in. */
  #qualified(word: string): string {
    if (word.includes("::")) return word.replace(/^awk::/, "");
    return this.namespace === OWN_NAMESPACE || /^[A-Z]+$/.test(word) ? word : `${this.namespace}::${word}`;
  }

  #string(): Token {
    const { text } = this.source;
    const at = this.#at;
    let end = at + 1;
    while (end < text.length && text[end] !== '"') {
      if (text[end] === "\n") throw errorAt(this.source, at, "unterminated string");
      end += text[end] === "\\" ? 2 : 1;
    }
    if (end >= text.length) throw errorAt(this.source, at, "unterminated string");
    const written = text.slice(at + 1, end);
    if (this.#dialect.isPosix && written.includes("\n"))
      throw new ProgramError([`${this.#place(at)}: fatal: POSIX does not allow physical newlines in string values`], 2);
    const value = readEscapes(written.replace(/\\\r?\n/g, ""), (letter) => {
      const warning = `escape sequence \`\\${letter}' treated as plain \`${letter}'`;
      if (!this.warnings.some((known) => known.endsWith(warning)))
        this.warnings.push(`${this.#place(at)}: warning: ${warning}`);
    });
    return this.#take({ kind: "string", text: value, at }, end + 1 - at);
  }

  #place(at: number): string {
    let line = 1;
    for (let i = 0; i < at; i++) if (this.source.text[i] === "\n") line++;
    return `${this.source.name}:${line}`;
  }
}

function matchAt(regex: RegExp, text: string, at: number): string | undefined {
  regex.lastIndex = at;
  return regex.exec(text)?.[0];
}

function numberOf(text: string, isDecimal: boolean): number {
  if (isDecimal) return Number(text);
  if (/^0[xX]/.test(text)) return Number(text);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return Number(text);
}
