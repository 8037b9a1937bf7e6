/*
 * POSIX extended regular expressions: the leftmost match, and of these the longest. Positions are followed all at once, so
 * that no expression takes more than the product of its size and the text's for a match; groups are found afterwards inside
 * what is known to match.
 */
import { Backtracking } from "./regex-backtracking.ts";
import { type ParsedRegex, parseRegex, type RegexNode, RegexSyntaxError } from "./regex-tree.ts";

/** @returns nothing for what is no regular expression */
export function compileRegex(text: string, ignoreCase: boolean): Regex | undefined {
  try {
    return new Regex(parseRegex(text, ignoreCase), ignoreCase);
  } catch (error) {
    if (error instanceof RegexSyntaxError) return undefined;
    throw error;
  }
}

/** A text as an expression that matches only it. */
export function quoteRegex(text: string): string {
  return text.replace(/[.[\]{}()*+?|^$\\]/g, (character) =>
    character === "]" || character === "}" ? character : `\\${character}`,
  );
}

type Direction = "forward" | "backward";

export class Regex {
  readonly #root: RegexNode;
  readonly #groups: number;

  readonly #hasBackReferences: boolean;
  readonly #ignoreCase: boolean;

  constructor({ root, groups, hasBackReferences }: ParsedRegex, ignoreCase: boolean) {
    this.#root = root;
    this.#groups = groups;
    this.#hasBackReferences = hasBackReferences;
    this.#ignoreCase = ignoreCase;
  }

  /** @returns BASH_REMATCH: the match, and its groups, "" for those that took no part */
  match(text: string): string[] | undefined {
    if (this.#hasBackReferences) return new Backtracking(this.#root, this.#groups, text, this.#ignoreCase).match();
    const all: number[] = [];
    for (let at = 0; at <= text.length; at += width(text, at)) all.push(at);
    const start = step(this.#root, text, all, "backward")[0];
    if (start === undefined) return undefined;
    const end = step(this.#root, text, [start], "forward").at(-1) ?? start;
    const spans: (readonly [number, number] | undefined)[] = new Array(this.#groups + 1).fill(undefined);
    spans[0] = [start, end];
    if (this.#groups > 0) new GroupFinder(text, spans).find(this.#root, start, new Set([end]));
    return spans.map((span) => (span ? text.slice(span[0], span[1]) : ""));
  }
}

/** Positions that a node reaches; both lists go up. */
function step(node: RegexNode, text: string, from: readonly number[], direction: Direction): readonly number[] {
  switch (node.kind) {
    case "set": {
      const reached: number[] = [];
      for (const at of from) {
        if (direction === "forward") {
          if (at < text.length && node.set(text.codePointAt(at) ?? 0)) reached.push(at + width(text, at));
        } else if (at > 0) {
          const before = at - (at > 1 && width(text, at - 2) === 2 ? 2 : 1);
          if (node.set(text.codePointAt(before) ?? 0)) reached.push(before);
        }
      }
      return reached;
    }
    case "place":
      return from.filter((at) => node.isAt(text, at));
    case "back":
      return [];
    case "sequence": {
      let positions = from;
      const { nodes } = node;
      for (let i = 0; i < nodes.length && positions.length > 0; i++) {
        const inner = nodes[direction === "forward" ? i : nodes.length - 1 - i];
        if (inner) positions = step(inner, text, positions, direction);
      }
      return positions;
    }
    case "choice":
      return sorted(new Set(node.nodes.flatMap((inner) => [...step(inner, text, from, direction)])));
    case "group":
      return step(node.node, text, from, direction);
    case "repeat":
      return repeated(node, text, from, direction);
  }
}

function repeated(
  node: RegexNode & { kind: "repeat" },
  text: string,
  from: readonly number[],
  direction: Direction,
): readonly number[] {
  let positions = from;
  for (let count = 0; count < node.min && positions.length > 0; count++)
    positions = step(node.node, text, positions, direction);
  const seen = new Set(positions);
  for (let count = node.min; count < node.max && positions.length > 0; count++) {
    positions = step(node.node, text, positions, direction).filter((at) => !seen.has(at));
    for (const at of positions) seen.add(at);
  }
  return sorted(seen);
}

function sorted(positions: ReadonlySet<number>): readonly number[] {
  return [...positions].sort((a, b) => a - b);
}

/**
 * Finds the groups of a match whose span is known, as glibc does: the first alternative that leads to the end, one more
 * repetition before none. `fits` are the places from which the rest can go on, so that nothing has to be taken back.
 */
class GroupFinder {
  readonly #text: string;
  readonly #spans: (readonly [number, number] | undefined)[];

  constructor(text: string, spans: (readonly [number, number] | undefined)[]) {
    this.#text = text;
    this.#spans = spans;
  }

  /** @returns where the node's part ends */
  find(node: RegexNode, start: number, fits: ReadonlySet<number>): number | undefined {
    switch (node.kind) {
      case "group": {
        const end = this.find(node.node, start, fits);
        if (end !== undefined) this.#spans[node.number] = [start, end];
        return end;
      }
      case "choice": {
        const taken = node.nodes.find((inner) => this.#reaches(inner, start, fits));
        return taken && this.find(taken, start, fits);
      }
      case "sequence":
        return this.#sequence(node.nodes, start, fits);
      case "repeat":
        return this.#repeat(node, start, fits);
      default:
        return step(node, this.#text, [start], "forward").find((position) => fits.has(position));
    }
  }

  #reaches(node: RegexNode, start: number, fits: ReadonlySet<number>): boolean {
    return step(node, this.#text, [start], "forward").some((position) => fits.has(position));
  }

  #sequence(nodes: readonly RegexNode[], start: number, fits: ReadonlySet<number>): number | undefined {
    const fitting: ReadonlySet<number>[] = [];
    let later = fits;
    for (let i = nodes.length - 1; i >= 0; i--) {
      fitting[i] = later;
      const node = nodes[i];
      if (node && i > 0) later = new Set(step(node, this.#text, sorted(later), "backward"));
    }
    let at: number | undefined = start;
    for (const [index, node] of nodes.entries()) {
      if (at === undefined) return undefined;
      at = this.find(node, at, fitting[index] ?? fits);
    }
    return at;
  }

  #repeat(node: RegexNode & { kind: "repeat" }, start: number, fits: ReadonlySet<number>): number | undefined {
    const ends = sorted(fits);
    const isEndless = node.max === Number.POSITIVE_INFINITY;
    const anyCount = isEndless ? new Set(step({ ...node, min: 0 }, this.#text, ends, "backward")) : fits;
    let at = start;
    for (let count = 0; count < node.max; count++) {
      const min = Math.max(0, node.min - count - 1);
      const rest = { ...node, min, max: node.max - count - 1 };
      const fitting = isEndless && min === 0 ? anyCount : new Set(step(rest, this.#text, ends, "backward"));
      if (!this.#reaches(node.node, at, fitting)) break;
      const next = this.find(node.node, at, fitting);
      if (next === undefined || (next === at && count >= node.min)) break;
      at = next;
    }
    return fits.has(at) ? at : undefined;
  }
}

function width(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}
