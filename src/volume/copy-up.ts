import { contentOf } from "./file-content.ts";
import { type InodeTimes, timesOf } from "./file-time.ts";
import { childrenOf, isDirectory, isSymlink } from "./memfs-tree.ts";
import type { Link, Node } from "./memfs-types.ts";
import type { Roots } from "./walk.ts";

/** Folders of the system layout that are the same in every slot: programs, devices, and what the kernel tells. */
export const SEALED_DIRS: ReadonlySet<string> = new Set(["bin", "dev", "proc", "sbin", "usr"]);

/** What a tree has to do for a copy. */
export interface CopyTarget {
  make(parent: Link, name: string, mode: number, path: string): Node;
  makeFile(parent: Link, name: string, mode: number, bytes: Uint8Array, path: string): void;
  makeSymlink(parent: Link, name: string, target: string, mode: number, path: string): void;
  setTimes(node: Node, times: InodeTimes): void;
}

/** The names that lead from the root to something of the system layout; nothing for what stays as it is there. */
export function changeableNames(roots: Roots, link: Link): readonly string[] | undefined {
  const names: string[] = [];
  for (let at: Link | undefined = link; at && at !== roots.root && at !== roots.base; at = at.parent)
    names.push(at.name);
  const top = names.at(-1);
  return top === undefined || SEALED_DIRS.has(top) ? undefined : names.reverse();
}

/** Copies what is in the system layout, with all that is in it, modes and times. It counts as what the guest has made. */
export function copyUp(target: CopyTarget, source: Link, parent: Link, path: string): void {
  const node = source.getNode();
  const { name } = source;
  if (isSymlink(source)) target.makeSymlink(parent, name, node.symlink ?? "", node.mode, path);
  else if (!isDirectory(source)) target.makeFile(parent, name, node.mode, contentOf(node), path);
  else {
    target.make(parent, name, node.mode, path);
    const made = parent.children.get(name);
    if (made) for (const child of childrenOf(source)) copyUp(target, child, made, path);
  }
  const copy = parent.children.get(name)?.getNode();
  if (copy) target.setTimes(copy, timesOf(node));
}
