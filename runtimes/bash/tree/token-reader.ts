import type { LeftOpen, Token, Tokens } from "./tokens.ts";

/** The first thing in a text that bash's grammar has no place for. */
export type Unexpected = (
  | { readonly kind: "token"; readonly text: string; readonly position: number; readonly isInArray: boolean }
  | { readonly kind: "end" }
  | { readonly kind: "condition"; readonly messages: readonly string[]; readonly position: number }
) & {
  /** In `$(…)` or `<(…)`. */
  readonly isInSubstitution: boolean;
};

export class UnexpectedError extends Error {
  readonly unexpected: Unexpected;

  constructor(unexpected: Unexpected) {
    super(unexpected.kind);
    this.unexpected = unexpected;
  }
}

/** Where a part of a text stands that is read by a reader of its own. */
export interface Place {
  readonly depth: number;
  readonly isInSubstitution: boolean;
  readonly isInArray: boolean;
  /** Where here-documents are put that end with the text. */
  readonly openHereDocs: LeftOpen[];
}

/** Looks at the next token, takes it, or gives up because of it. */
export class TokenReader {
  readonly #tokens: Tokens;
  readonly #place: Place;
  #peeked: Token | undefined;

  constructor(tokens: Tokens, place: Place) {
    this.#tokens = tokens;
    this.#place = place;
  }

  /** Behind the last token. What is read by other rules is passed over by setting it, before anything is peeked at. */
  get at(): number {
    return this.#tokens.at;
  }

  set at(position: number) {
    this.#tokens.at = position;
  }

  get isInSubstitution(): boolean {
    return this.#place.isInSubstitution;
  }

  peek(): Token {
    this.#peeked ??= this.#tokens.next();
    return this.#peeked;
  }

  next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    return token;
  }

  is(kind: Token["kind"], text: string): boolean {
    const token = this.peek();
    return token.kind === kind && token.text === text;
  }

  isOneOf(kind: Token["kind"], texts: ReadonlySet<string>): boolean {
    const token = this.peek();
    return token.kind === kind && texts.has(token.text);
  }

  expect(kind: Token["kind"], text?: string): Token {
    const token = this.peek();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) this.fail();
    return this.next();
  }

  newlines(): void {
    while (this.peek().kind === "newline") this.next();
  }

  fail(token = this.peek()): never {
    const { isInArray, isInSubstitution } = this.#place;
    if (token.kind === "end") throw new UnexpectedError({ kind: "end", isInSubstitution });
    throw new UnexpectedError({ kind: "token", text: token.text, position: token.start, isInArray, isInSubstitution });
  }

  redirections(): void {
    while (this.peek().kind === "redirection") this.redirection();
  }

  redirection(): void {
    const { text } = this.next();
    const target = this.expect("word");
    if (text === "<<" || text === "<<-") this.#tokens.hereDoc(target.text, text === "<<-");
  }
}
