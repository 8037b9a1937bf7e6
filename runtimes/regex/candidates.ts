import { endlessIn, isWithoutNestedRepeats, sourceOf } from "./native.ts";
import type { ParsedRegex, RegexNode } from "./tree.ts";

/** What V8 may try from one place, at worst. */
const MAX_TRIES = 1e7;

/**
 * Finds in a text of many lines where a match may begin, in V8's engine: what that one would take for ever for is replaced by
 * something simpler, which matches all of it and more.
 */
export class Candidates {
  readonly #regex: RegExp;
  readonly #endless: number;
  /** Whether each candidate is the beginning of a match. */
  readonly isExact: boolean;

  constructor({ root, hasBackReferences }: ParsedRegex, ignoreCase: boolean) {
    this.isExact = !hasBackReferences && isWithoutNestedRepeats(root);
    const simple = this.isExact ? root : simplified(root, groupsOf(root));
    this.#endless = endlessIn(simple);
    this.#regex = new RegExp(sourceOf(simple), ignoreCase ? "giv" : "gv");
  }

  /** Whether it takes no longer than anybody would wait, on lines of that length. */
  isSafeFor(longestLine: number): boolean {
    return (longestLine + 1) ** (this.#endless + 1) <= MAX_TRIES || this.#endless === 0;
  }

  next(text: string, from: number): number | undefined {
    this.#regex.lastIndex = from;
    return this.#regex.exec(text)?.index;
  }
}

function groupsOf(root: RegexNode, groups = new Map<number, RegexNode>()): ReadonlyMap<number, RegexNode> {
  if (root.kind === "group") groups.set(root.number, root.node);
  if (root.kind === "group" || root.kind === "repeat") groupsOf(root.node, groups);
  if (root.kind === "sequence" || root.kind === "choice") for (const node of root.nodes) groupsOf(node, groups);
  return groups;
}

function simplified(node: RegexNode, groups: ReadonlyMap<number, RegexNode>): RegexNode {
  switch (node.kind) {
    case "sequence":
    case "choice":
      return { kind: node.kind, nodes: node.nodes.map((inner) => simplified(inner, groups)) };
    case "group":
      return simplified(node.node, groups);
    case "back":
      return anyOf(setsIn({ kind: "group", number: 0, node: groups.get(node.number) ?? node }, groups), false);
    case "repeat":
      if (isWithoutNestedRepeats(node) && setsIn(node.node, groups) !== undefined && !hasBack(node)) return node;
      return anyOf(setsIn(node.node, groups), node.min > 0 && isNeverEmpty(node.node));
    default:
      return node;
  }
}

function anyOf(sources: ReadonlySet<string>, isSome: boolean): RegexNode {
  const set: RegexNode = { kind: "set", set: () => true, source: `[${[...sources].join("")}]` };
  return { kind: "repeat", node: set, min: isSome ? 1 : 0, max: Number.POSITIVE_INFINITY };
}

function hasBack(node: RegexNode): boolean {
  if (node.kind === "sequence" || node.kind === "choice") return node.nodes.some(hasBack);
  if (node.kind === "group" || node.kind === "repeat") return hasBack(node.node);
  return node.kind === "back";
}

function setsIn(node: RegexNode, groups: ReadonlyMap<number, RegexNode>, sets = new Set<string>()): Set<string> {
  if (node.kind === "set") sets.add(node.source);
  else if (node.kind === "sequence" || node.kind === "choice") for (const one of node.nodes) setsIn(one, groups, sets);
  else if (node.kind === "group" || node.kind === "repeat") setsIn(node.node, groups, sets);
  else if (node.kind === "back") {
    const group = groups.get(node.number);
    if (group && !hasBack(group)) setsIn(group, groups, sets);
    else sets.add("[^\\n]");
  }
  return sets;
}

function isNeverEmpty(node: RegexNode): boolean {
  if (node.kind === "set") return true;
  if (node.kind === "sequence") return node.nodes.some(isNeverEmpty);
  if (node.kind === "choice") return node.nodes.every(isNeverEmpty);
  if (node.kind === "group") return isNeverEmpty(node.node);
  return node.kind === "repeat" && node.min > 0 && isNeverEmpty(node.node);
}
