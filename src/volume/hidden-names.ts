import type { Node } from "./memfs-types.ts";

/** What a directory of a slot's tree that is merged with one of the system layout has beside its own names. */
interface MergedNode {
  /** Names of the layout's directory that are not seen. Absent if the directory is not merged. */
  hiddenNames?: Set<string> | undefined;
}

/** The tree a directory is in. */
interface Counter {
  /** Of all merged directories together. */
  hiddenNames: number;
}

export function hiddenNamesOf(node: Node): ReadonlySet<string> | undefined {
  return (node as MergedNode).hiddenNames;
}

/** @param names nothing for a directory that is not merged */
export function setHiddenNames(tree: Counter, node: Node, names: Iterable<string> | undefined): void {
  const merged: MergedNode = node as MergedNode;
  tree.hiddenNames -= merged.hiddenNames?.size ?? 0;
  merged.hiddenNames = names && new Set(names);
  tree.hiddenNames += merged.hiddenNames?.size ?? 0;
}

/** Hides one name more in a directory that is merged. */
export function hideName(tree: Counter, node: Node, name: string): void {
  const { hiddenNames } = node as MergedNode;
  if (!hiddenNames || hiddenNames.has(name)) return;
  hiddenNames.add(name);
  tree.hiddenNames++;
}
