import type { RegexNode } from "./tree.ts";

export type Direction = "forward" | "backward";

/** Positions that a node reaches, all followed at once; both lists go up. */
export function step(node: RegexNode, text: string, from: readonly number[], direction: Direction): readonly number[] {
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

export function sorted(positions: ReadonlySet<number>): readonly number[] {
  return [...positions].sort((a, b) => a - b);
}

/** How many units the character there has. */
export function width(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}
