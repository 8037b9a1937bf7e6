import { sorted, step } from "./positions.ts";
import type { RegexNode } from "./tree.ts";

/**
 * Finds the groups of a match whose span is known, as glibc does: the first alternative that leads to the end, one more
 * repetition before none. `fits` are the places from which the rest can go on, so that nothing has to be taken back.
 */
export class GroupFinder {
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
