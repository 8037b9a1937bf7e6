import type { RegexNode } from "./tree.ts";

/** What a match with `\1` may cost; such an expression can take for ever on any text. */
const MAX_STEPS = 1_000_000;
const MAX_DEPTH = 1500;

class TooMuch extends Error {}

/** Matches expressions that refer back to their groups: all ways are tried, and the longest from the left is kept. */
export class Backtracking {
  readonly #root: RegexNode;
  readonly #text: string;
  readonly #ignoreCase: boolean;
  readonly #spans: (readonly [number, number] | undefined)[];
  #best: readonly (readonly [number, number] | undefined)[] | undefined;
  #steps = 0;
  #depth = 0;

  constructor(root: RegexNode, groups: number, text: string, ignoreCase: boolean) {
    this.#root = root;
    this.#text = text;
    this.#ignoreCase = ignoreCase;
    this.#spans = new Array(groups + 1).fill(undefined);
  }

  /** @returns the spans of the match and its groups; nothing as well for what is given up, as too much */
  find(from: number): readonly (readonly [number, number] | undefined)[] | undefined {
    try {
      for (let start = from; start <= this.#text.length && !this.#best; start++) this.#matchAt(start);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      return undefined;
    }
    return this.#best;
  }

  #matchAt(start: number): void {
    this.#walk(this.#root, start, (end) => {
      const longest = this.#best?.[0]?.[1] ?? -1;
      if (end > longest) this.#best = [[start, end], ...this.#spans.slice(1)];
      return end === this.#text.length;
    });
  }

  /** @param next goes on behind the node; true ends the search */
  #walk(node: RegexNode, at: number, next: (end: number) => boolean): boolean {
    if (++this.#steps > MAX_STEPS || this.#depth > MAX_DEPTH) throw new TooMuch();
    this.#depth++;
    const isDone = this.#walkNode(node, at, next);
    this.#depth--;
    return isDone;
  }

  #walkNode(node: RegexNode, at: number, next: (end: number) => boolean): boolean {
    switch (node.kind) {
      case "set": {
        const code = this.#text.codePointAt(at);
        return code !== undefined && node.set(code) && next(at + (code > 0xffff ? 2 : 1));
      }
      case "place":
        return node.isAt(this.#text, at) && next(at);
      case "back":
        return this.#back(node.number, at, next);
      case "choice":
        return node.nodes.some((inner) => this.#walk(inner, at, next));
      case "sequence":
        return this.#sequence(node.nodes, 0, at, next);
      case "group": {
        const before = this.#spans[node.number];
        const isDone = this.#walk(node.node, at, (end) => {
          const inner = this.#spans[node.number];
          this.#spans[node.number] = [at, end];
          if (next(end)) return true;
          this.#spans[node.number] = inner;
          return false;
        });
        if (!isDone) this.#spans[node.number] = before;
        return isDone;
      }
      case "repeat":
        return this.#repeat(node, 0, at, next);
    }
  }

  #back(number: number, at: number, next: (end: number) => boolean): boolean {
    const span = this.#spans[number];
    if (!span) return false;
    const again = this.#text.slice(span[0], span[1]);
    const there = this.#text.slice(at, at + again.length);
    const isSame = this.#ignoreCase ? there.toLowerCase() === again.toLowerCase() : there === again;
    return isSame && next(at + again.length);
  }

  #sequence(nodes: readonly RegexNode[], index: number, at: number, next: (end: number) => boolean): boolean {
    const node = nodes[index];
    return node === undefined ? next(at) : this.#walk(node, at, (end) => this.#sequence(nodes, index + 1, end, next));
  }

  #repeat(node: RegexNode & { kind: "repeat" }, count: number, at: number, next: (end: number) => boolean): boolean {
    if (count < node.max) {
      const goesOn = (end: number): boolean =>
        (end > at || count < node.min) && this.#repeat(node, count + 1, end, next);
      if (this.#walk(node.node, at, goesOn)) return true;
    }
    return count >= node.min && next(at);
  }
}
