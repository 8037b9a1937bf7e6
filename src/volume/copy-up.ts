import { deviceOf } from "./device.ts";
import { contentOf } from "./file-content.ts";
import { type InodeTimes, setTimes, timesOf } from "./file-time.ts";
import { setHiddenNames } from "./hidden-names.ts";
import { isDirectory, isSymlink, type MemfsTree } from "./memfs-tree.ts";
import type { Link, Node } from "./memfs-types.ts";
import { PosixError } from "./posix-error.ts";

/** Folders of the system layout that are the same in every slot: what the kernel tells. */
export const SEALED_DIRS: ReadonlySet<string> = new Set(["proc"]);

/** What a tree has to do for a copy. */
export interface CopyTarget {
  readonly tree: MemfsTree;
  make(parent: Link, name: string, mode: number, path: string): Node;
  makeFile(parent: Link, name: string, mode: number, bytes: Uint8Array, path: string): void;
  makeSymlink(parent: Link, name: string, target: string, mode: number, path: string): void;
  setTimes(node: Node, times: InodeTimes): void;
}

/**
 * Copies something of the system layout into the own directory that is merged with the one it is in. A directory is merged with
 * its original, so nothing in it is copied. The copy counts as what the guest has made.
 * @throws PosixError EROFS for a device, ENOSPC
 */
export function copyUp(target: CopyTarget, source: Link, parent: Link, path: string): Link {
  if (deviceOf(source)) throw new PosixError("EROFS", path);
  const node = source.getNode();
  const { name } = source;
  const parentTimes = timesOf(parent.getNode());
  if (isSymlink(source)) target.makeSymlink(parent, name, node.symlink ?? "", node.mode, path);
  else if (isDirectory(source)) setHiddenNames(target.tree, target.make(parent, name, node.mode, path), []);
  else target.makeFile(parent, name, node.mode, contentOf(node), path);
  const copy = parent.children.get(name);
  if (!copy) throw new PosixError("ENOENT", path);
  target.setTimes(copy.getNode(), timesOf(node));
  setTimes(parent.getNode(), parentTimes);
  return copy;
}
