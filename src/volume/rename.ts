import { isDirectory } from "./memfs-tree.ts";
import { heightOf, isEmpty } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";
import type { TreeWriter } from "./tree-writer.ts";
import { FOLLOW, isWithin, type Place, walk } from "./walk.ts";

/** rename(2), with the checks in the order Linux makes them; memfs makes next to none. */
export function rename(writer: TreeWriter, from: string, to: string): void {
  const { roots } = writer;
  renameAt(writer, walk(roots, from, FOLLOW.never), walk(roots, to, FOLLOW.never), from, to);
}

export function renameAt(writer: TreeWriter, source: Place, target: Place, from: string, to: string): void {
  const { roots } = writer;
  const { link } = source;
  const { link: replaced } = target;
  const sourceParent = writer.changeableParent(source, from);
  const targetParent = writer.changeableParent(target, to);
  if (!link) throw new PosixError("ENOENT", from);
  const movesDirectory = isDirectory(link);
  if (!movesDirectory && (source.trailingSlash || target.trailingSlash))
    throw new PosixError("ENOTDIR", source.trailingSlash ? from : to);
  if (movesDirectory && isWithin(roots, targetParent, link)) throw new PosixError("EINVAL", to);
  if (replaced) {
    if (isWithin(roots, sourceParent, replaced)) throw new PosixError("ENOTEMPTY", to);
    if (replaced.getNode() === link.getNode()) return;
    if (movesDirectory && !isDirectory(replaced)) throw new PosixError("ENOTDIR", to);
    if (!movesDirectory && isDirectory(replaced)) throw new PosixError("EISDIR", to);
    if (isDirectory(replaced) && !isEmpty(roots, replaced)) throw new PosixError("ENOTEMPTY", to);
  }
  writer.assertDepth(targetParent, heightOf(roots, link), to);
  let moved = link;
  let into = targetParent;
  writer.wholly(() => {
    moved = writer.ownedWhole(link, from);
    into = writer.owned(targetParent, to);
  });
  if (replaced) writer.remove(replaced);
  writer.move(moved, into, target.name);
}
