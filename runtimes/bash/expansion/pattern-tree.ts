import { type CharacterSet, parseBracket } from "../../regex/bracket.ts";
import { BracketEnds } from "../../regex/bracket-ends.ts";
import { folded } from "../../regex/character-classes.ts";

export type PatternNode =
  | { readonly kind: "character"; readonly code: number }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "set"; readonly set: CharacterSet }
  | {
      readonly kind: "group";
      readonly operator: "?" | "*" | "+" | "@" | "!";
      readonly alternatives: readonly PatternSequence[];
    };
export type PatternSequence = readonly PatternNode[];

/** Groups in groups; what is deeper is taken for characters. */
const MAX_DEPTH = 200;

export interface PatternOptions {
  readonly extglob: boolean;
  readonly ignoreCase: boolean;
}

/** @param text a pattern in which a backslash quotes the character behind it */
export function parsePattern(text: string, options: PatternOptions): PatternSequence {
  return new PatternParser(text, options).alternatives(0)[0] ?? [];
}

class PatternParser {
  readonly #text: string;
  readonly #options: PatternOptions;
  readonly #bracketEnds: BracketEnds;
  #at = 0;
  #closedOpens: ReadonlySet<number> | undefined;

  constructor(text: string, options: PatternOptions) {
    this.#text = text;
    this.#bracketEnds = new BracketEnds(text);
    this.#options = options;
  }

  /** Up to the end or, in a group, to its parenthesis, which is passed over. */
  alternatives(depth: number): PatternSequence[] {
    const alternatives: PatternSequence[] = [];
    let sequence: PatternNode[] = [];
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? "";
      if (depth > 0 && character === ")") {
        this.#at++;
        break;
      }
      if (depth > 0 && character === "|") {
        this.#at++;
        alternatives.push(sequence);
        sequence = [];
        continue;
      }
      sequence.push(this.#node(character, depth));
    }
    alternatives.push(sequence);
    return alternatives;
  }

  #node(character: string, depth: number): PatternNode {
    const operator = this.#groupOperator(character, depth);
    if (operator) {
      this.#at += 2;
      return { kind: "group", operator, alternatives: this.alternatives(depth + 1) };
    }
    if (character === "*" || character === "?") {
      this.#at++;
      return { kind: character === "*" ? "star" : "any" };
    }
    if (character === "[") {
      const { ignoreCase } = this.#options;
      const options = { ignoreCase, hasEscapes: true, hasBang: true };
      const bracket = parseBracket(this.#text, this.#at, options, this.#bracketEnds);
      if (bracket) {
        this.#at = bracket.end;
        return { kind: "set", set: bracket.set };
      }
    }
    if (character === "\\" && this.#at + 1 < this.#text.length) this.#at++;
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return { kind: "character", code: this.#options.ignoreCase ? folded(code) : code };
  }

  /** A group that isn't closed is no group. */
  #groupOperator(character: string, depth: number): "?" | "*" | "+" | "@" | "!" | undefined {
    if (!this.#options.extglob || depth >= MAX_DEPTH || this.#text[this.#at + 1] !== "(") return undefined;
    if (character !== "?" && character !== "*" && character !== "+" && character !== "@" && character !== "!")
      return undefined;
    return this.#closed().has(this.#at + 1) ? character : undefined;
  }

  /** The parentheses that are closed; few patterns have any. */
  #closed(): ReadonlySet<number> {
    if (this.#closedOpens) return this.#closedOpens;
    const closed = new Set<number>();
    const open: number[] = [];
    for (let i = 0; i < this.#text.length; i++) {
      const character = this.#text[i];
      if (character === "\\") i++;
      else if (character === "(") open.push(i);
      else if (character === ")") {
        const last = open.pop();
        if (last !== undefined) closed.add(last);
      }
    }
    this.#closedOpens = closed;
    return closed;
  }
}
