/** A token; `text` is what was written. */
export interface Token {
  readonly kind: "number" | "name" | "string" | "word" | "sign" | "newline" | "end";
  readonly text: string;
}

/** Thrown when there is not enough text for a decision. */
export class NeedsMore extends Error {}

/** The text that is read: all files, and the standard input, one behind the other. */
export interface BcText {
  readonly text: string;
  /** Whether nothing follows. */
  readonly isEnded: boolean;
  /** Where files begin, in their order. */
  readonly files: readonly { readonly name: string; readonly start: number }[];
}

const NEWLINE = 10;
const WORDS = new Set(
  "auto break continue define else for halt history ibase if last length limits obase print quit random read return scale sqrt void warranty while".split(
    " ",
  ),
);
const SIGNS = /&&|\|\||\+\+|--|[-+*/%^=<>!]=|[-+*/%^=<>!(),;{}[\]&]/y;
const NAME = /[a-z][a-z0-9_]*/y;
const NUMBER = /(?:[0-9A-Z]|\\\n)*(?:\.(?:[0-9A-Z]|\\\n)*)?/y;
const SPACE = /(?:[ \t]|\\\n)+/y;

export class BcLexer {
  readonly #source: BcText;
  readonly #complain: (message: string) => void;
  #at: number;
  #line: number;
  #file: number;

  /** @param complain of a character that means nothing, which is then passed over */
  constructor(source: BcText, place: BcPlace, complain: (message: string) => void) {
    this.#source = source;
    this.#complain = complain;
    this.#at = place.at;
    this.#line = place.line;
    this.#file = place.file;
  }

  get place(): BcPlace {
    return { at: this.#at, line: this.#line, file: this.#file };
  }

  get fileName(): string {
    return this.#source.files[this.#file]?.name ?? "";
  }

  /** @throws NeedsMore */
  next(): Token {
    const { text } = this.#source;
    for (;;) {
      this.#enterFile();
      const character = text.charAt(this.#at);
      if (character === "") {
        if (!this.#source.isEnded) throw new NeedsMore();
        return { kind: "end", text: "" };
      }
      if (character === "\n") {
        this.#take(1);
        return { kind: "newline", text: "\n" };
      }
      if (this.#skipBlank(character)) continue;
      const token = this.#token(character);
      if (token) return token;
      this.#take(1);
      this.#complain(`illegal character: ${visible(character)}`);
    }
  }

  #token(character: string): Token | undefined {
    if (character === '"') return this.#string();
    if (character === ".") {
      const text = this.#match(NUMBER);
      return text === "." ? { kind: "word", text: "last" } : { kind: "number", text: numberText(text) };
    }
    if (/[0-9A-Z]/.test(character)) return { kind: "number", text: numberText(this.#match(NUMBER)) };
    if (/[a-z]/.test(character)) {
      const text = this.#match(NAME);
      return { kind: WORDS.has(text) ? "word" : "name", text };
    }
    const text = this.#match(SIGNS);
    return text === "" ? undefined : { kind: "sign", text };
  }

  #string(): Token | undefined {
    const end = this.#source.text.indexOf('"', this.#at + 1);
    if (end < 0) {
      if (!this.#source.isEnded) throw new NeedsMore();
      return undefined;
    }
    const text = this.#source.text.slice(this.#at + 1, end);
    this.#take(text.length + 2);
    return { kind: "string", text };
  }

  #skipBlank(character: string): boolean {
    const { text } = this.#source;
    if (character === "#") {
      const end = text.indexOf("\n", this.#at);
      if (end < 0 && !this.#source.isEnded) throw new NeedsMore();
      this.#take((end < 0 ? text.length : end) - this.#at);
      return true;
    }
    if (text.startsWith("/*", this.#at)) {
      const end = text.indexOf("*/", this.#at + 2);
      if (end < 0 && !this.#source.isEnded) throw new NeedsMore();
      if (end < 0) this.#complain("EOF encountered in a comment.");
      this.#take((end < 0 ? text.length : end + 2) - this.#at);
      return true;
    }
    return this.#match(SPACE) !== "";
  }

  /** Takes what fits here; a fit that reaches the end of the text could become longer. */
  #match(pattern: RegExp): string {
    const { text, isEnded } = this.#source;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(text)?.[0] ?? "";
    if (this.#at + found.length >= text.length && !isEnded) throw new NeedsMore();
    this.#take(found.length);
    return found;
  }

  #take(length: number): void {
    const end = this.#at + length;
    const { text } = this.#source;
    for (; this.#at < end; this.#at++) if (text.charCodeAt(this.#at) === NEWLINE) this.#line++;
  }

  #enterFile(): void {
    for (;;) {
      const next = this.#source.files[this.#file + 1];
      if (next === undefined || this.#at < next.start) return;
      this.#file++;
      this.#line = 1;
    }
  }

  get line(): number {
    return this.#line;
  }
}

export interface BcPlace {
  readonly at: number;
  readonly line: number;
  readonly file: number;
}

/** Without lines that were broken, zeros before all, and a point behind all. */
function numberText(written: string): string {
  const text = written.replaceAll("\\\n", "").replace(/^0+(?=[^.])/, "");
  return text === "0." ? "0" : text.replace(/^0\./, ".").replace(/\.$/, "");
}

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 32) return `^${String.fromCharCode(code + 64)}`;
  return code > 126 ? `\\${code.toString(8).padStart(3, "0")}` : character;
}
