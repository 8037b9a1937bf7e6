import { Failure } from "./program/failure.ts";

/* The words of a string that `env -S` takes apart. */

const ESCAPES: Readonly<Record<string, string>> = {
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "'": "'",
  "\\": "\\",
  "#": "#",
  $: "$",
};
const BLANKS = " \t\n\v\f\r";
const VARIABLE = /\$\{(?<name>[A-Za-z_]\w*)\}/y;

/** @throws Failure */
export function wordsOf(text: string, variables: ReadonlyMap<string, string>): string[] {
  return new WordReader(text, variables).words();
}

class WordReader {
  readonly #text: string;
  readonly #variables: ReadonlyMap<string, string>;
  readonly #words: string[] = [];
  #word: string | undefined;
  #quote = "";
  #at = 0;

  constructor(text: string, variables: ReadonlyMap<string, string>) {
    this.#text = text;
    this.#variables = variables;
  }

  words(): string[] {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? "";
      if (character === "#" && this.#word === undefined) break;
      if (character === "\\" && this.#escape() === "end") break;
      if (character !== "\\") this.#take(character);
    }
    if (this.#quote !== "") throw new Failure("no terminating quote in -S string");
    this.#endWord();
    return this.#words;
  }

  #take(character: string): void {
    if (character === "$" && this.#quote !== "'") {
      this.#add(this.#variable());
      return;
    }
    this.#at++;
    if ((character === "'" || character === '"') && (this.#quote === "" || this.#quote === character)) {
      this.#quote = this.#quote === "" ? character : "";
      this.#add("");
    } else if (this.#quote === "" && BLANKS.includes(character)) this.#endWord();
    else this.#add(character);
  }

  #escape(): "end" | undefined {
    const next = this.#text[this.#at + 1];
    this.#at += 2;
    if (this.#quote === "'" && next !== "\\" && next !== "'") {
      this.#at--;
      this.#add("\\");
      return undefined;
    }
    if (next === undefined) throw new Failure("invalid backslash at end of string in -S");
    if (next === "c") {
      if (this.#quote === '"') throw new Failure("'\\c' must not appear in double-quoted -S string");
      return "end";
    }
    if (next === "_") {
      if (this.#quote === '"') this.#add(" ");
      else this.#endWord();
      return undefined;
    }
    const escaped = ESCAPES[next];
    if (escaped === undefined) throw new Failure(`invalid sequence '\\${next}' in -S`);
    this.#add(escaped);
    return undefined;
  }

  #variable(): string {
    VARIABLE.lastIndex = this.#at;
    const name = VARIABLE.exec(this.#text)?.groups?.["name"];
    if (name === undefined)
      throw new Failure(`only \${VARNAME} expansion is supported, error at: ${this.#text.slice(this.#at)}`);
    this.#at = VARIABLE.lastIndex;
    return this.#variables.get(name) ?? "";
  }

  #add(text: string): void {
    this.#word = (this.#word ?? "") + text;
  }

  #endWord(): void {
    if (this.#word !== undefined) this.#words.push(this.#word);
    this.#word = undefined;
  }
}
