/** A line of which some characters had a backslash before them: those separate nothing. */
export interface MarkedLine {
  readonly text: string;
  /** Offsets of the characters that had one. */
  readonly quoted: ReadonlySet<number>;
}

const BLANKS = " \t\n";

class Splitter {
  readonly #line: MarkedLine;
  readonly #separators: string;
  #at = 0;

  constructor(line: MarkedLine, separators: string) {
    this.#line = line;
    this.#separators = separators;
    this.#skipBlanks();
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#line.text.length;
  }

  /** The next field; what separates it from the one behind is taken as well. */
  field(): string {
    const { text } = this.#line;
    const start = this.#at;
    while (this.#at < text.length && !this.#separatesAt(this.#at)) this.#at++;
    const field = text.slice(start, this.#at);
    this.#skipBlanks();
    if (this.#at < text.length && this.#separatesAt(this.#at) && !this.#isBlankAt(this.#at)) {
      this.#at++;
      this.#skipBlanks();
    }
    return field;
  }

  /** For the last name: one field if only that is left, otherwise all that is left but blanks at its end. */
  rest(): string {
    const start = this.#at;
    const field = this.field();
    if (this.isAtEnd) return field;
    let end = this.#line.text.length;
    while (end > start && this.#isBlankAt(end - 1)) end--;
    return this.#line.text.slice(start, end);
  }

  #skipBlanks(): void {
    while (this.#at < this.#line.text.length && this.#isBlankAt(this.#at)) this.#at++;
  }

  #separatesAt(at: number): boolean {
    return this.#separators.includes(this.#line.text.charAt(at)) && !this.#line.quoted.has(at);
  }

  #isBlankAt(at: number): boolean {
    return this.#separatesAt(at) && BLANKS.includes(this.#line.text.charAt(at));
  }
}

/** For `count` names: the last gets what is left. */
export function splitForNames(line: MarkedLine, separators: string, count: number): string[] {
  const splitter = new Splitter(line, separators);
  const fields: string[] = [];
  for (let i = 0; i < count - 1; i++) fields.push(splitter.isAtEnd ? "" : splitter.field());
  fields.push(splitter.isAtEnd ? "" : splitter.rest());
  return fields;
}

export function splitAll(line: MarkedLine, separators: string): string[] {
  const splitter = new Splitter(line, separators);
  const fields: string[] = [];
  while (!splitter.isAtEnd) fields.push(splitter.field());
  return fields;
}
