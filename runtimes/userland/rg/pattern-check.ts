import { CharacterReader } from "./character-reader.ts";
import { checkClass } from "./class-check.ts";
import { checkEscape } from "./escape-check.ts";
import { PatternFault, type Span } from "./pattern-fault.ts";

/* https://docs.rs/regex/1/regex/#syntax, as its parser reads it. */

const MAX_NUMBER = 0xffff_ffff;

interface Group {
  readonly open: Span;
  readonly isExtended: boolean;
}

/** What a pattern is that was found to be one. */
export interface CheckedPattern {
  /** A newline is written in it, outside of sets. */
  readonly hasNewline: boolean;
}

/** @throws PatternFault */
export function checkPattern(text: string): CheckedPattern {
  const check = new PatternCheck(text);
  check.whole();
  return check;
}

class PatternCheck implements CheckedPattern {
  readonly #reader: CharacterReader;
  readonly #groups: Group[] = [];
  readonly #names = new Map<string, Span>();
  /** What is looked up when everything else is right. */
  readonly #properties: (() => void)[] = [];
  /** There is something before that can be repeated. */
  #isRepeatable = false;
  hasNewline = false;

  constructor(text: string) {
    this.#reader = new CharacterReader(text);
  }

  whole(): void {
    const reader = this.#reader;
    for (reader.skipBlanks(); !reader.isAtEnd; reader.skipBlanks()) this.#next();
    const open = this.#groups.at(-1);
    if (open) throw new PatternFault("unclosed group", open.open);
    for (const check of this.#properties) check();
  }

  #next(): void {
    const reader = this.#reader;
    const character = reader.character;
    switch (character) {
      case "(":
        this.#openGroup();
        return;
      case ")":
        this.#closeGroup();
        return;
      case "|":
        reader.step();
        this.#isRepeatable = false;
        return;
      case "[":
        checkClass(reader, this.#properties);
        break;
      case "?":
      case "*":
      case "+":
        this.#repeat();
        return;
      case "{":
        this.#repeatCounted();
        return;
      case "\\":
        if (checkEscape(reader, this.#properties) === "\n") this.hasNewline = true;
        break;
      default:
        if (character === "\n") this.hasNewline = true;
        reader.step();
    }
    this.#isRepeatable = true;
  }

  #repeat(): void {
    const reader = this.#reader;
    if (!this.#isRepeatable) throw new PatternFault("repetition operator missing expression", reader.here);
    if (reader.step() && reader.is("?")) reader.step();
  }

  #repeatCounted(): void {
    const reader = this.#reader;
    const start = reader.at;
    if (!this.#isRepeatable) throw new PatternFault("repetition operator missing expression", reader.here);
    const unclosed = () => new PatternFault("unclosed counted repetition", { start, end: reader.at });
    if (!reader.stepOverBlanks()) throw unclosed();
    const low = this.#number();
    let high = low;
    if (reader.isAtEnd) throw unclosed();
    if (reader.is(",")) {
      if (!reader.stepOverBlanks()) throw unclosed();
      high = reader.is("}") ? MAX_NUMBER : this.#number();
    }
    if (reader.isAtEnd || !reader.is("}")) throw unclosed();
    if (reader.stepOverBlanks() && reader.is("?")) reader.step();
    if (low > high)
      throw new PatternFault("invalid repetition count range, the start must be <= the end", {
        start,
        end: reader.at,
      });
  }

  #number(): number {
    const reader = this.#reader;
    const isBlank = () => !reader.isAtEnd && /\s/u.test(reader.character);
    while (isBlank()) reader.step();
    const start = reader.at;
    let digits = "";
    for (; !reader.isAtEnd && /[0-9]/.test(reader.character); reader.step()) digits += reader.character;
    const span = { start, end: reader.at };
    while (isBlank()) reader.step();
    if (digits === "") throw new PatternFault("repetition quantifier expects a valid decimal", span);
    if (Number(digits) > MAX_NUMBER) throw new PatternFault("decimal literal invalid", span);
    return Number(digits);
  }

  #closeGroup(): void {
    const group = this.#groups.pop();
    if (!group) throw new PatternFault("unopened group", this.#reader.here);
    this.#reader.isExtended = group.isExtended;
    this.#reader.step();
    this.#isRepeatable = true;
  }

  #openGroup(): void {
    const reader = this.#reader;
    const open = reader.here;
    reader.stepOverBlanks();
    const look = ["?=", "?!", "?<=", "?<!"].find((prefix) => reader.startsWith(prefix));
    if (look !== undefined) {
      const span = { start: open.start, end: reader.at + look.length };
      throw new PatternFault("look-around, including look-ahead and look-behind, is not supported", span);
    }
    const group = { open, isExtended: reader.isExtended };
    if (reader.skip("?P<")) this.#name();
    else if (reader.startsWith("?")) {
      const mark = reader.here;
      if (!reader.step()) throw new PatternFault("unclosed group", open);
      const isSet = this.#flags(mark);
      this.#isRepeatable = false;
      if (isSet) return;
    }
    this.#groups.push(group);
    this.#isRepeatable = false;
  }

  #name(): void {
    const reader = this.#reader;
    const start = reader.at;
    let name = "";
    for (; !reader.isAtEnd && !reader.is(">"); reader.step()) {
      const isFit = name === "" ? /[A-Za-z_]/ : /[A-Za-z0-9_.[\]]/;
      if (!isFit.test(reader.character)) throw new PatternFault("invalid capture group character", reader.here);
      name += reader.character;
    }
    if (reader.isAtEnd) throw new PatternFault("unclosed capture group name", { start: reader.at, end: reader.at });
    const span = { start, end: reader.at };
    reader.step();
    if (name === "") throw new PatternFault("empty capture group name", span);
    const other = this.#names.get(name);
    if (other) throw new PatternFault("duplicate capture group name", span, other);
    this.#names.set(name, span);
  }

  /** @returns whether they stand for the rest of the group, `(?i)` */
  #flags(mark: Span): boolean {
    const reader = this.#reader;
    const seen = new Map<string, Span>();
    let dangling: Span | undefined;
    let [isExtended, isNegated] = [reader.isExtended, false];
    while (!reader.is(":") && !reader.is(")")) {
      const { character, here } = reader;
      if (character !== "-" && !/[imsUux]/.test(character)) throw new PatternFault("unrecognized flag", here);
      const other = seen.get(character);
      const repeated = character === "-" ? "flag negation operator repeated" : "duplicate flag";
      if (other) throw new PatternFault(repeated, here, other);
      seen.set(character, here);
      dangling = character === "-" ? here : undefined;
      if (character === "-") isNegated = true;
      if (character === "x") isExtended = !isNegated;
      const end = { start: here.end, end: here.end };
      if (!reader.step()) throw new PatternFault("expected flag but got end of regex", end);
    }
    if (dangling) throw new PatternFault("dangling flag negation operator", dangling);
    const isSet = reader.is(")");
    if (isSet && seen.size === 0) throw new PatternFault("repetition operator missing expression", mark);
    reader.step();
    reader.isExtended = isExtended;
    return isSet;
  }
}
