import { bracketEnd } from "./word-end.ts";

/** What bash's grammar is about. A text that has no newline at its end gets one, and `end` stands behind that. */
export interface Token {
  readonly kind: "word" | "operator" | "redirection" | "newline" | "end";
  readonly text: string;
  readonly start: number;
}

const OPERATOR = /;;&|;;|;&|&&|\|\||\|&|[;&|()]/y;
/** With the number or the name of a variable in front, which is a part of it. */
const REDIRECTION = /(?:\d+|\{[A-Za-z_][A-Za-z_0-9]*\})?(?:<<<|<<-|&>>|<<|>>|>&|<&|<>|>\||[<>])|&>>|&>/y;
const BLANKS = /(?:[ \t]|\\\n)*/y;
const ASSIGNED_ELEMENT = /^[A-Za-z_][A-Za-z_0-9]*$/;
const ASSIGNMENT = /^[A-Za-z_][A-Za-z_0-9]*(?:\[.*\])?\+?=$/s;

/** A here-document that ended with the text. */
export interface LeftOpen {
  /** Of the newline before it. */
  readonly position: number;
  readonly delimiter: string;
}

/** What a word may hold that is read by other rules. Each reads from behind the opening bracket, and says where it ends. */
export interface Inner {
  /** `$(…)`, `<(…)` */
  substitution(from: number): number;
  /** `a=(…)`; there is none within another one. */
  readonly array: ((from: number) => number) | undefined;
  readonly openHereDocs: LeftOpen[];
}

/** Splits a text into tokens as bash does, one at a time; here-documents are passed over with the newline before them. */
export class Tokens {
  readonly #text: string;
  readonly #inner: Inner;
  /** Whether `@(…)` is a pattern. If not, a word ends at its bracket. */
  readonly #hasExtendedGlobs: boolean;
  readonly #hereDocs: { readonly delimiter: string; readonly stripsTabs: boolean }[] = [];
  at: number;

  constructor(text: string, from: number, hasExtendedGlobs: boolean, inner: Inner) {
    this.#text = text;
    this.at = from;
    this.#hasExtendedGlobs = hasExtendedGlobs;
    this.#inner = inner;
  }

  next(): Token {
    this.#skipBlanks();
    const start = this.at;
    const unit = this.#text[start];
    if (unit === undefined) {
      this.at = start + 1;
      const isBehind = start > this.#text.length || this.#text.endsWith("\n");
      return { kind: isBehind ? "end" : "newline", text: "newline", start };
    }
    if (unit === "\n") {
      this.at++;
      this.#skipHereDocs();
      return { kind: "newline", text: "newline", start };
    }
    if (this.#text[start + 1] !== "(" || (unit !== "<" && unit !== ">")) {
      const operator = matchAt(REDIRECTION, this.#text, start);
      if (operator !== undefined) return this.#taken("redirection", operator, start);
    }
    const operator = matchAt(OPERATOR, this.#text, start);
    if (operator !== undefined) return this.#taken("operator", operator, start);
    this.#word();
    return { kind: "word", text: this.#text.slice(start, this.at), start };
  }

  /** Behind `<<`: the body begins after the next newline. */
  hereDoc(delimiter: string, stripsTabs: boolean): void {
    this.#hereDocs.push({ delimiter: delimiter.replace(/[\\'"]/g, ""), stripsTabs });
  }

  #taken(kind: "operator" | "redirection", text: string, start: number): Token {
    this.at = start + text.length;
    return { kind, text: kind === "redirection" ? text.replace(/^(?:\d+|\{.*\})/, "") : text, start };
  }

  #skipBlanks(): void {
    this.at += matchAt(BLANKS, this.#text, this.at)?.length ?? 0;
    if (this.#text[this.at] !== "#") return;
    const end = this.#text.indexOf("\n", this.at);
    this.at = end < 0 ? this.#text.length : end;
  }

  #skipHereDocs(): void {
    for (const { delimiter, stripsTabs } of this.#hereDocs.splice(0)) {
      const position = this.at - 1;
      if (!this.#skipBody(delimiter, stripsTabs)) this.#inner.openHereDocs.push({ position, delimiter });
    }
  }

  /** @returns whether the delimiter is there */
  #skipBody(delimiter: string, stripsTabs: boolean): boolean {
    while (this.at < this.#text.length) {
      const end = this.#text.indexOf("\n", this.at);
      const line = this.#text.slice(this.at, end < 0 ? undefined : end);
      this.at = end < 0 ? this.#text.length : end + 1;
      if ((stripsTabs ? line.replace(/^\t+/, "") : line) === delimiter) return true;
    }
    return false;
  }

  #word(): void {
    const text = this.#text;
    const start = this.at;
    while (this.at < text.length) {
      const unit = text[this.at] ?? "";
      const isGroup = text[this.at + 1] === "(";
      if (isGroup && (unit === "<" || unit === ">")) this.at = this.#inner.substitution(this.at + 2);
      else if (isGroup && this.#hasExtendedGlobs && "@+?*!".includes(unit))
        this.at = bracketEnd(text, this.at + 2, "(", ")");
      else if (unit === "(" && this.#inner.array && ASSIGNMENT.test(text.slice(start, this.at)))
        this.at = this.#inner.array(this.at + 1);
      else if (unit === "[" && ASSIGNED_ELEMENT.test(text.slice(start, this.at)))
        this.at = bracketEnd(text, this.at + 1, "[", "]");
      else if (" \t\n;&|()<>".includes(unit)) return;
      else this.#part(unit);
    }
  }

  /** One character, or what belongs together: quotes and expansions. */
  #part(unit: string): void {
    const text = this.#text;
    if (unit === "\\") this.at += 2;
    else if (unit === "'") this.at = closing(text, this.at + 1, "'");
    else if (unit === "`") this.at = escapedEnd(text, this.at + 1, "`");
    else if (unit === '"') this.#doubleQuotes();
    else if (unit === "$") this.#expansion();
    else this.at++;
  }

  #expansion(): void {
    const text = this.#text;
    const next = text[this.at + 1];
    if (next === "'") this.at = escapedEnd(text, this.at + 2, "'");
    else if (next === "{") this.at = bracketEnd(text, this.at + 2, "{", "}");
    else if (next !== "(") this.at++;
    else if (text[this.at + 2] === "(") this.at = bracketEnd(text, this.at + 2, "(", ")");
    else this.at = this.#inner.substitution(this.at + 2);
  }

  #doubleQuotes(): void {
    this.at++;
    while (this.at < this.#text.length) {
      const unit = this.#text[this.at] ?? "";
      if (unit === '"') {
        this.at++;
        return;
      }
      if (unit === "$" && this.#text[this.at + 1] === "'") this.at++;
      else if (unit === "\\" || unit === "$" || unit === "`") this.#part(unit);
      else this.at++;
    }
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function closing(text: string, from: number, quote: string): number {
  const end = text.indexOf(quote, from);
  return end < 0 ? text.length : end + 1;
}

function escapedEnd(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}
