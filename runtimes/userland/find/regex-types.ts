import { compileRegex, type Regex } from "../../regex/regex.ts";
import { RegexSyntaxError } from "../../regex/tree.ts";

/* The syntaxes of `-regextype`, each written as the extended one: https://www.gnu.org/software/gnulib/manual/html_node/Regular-expression-syntaxes.html */

/** How an operator is written: as it is, behind a backslash, or not at all. */
type Form = "plain" | "escaped" | "none";

interface Syntax {
  readonly groups: Form;
  readonly choices: Form;
  /** `+` and `?`. */
  readonly repeats: Form;
  readonly intervals: Form;
  /** What an operator is that has nothing before it. */
  readonly leading: "text" | "error" | "nothing";
  /** Whether there are classes such as `[:alpha:]`. */
  readonly hasClasses: boolean;
  /** Whether a backslash quotes what is in brackets. */
  readonly quotesInBrackets: boolean;
  /** `\w`, `\<` and the like. */
  readonly hasWordEscapes: boolean;
  readonly hasBackReferences: boolean;
  readonly dotIsNewline: boolean;
  /** Whether a newline stands between choices. */
  readonly newlineIsChoice: boolean;
  /** Whether what is no interval is text. */
  readonly isLenient: boolean;
}

const BASIC: Syntax = {
  groups: "escaped",
  choices: "escaped",
  repeats: "escaped",
  intervals: "escaped",
  leading: "text",
  hasClasses: true,
  quotesInBrackets: false,
  hasWordEscapes: true,
  hasBackReferences: true,
  dotIsNewline: true,
  newlineIsChoice: false,
  isLenient: false,
};
const EXTENDED: Syntax = {
  ...BASIC,
  groups: "plain",
  choices: "plain",
  repeats: "plain",
  intervals: "plain",
  leading: "error",
};
const DEFAULT: Syntax = { ...BASIC, repeats: "plain", intervals: "none", hasClasses: false };
const EGREP: Syntax = { ...EXTENDED, leading: "nothing", newlineIsChoice: true, isLenient: true };

/** In the order in which messages name them. */
const SYNTAXES: Readonly<Record<string, Syntax>> = {
  "findutils-default": DEFAULT,
  ed: BASIC,
  emacs: { ...DEFAULT, dotIsNewline: false },
  "gnu-awk": { ...EXTENDED, leading: "text", quotesInBrackets: true, isLenient: true },
  grep: { ...BASIC, newlineIsChoice: true },
  "posix-awk": { ...EXTENDED, quotesInBrackets: true, hasWordEscapes: false, isLenient: true },
  awk: {
    ...EXTENDED,
    intervals: "none",
    leading: "text",
    quotesInBrackets: true,
    hasWordEscapes: false,
    hasBackReferences: false,
  },
  "posix-basic": BASIC,
  "posix-egrep": EGREP,
  egrep: EGREP,
  "posix-extended": EXTENDED,
  "posix-minimal-basic": { ...BASIC, choices: "none", repeats: "none" },
  sed: BASIC,
};

export const REGEX_TYPES = Object.keys(SYNTAXES);

/** @returns what a whole path has to match, or the error, with glibc's message */
export function compileFindRegex(text: string, type: string, ignoreCase: boolean): Regex | RegexSyntaxError {
  const syntax = SYNTAXES[type] ?? DEFAULT;
  try {
    const extended = new ExtendedWriter(text, syntax).written();
    const isBasic = syntax.groups === "escaped";
    return compileRegex(extended, {
      syntax: "extended",
      ignoreCase,
      whole: "line",
      isBasic,
      isLenient: syntax.isLenient,
    });
  } catch (error) {
    if (error instanceof RegexSyntaxError) return error;
    throw error;
  }
}

class ExtendedWriter {
  readonly #text: string;
  readonly #syntax: Syntax;
  #at = 0;
  #written = "";
  /** Whether an expression begins here. */
  #begins = true;

  constructor(text: string, syntax: Syntax) {
    this.#text = text;
    this.#syntax = syntax;
  }

  /** @throws RegexSyntaxError */
  written(): string {
    while (this.#at < this.#text.length) this.#next();
    return this.#written;
  }

  #next(): void {
    const character = this.#text.charAt(this.#at++);
    if (character === "\\") this.#escape();
    else if (character === "[") this.#bracket();
    else if (character === "*") this.#repeat("*");
    else if (character === "^" || character === "$") this.#anchor(character);
    else if (character === ".") this.#put(this.#syntax.dotIsNewline ? "." : "[^\n]");
    else if (character === "\n" && this.#syntax.newlineIsChoice) this.#operator("|");
    else if (this.#formOf(character) === "plain") this.#operator(character);
    else this.#put("+?|(){}".includes(character) ? `\\${character}` : character);
  }

  #escape(): void {
    const { hasWordEscapes, hasBackReferences } = this.#syntax;
    if (this.#at >= this.#text.length) throw new RegexSyntaxError("Trailing backslash");
    const character = this.#text.charAt(this.#at++);
    if (this.#formOf(character) === "escaped") this.#operator(character);
    else if ((/[1-9]/.test(character) && !hasBackReferences) || (/[wWsSbB<>`']/.test(character) && !hasWordEscapes))
      this.#put(character);
    else this.#put(`\\${character}`);
  }

  #formOf(character: string): Form | undefined {
    const { groups, choices, repeats, intervals } = this.#syntax;
    if (character === "(" || character === ")") return groups;
    if (character === "|") return choices;
    if (character === "+" || character === "?") return repeats;
    return character === "{" || character === "}" ? intervals : undefined;
  }

  #operator(character: string): void {
    if (character === "+" || character === "?") this.#repeat(character);
    else if (character === "{") this.#interval();
    else if (character === "(" || character === "|") {
      this.#written += character;
      this.#begins = true;
    } else this.#put(character);
  }

  #repeat(character: string): void {
    const { leading } = this.#syntax;
    if (!this.#begins) this.#written += character;
    else if (leading === "error") throw new RegexSyntaxError("Invalid preceding regular expression");
    else if (leading === "text") this.#put(`\\${character}`);
  }

  /** Its content is the same in all syntaxes; its end may have a backslash. */
  #interval(): void {
    const { intervals, leading } = this.#syntax;
    const end = intervals === "escaped" ? "\\}" : "}";
    const close = this.#text.indexOf(end, this.#at);
    if (close < 0 && intervals === "escaped") throw new RegexSyntaxError("Unmatched \\{");
    const content = this.#text.slice(this.#at, close < 0 ? undefined : close);
    if (this.#begins && leading === "error") throw new RegexSyntaxError("Invalid preceding regular expression");
    const isInterval = close >= 0 && /^(?:\d+(?:,\d*)?|,\d*)$/.test(content);
    if (!isInterval && this.#syntax.isLenient) {
      if (!this.#begins || leading !== "nothing") this.#put("\\{");
      return;
    }
    this.#at += close < 0 ? content.length : content.length + end.length;
    if (!this.#begins) this.#written += `{${content}${close < 0 ? "" : "}"}`;
    else if (leading === "text") this.#put(`\\{${content}\\}`);
  }

  #anchor(character: string): void {
    if (this.#syntax.groups === "plain") this.#written += character;
    else if (character === "^") {
      this.#written += this.#begins ? "^" : "\\^";
    } else {
      const rest = this.#text.slice(this.#at);
      this.#put(rest === "" || /^\\[)|]/.test(rest) ? "$" : "\\$");
    }
  }

  #put(text: string): void {
    this.#written += text;
    this.#begins = false;
  }

  /** @throws RegexSyntaxError */
  #bracket(): void {
    let content = "[";
    if (this.#text.charAt(this.#at) === "^") {
      content += "^";
      this.#at++;
    }
    for (let isFirst = true; ; isFirst = false) {
      const character = this.#text.charAt(this.#at);
      if (character === "")
        throw new RegexSyntaxError(isFirst ? "Invalid regular expression" : "Unmatched [, [^, [:, [., or [=");
      if (character === "]" && !isFirst) break;
      content += this.#element(character);
    }
    this.#at++;
    this.#put(`${content}]`);
  }

  /** One element of a bracket expression; what means something else in the other syntax stands in `[. .]`. */
  #element(character: string): string {
    const { hasClasses, quotesInBrackets } = this.#syntax;
    const kind = this.#text.charAt(this.#at + 1);
    if (character === "\\" && quotesInBrackets && kind !== "") {
      this.#at += 2;
      return `[.${kind}.]`;
    }
    const close = character === "[" && ":.=".includes(kind) && kind !== "" ? this.#closing(kind) : -1;
    if (close < 0 || (kind === ":" && !hasClasses)) {
      this.#at++;
      return character === "[" ? "[.[.]" : character;
    }
    const element = this.#text.slice(this.#at, close);
    this.#at = close;
    return element;
  }

  /** Where `[:`, `[.` or `[=` ends; -1 if it doesn't. */
  #closing(kind: string): number {
    const close = this.#text.indexOf(`${kind}]`, this.#at + 2);
    return close < 0 ? -1 : close + 2;
  }
}
