import { S_IFDIR, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import { captureMeta } from "./capture.ts";
import type { InodeMeta } from "./delta.ts";
import { contentSize } from "./file-content.ts";
import { hiddenNamesOf } from "./hidden-names.ts";
import { isDirectory } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { entriesOf, type Roots } from "./overlay.ts";

export interface FileStat extends InodeMeta {
  /** In bytes; a symbolic link's is that of its target's path. */
  readonly size: number;
  readonly nlink: number;
}

/** What ext4 says of a small directory. */
const DIRECTORY_SIZE = 4096;

export function statOf(roots: Roots, link: Link): FileStat {
  const node = link.getNode();
  return {
    ...captureMeta(node),
    size: (node.mode & S_IFMT) === S_IFDIR ? DIRECTORY_SIZE : contentSize(node),
    nlink: hiddenNamesOf(node) === undefined ? node.nlink : mergedLinks(roots, link),
  };
}

/** A directory has a name in its parent, `.`, and `..` in each directory that is in it. */
function mergedLinks(roots: Roots, directory: Link): number {
  let links = 2;
  for (const entry of entriesOf(roots, directory)) if (isDirectory(entry)) links++;
  return links;
}
