import { ASSIGNMENT, compound, functionBody, type Grammar } from "./compound-grammar.ts";
import { type Place, TokenReader, type Unexpected, UnexpectedError } from "./token-reader.ts";
import { type LeftOpen, type Token, Tokens } from "./tokens.ts";

/** What bash finds in a text. */
export interface GrammarReading {
  /** The first thing that its grammar has no place for. Nothing if all is well. */
  readonly unexpected: Unexpected | undefined;
  /** Here-documents that ended with the text. */
  readonly openHereDocs: readonly LeftOpen[];
}

export function readGrammar(text: string, hasExtendedGlobs: boolean): GrammarReading {
  const openHereDocs: LeftOpen[] = [];
  const place = { depth: 0, isInSubstitution: false, isInArray: false, openHereDocs };
  try {
    new GrammarReader(text, 0, hasExtendedGlobs, place).script();
  } catch (error) {
    if (error instanceof UnexpectedError) return { unexpected: error.unexpected, openHereDocs };
    if (!(error instanceof TooDeepError)) throw error;
  }
  return { unexpected: undefined, openHereDocs };
}

class TooDeepError extends Error {}

/** Words that are none where a command begins, but continue or end another one. */
const CLOSERS = new Set(["then", "do", "done", "fi", "elif", "else", "esac", "}", "]]"]);
const SEPARATORS = new Set([";", "&"]);
/** Commands within commands; in what is deeper nothing is found. */
const MAX_DEPTH = 200;

/** Reads as bash does, which stops at the first token that can't follow. */
class GrammarReader implements Grammar {
  readonly text: string;
  readonly hasExtendedGlobs: boolean;
  readonly tokens: TokenReader;
  readonly #place: Place;
  #depth: number;

  constructor(text: string, from: number, hasExtendedGlobs: boolean, place: Place) {
    this.text = text;
    this.hasExtendedGlobs = hasExtendedGlobs;
    this.#place = place;
    this.#depth = place.depth;
    const inner = {
      substitution: (start: number) => this.#inner(start, { isInSubstitution: true, isInArray: false }).substitution(),
      openHereDocs: place.openHereDocs,
      array: place.isInArray ? undefined : (start: number) => this.#inner(start, { isInArray: true }).array(),
    };
    this.tokens = new TokenReader(new Tokens(text, from, hasExtendedGlobs, inner), place);
  }

  script(): void {
    this.tokens.newlines();
    while (this.tokens.peek().kind !== "end") {
      this.list();
      if (this.tokens.peek().kind === "end") return;
      if (this.tokens.peek().kind !== "newline") this.tokens.fail();
      this.tokens.newlines();
    }
  }

  /** The script of a substitution. @returns where it ends, behind its bracket */
  substitution(): number {
    this.tokens.newlines();
    if (!this.tokens.is("operator", ")")) {
      this.list((token) => token.kind === "operator" && token.text === ")");
      if (!this.tokens.is("operator", ")")) this.tokens.fail();
    }
    this.tokens.next();
    return this.tokens.at;
  }

  /** The elements of an array. @returns where they end, behind the bracket */
  array(): number {
    for (;;) {
      const token = this.tokens.next();
      if (token.kind === "operator" && token.text === ")") return this.tokens.at;
      if (token.kind !== "word" && token.kind !== "newline") this.tokens.fail(token);
    }
  }

  #inner(from: number, place: Partial<Place>): GrammarReader {
    const depth = this.#depth + 1;
    if (depth > MAX_DEPTH) throw new TooDeepError();
    return new GrammarReader(this.text, from, this.hasExtendedGlobs, { ...this.#place, ...place, depth });
  }

  /** Commands with what stands between them. Newlines are between only where the list has an end that is looked for. */
  list(isEnd?: (token: Token) => boolean): void {
    for (;;) {
      this.#andOr();
      const isSeparated = this.tokens.isOneOf("operator", SEPARATORS);
      if (isSeparated) this.tokens.next();
      if (!isEnd) {
        if (!isSeparated || this.tokens.peek().kind === "newline" || this.tokens.peek().kind === "end") return;
        continue;
      }
      if (!isSeparated && this.tokens.peek().kind !== "newline") return;
      this.tokens.newlines();
      if (isEnd(this.tokens.peek())) return;
    }
  }

  /** A list up to one of these words. */
  listTo(...words: readonly string[]): string {
    this.tokens.newlines();
    const isEnd = (token: Token): boolean => token.kind === "word" && words.includes(token.text);
    this.list(isEnd);
    if (!isEnd(this.tokens.peek())) this.tokens.fail();
    return this.tokens.next().text;
  }

  #andOr(): void {
    this.#pipeline();
    while (this.tokens.is("operator", "&&") || this.tokens.is("operator", "||")) {
      this.tokens.next();
      this.tokens.newlines();
      this.#pipeline();
    }
  }

  #pipeline(): void {
    for (;;) {
      const isPrefixed = this.#prefixes();
      if (isPrefixed && this.#endsPipeline()) return;
      this.#command();
      if (!this.tokens.is("operator", "|") && !this.tokens.is("operator", "|&")) return;
      this.tokens.next();
      this.tokens.newlines();
    }
  }

  /** @returns whether there were any */
  #prefixes(): boolean {
    const { tokens } = this;
    for (let isPrefixed = false; ; isPrefixed = true) {
      if (tokens.is("word", "!")) tokens.next();
      else if (!tokens.is("word", "time")) return isPrefixed;
      else {
        tokens.next();
        if (tokens.is("word", "-p")) tokens.next();
        if (tokens.is("word", "--")) tokens.next();
      }
    }
  }

  #endsPipeline(): boolean {
    const { kind } = this.tokens.peek();
    return kind === "newline" || kind === "end" || this.tokens.isOneOf("operator", SEPARATORS);
  }

  #command(): void {
    if (++this.#depth > MAX_DEPTH) throw new TooDeepError();
    const token = this.tokens.peek();
    if (token.kind === "operator" || (token.kind === "word" && CLOSERS.has(token.text))) {
      if (token.text !== "(") this.tokens.fail();
    }
    if (compound(this)) this.tokens.redirections();
    else this.simple();
    this.#depth--;
  }

  /** Assignments, redirections and words; a first word with brackets behind it is a function. */
  simple(): void {
    const first = this.tokens.peek();
    if (first.kind !== "word" && first.kind !== "redirection") this.tokens.fail();
    if (first.kind === "word") {
      this.tokens.next();
      if (!ASSIGNMENT.test(first.text) && this.tokens.is("operator", "(")) {
        this.tokens.next();
        this.tokens.expect("operator", ")");
        functionBody(this);
        return;
      }
    }
    this.elements();
  }

  elements(): void {
    for (;;) {
      const { kind } = this.tokens.peek();
      if (kind === "word") this.tokens.next();
      else if (kind === "redirection") this.tokens.redirection();
      else return;
    }
  }
}
