import { bracketEnd, wordEnd } from "./word-end.ts";

/** Words after which a command begins again. */
const OPENERS = new Set(["then", "do", "else", "elif", "if", "while", "until", "!", "{", "time", "coproc"]);
const OPERATOR = /^(?:;;&|;;|;&|&&|\|\||\|&|[;&|()])/;
const REDIRECTION = /^(?:<<<|<<-|&>>|<<|>>|>&|<&|<>|>\||&>|[<>])[ \t]*/;

/** A text in which aliases are replaced by what they stand for. */
export interface AliasedText {
  readonly text: string;
  /** Where in the text as it was written a line goes on that ends at this place. */
  originalEnd(lineEnd: number): number;
}

/**
 * Puts what aliases stand for in place of command names. Bash does this while it reads; here it is done before parsing, on
 * words that stand where a command begins, outside of quotes, substitutions (they are read when they run) and here-documents.
 */
export function expandAliases(text: string, aliases: ReadonlyMap<string, string>): AliasedText {
  return new AliasReader(text, aliases).whole();
}

/** Where a `case` that is being read has got to. */
type CaseState = "word" | "in" | "patterns" | "commands";

class AliasReader {
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #length: number;
  /** What is read: the original text, with the text of each alias that was met in front of what follows it. */
  #text: string;
  #at = 0;
  #result = "";
  /** The aliases whose text is being read, each with how much is left when it has been read. */
  readonly #open: { readonly name: string; readonly left: number; readonly expandsNext: boolean }[] = [];
  #expectsCommand = true;
  /** The alias before ended in a blank: the next word may be one too. */
  #expandsNext = false;
  #isFunctionName = false;
  readonly #cases: CaseState[] = [];
  readonly #hereDocs: { readonly delimiter: string; readonly stripsTabs: boolean }[] = [];
  readonly #lineEnds: { readonly result: number; readonly original: number }[] = [];

  constructor(text: string, aliases: ReadonlyMap<string, string>) {
    this.#text = text;
    this.#length = text.length;
    this.#aliases = aliases;
  }

  whole(): AliasedText {
    while (this.#at < this.#text.length) {
      this.#endAliases();
      this.#token(this.#text[this.#at] ?? "");
    }
    const lineEnds = this.#lineEnds;
    return {
      text: this.#result,
      originalEnd: (lineEnd) => lineEnds.find(({ result }) => result >= lineEnd)?.original ?? this.#length,
    };
  }

  get #left(): number {
    return this.#text.length - this.#at;
  }

  #endAliases(): void {
    for (let last = this.#open.at(-1); last && this.#left <= last.left; last = this.#open.at(-1)) {
      this.#expandsNext = last.expandsNext;
      this.#open.pop();
    }
  }

  #take(end: number): string {
    const taken = this.#text.slice(this.#at, end);
    this.#result += taken;
    this.#at = end;
    return taken;
  }

  #token(unit: string): void {
    const rest = (): string => this.#text.slice(this.#at, this.#at + 4);
    if (unit === " " || unit === "\t") this.#take(this.#at + 1);
    else if (unit === "\\" && this.#text[this.#at + 1] === "\n") this.#take(this.#at + 2);
    else if (unit === "\n") this.#newline();
    else if (unit === "#") this.#take(this.#indexOrEnd("\n", this.#at));
    else if (unit === "(" && this.#text[this.#at + 1] === "(") {
      this.#take(bracketEnd(this.#text, this.#at + 1, "(", ")"));
      this.#expectsCommand = false;
    } else if ((unit === "<" || unit === ">") && this.#text[this.#at + 1] === "(") this.#word();
    else if (unit === "<" || unit === ">" || rest().startsWith("&>")) this.#redirection();
    else {
      const [operator] = OPERATOR.exec(rest()) ?? [];
      if (operator === undefined) this.#word();
      else this.#operator(operator);
    }
  }

  #indexOrEnd(what: string, from: number): number {
    const index = this.#text.indexOf(what, from);
    return index < 0 ? this.#text.length : index;
  }

  #newline(): void {
    this.#take(this.#at + 1);
    this.#expectsCommand = true;
    for (const { delimiter, stripsTabs } of this.#hereDocs.splice(0)) {
      while (this.#at < this.#text.length) {
        const line = this.#take(this.#indexOrEnd("\n", this.#at)).replace(stripsTabs ? /^\t+/ : "", "");
        this.#take(Math.min(this.#at + 1, this.#text.length));
        if (line === delimiter) break;
      }
    }
    this.#endAliases();
    if (this.#open.length === 0)
      this.#lineEnds.push({ result: this.#result.length, original: this.#length - this.#left });
  }

  #operator(operator: string): void {
    this.#take(this.#at + operator.length);
    const state = this.#cases.at(-1);
    if (state === "patterns") {
      if (operator === ")") this.#setCase("commands");
      else return;
    } else if (state === "commands" && operator.startsWith(";") && operator.length > 1) this.#setCase("patterns");
    this.#expectsCommand = true;
  }

  #redirection(): void {
    const [operator = ""] = REDIRECTION.exec(this.#text.slice(this.#at, this.#at + 100)) ?? [];
    this.#take(this.#at + operator.length);
    const target = this.#take(wordEnd(this.#text, this.#at));
    const kind = operator.trimEnd();
    if (kind === "<<" || kind === "<<-")
      this.#hereDocs.push({ delimiter: target.replace(/[\\'"]/g, ""), stripsTabs: kind === "<<-" });
  }

  #setCase(state: CaseState): void {
    this.#cases[this.#cases.length - 1] = state;
  }

  #word(): void {
    const end = Math.max(wordEnd(this.#text, this.#at), this.#at + 1);
    const word = this.#text.slice(this.#at, end);
    const state = this.#cases.at(-1);
    if ((this.#expectsCommand || this.#expandsNext) && state !== "patterns" && this.#expandAlias(word, end)) return;
    this.#expandsNext = false;
    this.#take(end);
    if (this.#isFunctionName) {
      this.#isFunctionName = false;
      this.#expectsCommand = true;
    } else if (state === "word") this.#setCase("in");
    else if (state === "in") this.#setCase("patterns");
    else if (state === "patterns") {
      if (word === "esac") this.#endCase();
    } else if (this.#expectsCommand) this.#commandWord(word);
  }

  #expandAlias(word: string, end: number): boolean {
    const alias = this.#aliases.get(word);
    if (alias === undefined || this.#open.some(({ name }) => name === word)) return false;
    this.#open.push({ name: word, left: this.#text.length - end, expandsNext: /[ \t]$/.test(alias) });
    this.#text = alias + this.#text.slice(end);
    this.#at = 0;
    return true;
  }

  #endCase(): void {
    this.#cases.pop();
    this.#expectsCommand = false;
  }

  /** What follows a word that stands where a command begins. */
  #commandWord(word: string): void {
    const following = this.#text[this.#at];
    if (/^\d+$/.test(word) && (following === "<" || following === ">")) return;
    if (/^[A-Za-z_][A-Za-z_0-9]*(?:\[.*\])?\+?=/s.test(word)) {
      if (following === "(" && word.endsWith("=")) this.#take(bracketEnd(this.#text, this.#at + 1, "(", ")"));
      return;
    }
    if (word === "esac" && this.#cases.length > 0) this.#endCase();
    else if (!OPENERS.has(word)) {
      this.#expectsCommand = false;
      if (word === "case") this.#cases.push("word");
      else if (word === "function") this.#isFunctionName = true;
      else if (word === "[[") this.#condition();
    }
  }

  #condition(): void {
    while (this.#at < this.#text.length) {
      const end = Math.max(wordEnd(this.#text, this.#at), this.#at + 1);
      if (this.#take(end) === "]]") break;
    }
  }
}
