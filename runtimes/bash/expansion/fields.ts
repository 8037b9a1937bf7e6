import { quotePattern } from "./pattern.ts";

const DEFAULT_IFS = " \t\n";
const PATTERN_UNIT = /[*?[\\]|[+@!]\(/;

/** What separates fields: white space among it is taken in runs. */
export interface FieldSeparators {
  readonly all: string;
  /** Between the elements of `"$*"`. */
  readonly first: string;
}

export function separatorsOf(ifs: string | undefined): FieldSeparators {
  const all = ifs ?? DEFAULT_IFS;
  return { all, first: String.fromCodePoint(...[all.codePointAt(0) ?? []].flat()) };
}

export interface Field {
  readonly text: string;
  /** The field as a pattern, if something in it was not quoted that may be one. */
  readonly pattern: string | undefined;
}

export interface FieldsMark {
  readonly count: number;
  readonly length: number;
  readonly hasField: boolean;
}

/**
 * Where the results of a word's expansions go, piece by piece. It makes fields of them (or one text, if it doesn't split),
 * and keeps beside each its pattern, in which what was quoted is quoted.
 */
export class Fields {
  readonly fields: Field[] = [];
  readonly isSplitting: boolean;
  readonly #quote: (text: string) => string;
  #text = "";
  #pattern = "";
  #isPattern = false;
  #hasField = false;
  /** The last field was ended by white space, to which a separator that follows belongs. */
  #isAfterSpace = false;

  constructor(isSplitting: boolean, quote: (text: string) => string = quotePattern) {
    this.isSplitting = isSplitting;
    this.#quote = quote;
  }

  get text(): string {
    return this.#text;
  }

  get pattern(): string {
    return this.#pattern;
  }

  /** What tells whether something came since; see {@link isAsAt}. */
  mark(): FieldsMark {
    return { count: this.fields.length, length: this.#text.length, hasField: this.#hasField };
  }

  isAsAt(mark: FieldsMark): boolean {
    return mark.count === this.fields.length && mark.length === this.#text.length;
  }

  /** An empty text that came since makes no field. */
  forgetEmpty(mark: FieldsMark): void {
    this.#hasField = mark.hasField;
  }

  /** Stands for itself, and makes a field even if it is empty. */
  quoted(text: string): void {
    this.#hasField = true;
    this.#isAfterSpace = false;
    this.#text += text;
    this.#pattern += this.#quote(text);
  }

  /** Is not split, but may be a pattern. */
  literal(text: string): void {
    if (text === "") return;
    this.#hasField = true;
    this.#isAfterSpace = false;
    this.#text += text;
    this.#pattern += text;
    if (!this.#isPattern && PATTERN_UNIT.test(text)) this.#isPattern = true;
  }

  /** The result of an expansion that was not quoted. */
  split(text: string, separators: FieldSeparators): void {
    if (!this.isSplitting || separators.all === "") {
      this.literal(text);
      return;
    }
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charAt(i);
      if (!separators.all.includes(unit)) continue;
      if (i > start) this.literal(text.slice(start, i));
      start = i + 1;
      const isSpace = unit === " " || unit === "\t" || unit === "\n";
      if (this.#hasField) {
        this.end();
        this.#isAfterSpace = isSpace;
      } else if (!isSpace) {
        if (!this.#isAfterSpace) this.fields.push({ text: "", pattern: undefined });
        this.#isAfterSpace = false;
      }
    }
    if (start < text.length) this.literal(start === 0 ? text : text.slice(start));
  }

  /** Ends the field, if there is one. */
  end(): void {
    if (!this.#hasField) return;
    this.fields.push({ text: this.#text, pattern: this.#isPattern ? this.#pattern : undefined });
    this.#text = "";
    this.#pattern = "";
    this.#isPattern = false;
    this.#hasField = false;
    this.#isAfterSpace = false;
  }
}
