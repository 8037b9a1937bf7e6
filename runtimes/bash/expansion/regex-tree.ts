import { type CharacterSet, parseBracket } from "./bracket.ts";
import { characterClass, folded } from "./character-classes.ts";

export type RegexNode =
  | { readonly kind: "set"; readonly set: CharacterSet }
  | { readonly kind: "place"; readonly isAt: (text: string, at: number) => boolean }
  | { readonly kind: "sequence"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly nodes: readonly RegexNode[] }
  | { readonly kind: "group"; readonly number: number; readonly node: RegexNode }
  /** What a group has matched, again: `\1`. */
  | { readonly kind: "back"; readonly number: number }
  | { readonly kind: "repeat"; readonly node: RegexNode; readonly min: number; readonly max: number };

export interface ParsedRegex {
  readonly root: RegexNode;
  readonly groups: number;
  readonly hasBackReferences: boolean;
}

export class RegexSyntaxError extends Error {}

/** As RE_DUP_MAX has it. */
const MAX_REPEAT = 32767;
/** What counted repetitions may come to, nested ones multiplied. */
const MAX_SIZE = 50_000;
const MAX_DEPTH = 250;
const isWord = characterClass("word") ?? (() => false);
const isSpace = characterClass("space") ?? (() => false);

/** A POSIX extended regular expression, with what glibc adds: `\w \W \s \S \b \B \< \>`. @throws RegexSyntaxError */
export function parseRegex(text: string, ignoreCase: boolean): ParsedRegex {
  const parser = new RegexParser(text, ignoreCase);
  const root = parser.whole();
  if (sizeOf(root) > MAX_SIZE) throw new RegexSyntaxError("regular expression too big");
  return { root, groups: parser.groups, hasBackReferences: parser.hasBackReferences };
}

function sizeOf(node: RegexNode): number {
  if (node.kind === "sequence" || node.kind === "choice")
    return node.nodes.reduce((size, inner) => size + sizeOf(inner), 1);
  if (node.kind === "group") return sizeOf(node.node) + 1;
  if (node.kind === "repeat")
    return sizeOf(node.node) * Math.max(1, Number.isFinite(node.max) ? node.max : node.min) + 1;
  return 1;
}

class RegexParser {
  readonly #text: string;
  readonly #ignoreCase: boolean;
  #at = 0;
  #depth = 0;
  groups = 0;
  hasBackReferences = false;

  constructor(text: string, ignoreCase: boolean) {
    this.#text = text;
    this.#ignoreCase = ignoreCase;
  }

  whole(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new RegexSyntaxError("unmatched )");
    return node;
  }

  #choice(): RegexNode {
    const nodes = [this.#sequence()];
    while (this.#text[this.#at] === "|") {
      this.#at++;
      nodes.push(this.#sequence());
    }
    const [only] = nodes;
    return nodes.length === 1 && only ? only : { kind: "choice", nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === "|" || (character === ")" && this.#depth > 0)) break;
      nodes.push(this.#repeated(this.#atom()));
    }
    return { kind: "sequence", nodes };
  }

  #repeated(first: RegexNode): RegexNode {
    let node = first;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === "*") node = { kind: "repeat", node, min: 0, max: Number.POSITIVE_INFINITY };
      else if (character === "+") node = { kind: "repeat", node, min: 1, max: Number.POSITIVE_INFINITY };
      else if (character === "?") node = { kind: "repeat", node, min: 0, max: 1 };
      else if (character === "{") {
        const counted = /^\{(\d*)(,?)(\d*)\}/.exec(this.#text.slice(this.#at, this.#at + 20));
        if (!counted || (counted[1] === "" && counted[2] === ""))
          throw new RegexSyntaxError("invalid content of \\{\\}");
        const min = Number(counted[1] || 0);
        const max = counted[2] === "" ? min : counted[3] === "" ? Number.POSITIVE_INFINITY : Number(counted[3]);
        if (min > MAX_REPEAT || max < min || (Number.isFinite(max) && max > MAX_REPEAT))
          throw new RegexSyntaxError("invalid content of \\{\\}");
        node = { kind: "repeat", node, min, max };
        this.#at += counted[0].length - 1;
      } else return node;
      this.#at++;
    }
  }

  #atom(): RegexNode {
    const character = this.#text[this.#at] ?? "";
    if (character === "(") return this.#group();
    if (character === "[") {
      const bracket = parseBracket(this.#text, this.#at, {
        ignoreCase: this.#ignoreCase,
        hasEscapes: false,
        hasBang: false,
      });
      if (!bracket?.isValid) throw new RegexSyntaxError("unmatched [, or not a range or class");
      this.#at = bracket.end;
      return { kind: "set", set: bracket.set };
    }
    if (character === "^" || character === "$") {
      this.#at++;
      if (character === "^" && /[*+?{]/.test(this.#text[this.#at] ?? ""))
        throw new RegexSyntaxError("nothing to repeat");
      return { kind: "place", isAt: character === "^" ? (_text, at) => at === 0 : (text, at) => at === text.length };
    }
    if (character === ".") {
      this.#at++;
      return { kind: "set", set: () => true };
    }
    if (character === "\\") return this.#escape();
    if (character === "+" || character === "?" || character === "{" || character === "*")
      throw new RegexSyntaxError("nothing to repeat");
    return this.#character();
  }

  #group(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexSyntaxError("too deep");
    this.#at++;
    const number = ++this.groups;
    const node = this.#choice();
    if (this.#text[this.#at] !== ")") throw new RegexSyntaxError("unmatched (");
    this.#at++;
    this.#depth--;
    return { kind: "group", number, node };
  }

  #escape(): RegexNode {
    this.#at++;
    if (this.#at >= this.#text.length) throw new RegexSyntaxError("trailing backslash");
    const digit = this.#text.charCodeAt(this.#at) - 48;
    if (digit >= 1 && digit <= 9) {
      if (digit > this.groups) throw new RegexSyntaxError("invalid back reference");
      this.#at++;
      this.hasBackReferences = true;
      return { kind: "back", number: digit };
    }
    const set = classEscape(this.#text[this.#at] ?? "");
    const place = set ? undefined : placeEscape(this.#text[this.#at] ?? "");
    if (!set && !place) return this.#character();
    this.#at++;
    return set ? { kind: "set", set } : { kind: "place", isAt: place ?? (() => false) };
  }

  #character(): RegexNode {
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    if (!this.#ignoreCase) return { kind: "set", set: (other) => other === code };
    const low = folded(code);
    return { kind: "set", set: (other) => folded(other) === low };
  }
}

function classEscape(letter: string): CharacterSet | undefined {
  if (letter === "w") return isWord;
  if (letter === "W") return (code) => !isWord(code);
  if (letter === "s") return isSpace;
  return letter === "S" ? (code) => !isSpace(code) : undefined;
}

function placeEscape(letter: string): ((text: string, at: number) => boolean) | undefined {
  const before = (text: string, at: number): boolean => at > 0 && isWord(text.charCodeAt(at - 1));
  const after = (text: string, at: number): boolean => at < text.length && isWord(text.charCodeAt(at));
  if (letter === "b") return (text, at) => before(text, at) !== after(text, at);
  if (letter === "B") return (text, at) => before(text, at) === after(text, at);
  if (letter === "<") return (text, at) => !before(text, at) && after(text, at);
  if (letter === ">") return (text, at) => before(text, at) && !after(text, at);
  if (letter === "`") return (_text, at) => at === 0;
  return letter === "'" ? (text, at) => at === text.length : undefined;
}
