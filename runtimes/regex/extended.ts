import { codeSource, parseBracket } from "./bracket.ts";
import { BracketEnds } from "./bracket-ends.ts";
import { characterClass, classSource, folded } from "./character-classes.ts";
import {
  AFTER_LINE_END,
  AT_END,
  AT_START,
  BEFORE_LINE_END,
  NOT_AFTER_WORD,
  NOT_BEFORE_WORD,
  placeEscape,
} from "./places.ts";
import { type ParsedRegex, type RegexNode, RegexSyntaxError } from "./tree.ts";

export interface ExtendedOptions {
  readonly ignoreCase: boolean;
  /** `^` and `$` match at the ends of lines, too. */
  readonly isMultiline?: boolean;
  /** As in `grep -E` and awk: what is no interval is text, and there may be nothing before `*`. */
  readonly isLenient?: boolean;
  /** What a repetition means behind `\\b` and other places between characters. @default it is an error */
  readonly repeatedPlaces?: "text" | "nothing";
  /** Sets that are complements, and `.`, don't match the end of a line: for a text of many lines. */
  readonly keepsToLines?: boolean;
  /** What began as a basic expression: its intervals and groups are never text. */
  readonly isBasic?: boolean;
  /** Only whole words, or lines, are matched: what has no word character beside it, or nothing. */
  readonly whole?: "word" | "line" | undefined;
  /** Whether bytes that are no characters are matched as if they were. @default false */
  readonly matchesBytes?: boolean;
}

/** As RE_DUP_MAX has it. */
const MAX_REPEAT = 32767;
/** What counted repetitions may come to, nested ones multiplied. */
const MAX_SIZE = 50_000;
const MAX_DEPTH = 250;
/** Groups beyond it cannot be referred to. */
const MAX_REFERENCE = 9;
const NEWLINE = 10;
/** What texts have for bytes that are no characters: no `.` matches them, and no complement. */
const FIRST_BYTE = 0xdc80;
const LAST_BYTE = 0xdcff;
const BYTES = "\\udc80-\\udcff";
const NOTHING_BEFORE = "Invalid preceding regular expression";

/** A POSIX extended regular expression, with what glibc adds: `\w \W \s \S \b \B \< \>`. @throws RegexSyntaxError */
export function parseExtended(text: string, options: ExtendedOptions): ParsedRegex {
  const parser = new ExtendedParser(text, options);
  const root = wholeOf(parser.whole(), options);
  if (sizeOf(root) > MAX_SIZE) throw new RegexSyntaxError("Regular expression too big");
  return { root, groups: parser.groups, hasBackReferences: parser.hasBackReferences };
}

function wholeOf(node: RegexNode, { whole, isMultiline }: ExtendedOptions): RegexNode {
  if (whole === undefined) return node;
  if (whole === "word") return { kind: "sequence", nodes: [NOT_AFTER_WORD, node, NOT_BEFORE_WORD] };
  const [start, end] = isMultiline ? [AFTER_LINE_END, BEFORE_LINE_END] : [AT_START, AT_END];
  return { kind: "sequence", nodes: [start, node, end] };
}

function sizeOf(node: RegexNode): number {
  if (node.kind === "sequence" || node.kind === "choice")
    return node.nodes.reduce((size, inner) => size + sizeOf(inner), 1);
  if (node.kind === "group") return sizeOf(node.node) + 1;
  if (node.kind === "repeat")
    return sizeOf(node.node) * Math.max(1, Number.isFinite(node.max) ? node.max : node.min) + 1;
  return 1;
}

class ExtendedParser {
  readonly #text: string;
  readonly #bracketEnds: BracketEnds;
  readonly #options: ExtendedOptions;
  #at = 0;
  #depth = 0;
  /** The groups that may be referred to: those that have ended, in no other alternative. */
  #complete: ReadonlySet<number> = new Set();
  groups = 0;
  hasBackReferences = false;

  constructor(text: string, options: ExtendedOptions) {
    this.#text = text;
    this.#bracketEnds = new BracketEnds(text);
    this.#options = options;
  }

  whole(): RegexNode {
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new RegexSyntaxError("Unmatched ) or \\)");
    return node;
  }

  #choice(): RegexNode {
    const before = this.#complete;
    const nodes = [this.#sequence()];
    let complete = this.#complete;
    while (this.#text[this.#at] === "|") {
      this.#at++;
      this.#complete = before;
      nodes.push(this.#sequence());
      complete = new Set([...complete, ...this.#complete]);
    }
    this.#complete = complete;
    const [only] = nodes;
    return nodes.length === 1 && only ? only : { kind: "choice", nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === "|" || (character === ")" && (this.#depth > 0 || this.#options.isBasic))) break;
      nodes.push(this.#isUnrepeatable(character) ? this.#place() : this.#repeated(this.#atom()));
    }
    return { kind: "sequence", nodes };
  }

  #isUnrepeatable(character: string | undefined): boolean {
    if (character === "^" || character === "$") return this.#options.repeatedPlaces === "text";
    return this.#text[this.#at] === "\\" && placeEscape(this.#text[this.#at + 1] ?? "") !== undefined;
  }

  /** glibc repeats no place: it takes what repeats for something else. */
  #place(): RegexNode {
    const place = this.#atom();
    const next = this.#text[this.#at] ?? "";
    if (next === "" || !"*+?{".includes(next)) return place;
    const { repeatedPlaces } = this.#options;
    if (repeatedPlaces === undefined) throw new RegexSyntaxError(NOTHING_BEFORE);
    if (repeatedPlaces === "text") return { kind: "sequence", nodes: [place, this.#repeated(this.#character())] };
    this.#at++;
    if (this.#depth > 0 && this.#text[this.#at] === ")") throw new RegexSyntaxError("Unmatched ( or \\(");
    return place;
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
        if (!counted || (counted[1] === "" && counted[2] === "")) {
          if (this.#options.isLenient && !this.#options.isBasic) return node;
          const isOpen = !this.#text.includes("}", this.#at);
          throw new RegexSyntaxError(isOpen ? "Unmatched \\{" : "Invalid content of \\{\\}");
        }
        const min = Number(counted[1] || 0);
        const max = counted[2] === "" ? min : counted[3] === "" ? Number.POSITIVE_INFINITY : Number(counted[3]);
        if (min > MAX_REPEAT || (Number.isFinite(max) && max > MAX_REPEAT))
          throw new RegexSyntaxError("Regular expression too big");
        if (max < min) throw new RegexSyntaxError("Invalid content of \\{\\}");
        node = { kind: "repeat", node, min, max };
        this.#at += counted[0].length - 1;
      } else return node;
      this.#at++;
    }
  }

  #atom(): RegexNode {
    const character = this.#text[this.#at] ?? "";
    if (character === "(") return this.#group();
    if (character === "[") return this.#bracket();
    if (character === "^" || character === "$") {
      this.#at++;
      const next = this.#text[this.#at] ?? "";
      if (character === "^" && "*+?{".includes(next) && next !== "" && !this.#options.isLenient)
        throw new RegexSyntaxError(NOTHING_BEFORE);
      return this.#lineEnd(character);
    }
    if (character === ".") {
      this.#at++;
      return this.#characters(() => true, "[^]");
    }
    if (character === "\\") return this.#escape();
    if (character === "+" || character === "?" || character === "*" || (character === "{" && this.#isInterval())) {
      if (!this.#options.isLenient) throw new RegexSyntaxError(NOTHING_BEFORE);
      return this.#options.repeatedPlaces === "text" ? this.#character() : { kind: "sequence", nodes: [] };
    }
    return this.#character();
  }

  /** Where an expression begins, `{` is an error, but text where errors are. */
  #isInterval(): boolean {
    return !this.#options.isLenient || /^\{(?:\d+,?|,)\d*\}/.test(this.#text.slice(this.#at, this.#at + 20));
  }

  #bracket(): RegexNode {
    const { ignoreCase } = this.#options;
    const options = { ignoreCase, hasEscapes: false, hasBang: false };
    const bracket = parseBracket(this.#text, this.#at, options, this.#bracketEnds);
    if (/^\[\^?$/.test(this.#text.slice(this.#at, this.#at + 3)))
      throw new RegexSyntaxError("Invalid regular expression");
    if (!bracket) throw new RegexSyntaxError("Unmatched [, [^, [:, [., or [=");
    if (bracket.problem)
      throw new RegexSyntaxError(bracket.problem === "range" ? "Invalid range end" : "Invalid character class name");
    this.#at = bracket.end;
    return this.#characters(bracket.set, bracket.source);
  }

  /** A set without what is no character, and without the ends of lines where it is to keep to them. */
  #characters(set: (code: number) => boolean, source: string): RegexNode {
    const keepsOut = this.#options.keepsToLines === true && set(NEWLINE);
    if (!set(FIRST_BYTE) || this.#options.matchesBytes) {
      if (!keepsOut) return { kind: "set", set, source };
      return { kind: "set", set: (code) => code !== NEWLINE && set(code), source: `[${source}--\\n]` };
    }
    const isOut = (code: number): boolean =>
      (code >= FIRST_BYTE && code <= LAST_BYTE) || (keepsOut && code === NEWLINE);
    const out = `${BYTES}${keepsOut ? "\\n" : ""}`;
    return {
      kind: "set",
      set: (code) => !isOut(code) && set(code),
      source: source === "[^]" ? `[^${out}]` : `[${source}--[${out}]]`,
    };
  }

  #lineEnd(character: "^" | "$"): RegexNode {
    if (this.#options.isMultiline) return character === "^" ? AFTER_LINE_END : BEFORE_LINE_END;
    return character === "^" ? AT_START : AT_END;
  }

  #group(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexSyntaxError("Regular expression too big");
    this.#at++;
    const number = ++this.groups;
    const node = this.#choice();
    if (this.#text[this.#at] !== ")") throw new RegexSyntaxError("Unmatched ( or \\(");
    this.#at++;
    this.#depth--;
    if (number <= MAX_REFERENCE) this.#complete = new Set([...this.#complete, number]);
    return { kind: "group", number, node };
  }

  #escape(): RegexNode {
    this.#at++;
    if (this.#at >= this.#text.length) throw new RegexSyntaxError("Trailing backslash");
    const digit = this.#text.charCodeAt(this.#at) - 48;
    if (digit >= 1 && digit <= 9) {
      if (!this.#complete.has(digit)) throw new RegexSyntaxError("Invalid back reference");
      this.#at++;
      this.hasBackReferences = true;
      return { kind: "back", number: digit };
    }
    const letter = this.#text[this.#at] ?? "";
    const node = this.#classEscape(letter) ?? placeEscape(letter);
    if (!node) return this.#character();
    this.#at++;
    return node;
  }

  #classEscape(letter: string): RegexNode | undefined {
    const name = { w: "word", s: "space" }[letter.toLowerCase()];
    const set = name === undefined ? undefined : characterClass(name);
    if (name === undefined || !set) return undefined;
    const isNegated = letter !== letter.toLowerCase();
    return this.#characters((code) => set(code) !== isNegated, `[${isNegated ? "^" : ""}${classSource(name)}]`);
  }

  #character(): RegexNode {
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    const source = codeSource(code);
    if (!this.#options.ignoreCase) return { kind: "set", set: (other) => other === code, source };
    const low = folded(code);
    return { kind: "set", set: (other) => folded(other) === low, source };
  }
}
