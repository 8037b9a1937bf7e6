import type { Span } from "./pattern-fault.ts";

/** Goes through the characters of a pattern. */
export class CharacterReader {
  readonly #characters: readonly string[];
  at = 0;
  /** Blanks and comments mean nothing. */
  isExtended = false;

  constructor(text: string) {
    this.#characters = [...text];
  }

  get isAtEnd(): boolean {
    return this.at >= this.#characters.length;
  }

  get character(): string {
    return this.#characters[this.at] ?? "";
  }

  is(character: string): boolean {
    return this.character === character;
  }

  /** The span of the character. */
  get here(): Span {
    return { start: this.at, end: this.at + 1 };
  }

  /** The empty span before the character. */
  get place(): Span {
    return { start: this.at, end: this.at };
  }

  /** @returns whether there is another character */
  step(): boolean {
    if (!this.isAtEnd) this.at++;
    return !this.isAtEnd;
  }

  stepOverBlanks(): boolean {
    this.step();
    this.skipBlanks();
    return !this.isAtEnd;
  }

  skipBlanks(): void {
    if (!this.isExtended) return;
    for (; !this.isAtEnd; this.at++) {
      if (this.is("#")) while (!this.isAtEnd && !this.is("\n")) this.at++;
      else if (!/\s/u.test(this.character)) return;
    }
  }

  /** What follows the character, past blanks. */
  get next(): string | undefined {
    const at = this.at;
    this.stepOverBlanks();
    const found = this.isAtEnd ? undefined : this.character;
    this.at = at;
    return found;
  }

  startsWith(text: string): boolean {
    return [...text].every((character, index) => this.#characters[this.at + index] === character);
  }

  skip(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.at += text.length;
    return true;
  }

  textFrom(start: number): string {
    return this.#characters.slice(start, this.at).join("");
  }
}
