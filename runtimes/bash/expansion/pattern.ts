/*
 * Bash's patterns, matched by following all positions that a part of the pattern can reach at once: time grows with the
 * text for each character of the pattern (with its square inside of `!(…)`), whatever the pattern.
 */
import { folded } from "../../regex/character-classes.ts";
import { type PatternNode, type PatternOptions, type PatternSequence, parsePattern } from "./pattern-tree.ts";

const SPECIAL = /[*?[\]\\()|!@+^:.=-]/;
const EACH_SPECIAL = /[*?[\]\\()|!@+^:.=-]/g;

/** A text as a pattern that matches only it. */
export function quotePattern(text: string): string {
  return SPECIAL.test(text) ? text.replace(EACH_SPECIAL, "\\$&") : text;
}

export function compilePattern(text: string, options: PatternOptions): Pattern {
  return new Pattern(parsePattern(text, options), options.ignoreCase);
}

export class Pattern {
  readonly #sequence: PatternSequence;
  readonly #ignoreCase: boolean;
  /** The text it stands for, if it has nothing but characters. */
  readonly #literal: string | undefined;
  readonly #hasGroups: boolean;

  constructor(sequence: PatternSequence, ignoreCase: boolean) {
    this.#sequence = sequence;
    this.#ignoreCase = ignoreCase;
    this.#literal = ignoreCase ? undefined : literalOf(sequence);
    this.#hasGroups = sequence.some((node) => node.kind === "group");
  }

  get isEmpty(): boolean {
    return this.#sequence.length === 0;
  }

  matches(text: string): boolean {
    if (this.#literal !== undefined) return this.#literal === text;
    if (!this.#hasGroups) return this.#matchesSimply(text);
    return this.#ends(text, 0).includes(text.length);
  }

  /** @returns where the longest or shortest prefix that matches ends, -1 if none does */
  prefixEnd(text: string, isLongest: boolean): number {
    if (this.#literal !== undefined) return text.startsWith(this.#literal) ? this.#literal.length : -1;
    const ends = this.#ends(text, 0);
    return (isLongest ? ends.at(-1) : ends[0]) ?? -1;
  }

  /** @returns where the longest or shortest suffix that matches begins, -1 if none does */
  suffixStart(text: string, isLongest: boolean): number {
    if (this.#literal !== undefined) return text.endsWith(this.#literal) ? text.length - this.#literal.length : -1;
    const starts = this.#step(text, [text.length], this.#sequence, "backward");
    return (isLongest ? starts[0] : starts.at(-1)) ?? -1;
  }

  /** Calls back for each match from the left, the longest at its place, which is not empty; until it returns false. */
  eachMatch(text: string, found: (start: number, end: number) => boolean): void {
    if (this.#literal !== undefined) {
      const { length } = this.#literal;
      if (length === 0) return;
      for (let at = text.indexOf(this.#literal); at >= 0; at = text.indexOf(this.#literal, at + length)) {
        if (!found(at, at + length)) return;
      }
      return;
    }
    // Where a match can begin at all is found in one run from the right.
    const anywhere: number[] = [];
    for (let at = 0; at <= text.length; at += width(text, at)) anywhere.push(at);
    let next = 0;
    for (const start of this.#step(text, anywhere, this.#sequence, "backward")) {
      if (start < next) continue;
      const end = this.#ends(text, start).at(-1) ?? start;
      if (end === start) continue;
      if (!found(start, end)) return;
      next = end;
    }
  }

  /** The usual walk with one place to go back to, which needs no lists. */
  #matchesSimply(text: string): boolean {
    const sequence = this.#sequence;
    let at = 0;
    let index = 0;
    let starIndex = -1;
    let starAt = 0;
    while (at < text.length) {
      const node = sequence[index];
      if (node?.kind === "star") {
        starIndex = index++;
        starAt = at;
      } else if (node && this.#accepts(node, text.codePointAt(at) ?? 0)) {
        index++;
        at += width(text, at);
      } else if (starIndex >= 0) {
        starAt += width(text, starAt);
        at = starAt;
        index = starIndex + 1;
      } else return false;
    }
    while (sequence[index]?.kind === "star") index++;
    return index === sequence.length;
  }

  #ends(text: string, start: number): readonly number[] {
    return this.#step(text, [start], this.#sequence, "forward");
  }

  /** Positions that a sequence reaches from those given; both lists go up. */
  #step(
    text: string,
    from: readonly number[],
    sequence: PatternSequence,
    direction: "forward" | "backward",
  ): readonly number[] {
    let positions = from;
    const { length } = sequence;
    for (let i = 0; i < length && positions.length > 0; i++) {
      const node = sequence[direction === "forward" ? i : length - 1 - i];
      if (node) positions = this.#stepNode(text, positions, node, direction);
    }
    return positions;
  }

  #stepNode(
    text: string,
    from: readonly number[],
    node: PatternNode,
    direction: "forward" | "backward",
  ): readonly number[] {
    const isForward = direction === "forward";
    if (node.kind === "star") {
      const first = (isForward ? from[0] : from.at(-1)) ?? 0;
      return isForward ? positionsBetween(text, first, text.length) : positionsBetween(text, 0, first);
    }
    if (node.kind === "group") return this.#stepGroup(text, from, node, direction);
    const reached: number[] = [];
    for (const at of from) {
      if (isForward) {
        if (at < text.length && this.#accepts(node, text.codePointAt(at) ?? 0)) reached.push(at + width(text, at));
      } else if (at > 0) {
        const before = at - widthBefore(text, at);
        if (this.#accepts(node, text.codePointAt(before) ?? 0)) reached.push(before);
      }
    }
    return reached;
  }

  #stepGroup(
    text: string,
    from: readonly number[],
    node: PatternNode & { readonly kind: "group" },
    direction: "forward" | "backward",
  ): readonly number[] {
    const once = (positions: readonly number[]): readonly number[] =>
      united(node.alternatives.map((sequence) => this.#step(text, positions, sequence, direction)));
    if (node.operator === "@") return once(from);
    if (node.operator === "?") return united([from, once(from)]);
    if (node.operator === "!") {
      const reached = from.map((at) => {
        const excluded = new Set(once([at]));
        const all = direction === "forward" ? positionsBetween(text, at, text.length) : positionsBetween(text, 0, at);
        return all.filter((position) => !excluded.has(position));
      });
      return united(reached);
    }
    const seen = new Set<number>(node.operator === "*" ? from : []);
    for (let fresh = from; fresh.length > 0; ) {
      fresh = once(fresh).filter((position) => !seen.has(position));
      for (const position of fresh) seen.add(position);
    }
    return [...seen].sort((a, b) => a - b);
  }

  #accepts(node: PatternNode, code: number): boolean {
    if (node.kind === "character") return node.code === (this.#ignoreCase ? folded(code) : code);
    return node.kind === "any" || (node.kind === "set" && node.set(code));
  }
}

function literalOf(sequence: PatternSequence): string | undefined {
  let text = "";
  for (const node of sequence) {
    if (node.kind !== "character") return undefined;
    text += String.fromCodePoint(node.code);
  }
  return text;
}

function positionsBetween(text: string, first: number, last: number): number[] {
  const positions: number[] = [];
  for (let at = first; at <= last; at += width(text, at)) positions.push(at);
  return positions;
}

function united(lists: readonly (readonly number[])[]): readonly number[] {
  const [only] = lists;
  if (lists.length === 1 && only) return only;
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

/** How many units the character there has; a half of a pair is one of its own. */
function width(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

function widthBefore(text: string, at: number): number {
  return at > 1 && width(text, at - 2) === 2 ? 2 : 1;
}
