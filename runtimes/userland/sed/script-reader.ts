import { encodedLength } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";

/** Where a part of the script came from. */
export type ScriptSource =
  | { readonly kind: "expression"; readonly number: number }
  | { readonly kind: "file"; readonly name: string };

/** The status of a script, or of arguments, that make no sense. */
export const BAD_USAGE = 1;

/** A part of the script, read character by character, which knows where it is for the sake of messages. */
export class ScriptReader {
  readonly text: string;
  readonly #source: ScriptSource;
  #at = 0;

  constructor(text: string, source: ScriptSource) {
    this.text = text;
    this.#source = source;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** The next character; "" at the end. */
  take(): string {
    const character = this.peek();
    this.#at += character.length;
    return character;
  }

  peek(): string {
    const code = this.text.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  skip(length: number): void {
    this.#at += length;
  }

  /** Skips blanks. @returns the character behind them, taken */
  takeBehindBlanks(): string {
    this.skipBlanks();
    return this.take();
  }

  skipBlanks(): void {
    while (/^[^\S\n]$/.test(this.peek())) this.#at++;
  }

  /** Takes as far as the expression, which is sticky, matches. */
  takeMatch(regex: RegExp): string {
    regex.lastIndex = this.#at;
    const [found = ""] = regex.exec(this.text) ?? [];
    this.#at += found.length;
    return found;
  }

  /** An error where the reader is. */
  failure(message: string): Failure {
    if (this.#source.kind === "expression") {
      const read = encodedLength(this.text.slice(0, this.#at));
      return new Failure(`-e expression #${this.#source.number}, char ${read}: ${message}`, BAD_USAGE);
    }
    const line = this.text.slice(0, this.#at).split("\n").length;
    return new Failure(`file ${this.#source.name} line ${line}: ${message}`, BAD_USAGE);
  }
}
