import { hiddenNamesOf } from "./hidden-names.ts";
import { childrenOf } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";

/*
 * How a slot's own tree and the system layout behind it are seen as one, as by Linux's overlayfs: a directory of the own tree
 * can be merged with the one of the same path in the layout, whose names are seen unless they are hidden. What is above a
 * merged directory is merged, too, and none is ever moved, so its path tells what it is merged with.
 */

/** A tree, and one that is seen behind it under the same `/`. */
export interface Roots {
  readonly root: Link;
  readonly base: Link | undefined;
}

/** What a directory is merged with. */
function lowerOf(roots: Roots, directory: Link): Link | undefined {
  if (directory === roots.root) return roots.base;
  if (hiddenNamesOf(directory.getNode()) === undefined || !directory.parent) return undefined;
  return lowerOf(roots, directory.parent)?.children.get(directory.name);
}

export function childOf(roots: Roots, directory: Link, name: string): Link | undefined {
  return directory.children.get(name) ?? lowerChildOf(roots, directory, name);
}

/** What a name of the layout names in a merged directory, if it isn't hidden. */
export function lowerChildOf(roots: Roots, directory: Link, name: string): Link | undefined {
  const hidden = hiddenNamesOf(directory.getNode());
  if (hidden === undefined || hidden.has(name)) return undefined;
  return lowerOf(roots, directory)?.children.get(name);
}

/** What is in a directory: the newest name first, as Linux's tmpfs lists it; behind its own what is seen of the layout's. */
export function entriesOf(roots: Roots, directory: Link): Link[] {
  const entries = [...childrenOf(directory)].reverse();
  const hidden = hiddenNamesOf(directory.getNode());
  const lower = hidden && lowerOf(roots, directory);
  if (!lower) return entries;
  const seen = [...childrenOf(lower)].filter(({ name }) => !hidden.has(name) && !directory.children.has(name));
  return [...entries, ...seen.reverse()];
}

export function isEmpty(roots: Roots, directory: Link): boolean {
  return entriesOf(roots, directory).length === 0;
}

export function parentOf(roots: Roots, link: Link): Link {
  const { parent } = link;
  return parent === undefined ? roots.root : seenAs(roots, parent);
}

/** The directory of the own tree that is merged with one of the layout; that itself if there is none. */
export function seenAs(roots: Roots, directory: Link): Link {
  if (directory === roots.base) return roots.root;
  if (directory.vol === roots.root.vol || !directory.parent) return directory;
  const own = seenAs(roots, directory.parent).children.get(directory.name);
  return own?.vol === roots.root.vol && hiddenNamesOf(own.getNode()) !== undefined ? own : directory;
}

/**
 * What an open directory is seen as now: itself, or the one of the own tree that one of the layout has become.
 * @returns nothing if it is hidden, or something else has its place
 */
export function currentDirectory(roots: Roots, directory: Link): Link | undefined {
  if (directory === roots.root || directory === roots.base) return roots.root;
  const parent = directory.parent && currentDirectory(roots, directory.parent);
  const current = parent && childOf(roots, parent, directory.name);
  if (current === directory || !current) return current;
  return current.vol === roots.root.vol && hiddenNamesOf(current.getNode()) !== undefined ? current : undefined;
}

/** Levels below a link: 0 for a file and an empty directory. */
export function heightOf(roots: Roots, link: Link): number {
  if (!link.getNode().isDirectory()) return 0;
  let height = 0;
  for (const child of entriesOf(roots, link)) height = Math.max(height, 1 + heightOf(roots, child));
  return height;
}
