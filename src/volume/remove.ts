import { isDirectory } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { isEmpty } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";
import type { TreeWriter } from "./tree-writer.ts";
import { FOLLOW, type Place, walk } from "./walk.ts";

export function unlink(writer: TreeWriter, path: string): void {
  unlinkAt(writer, walk(writer.roots, path, FOLLOW.never), path);
}

export function unlinkAt(writer: TreeWriter, place: Place, path: string): void {
  if (isDirectory(linkOf(place, path))) throw new PosixError("EISDIR", path);
  if (place.trailingSlash) throw new PosixError("ENOTDIR", path);
  writer.remove(linkOf(writer.ownedPlace(place, path), path));
}

export function rmdir(writer: TreeWriter, path: string): void {
  rmdirAt(writer, walk(writer.roots, path, FOLLOW.never), path);
}

export function rmdirAt(writer: TreeWriter, place: Place, path: string): void {
  if (!isDirectory(linkOf(place, path))) throw new PosixError("ENOTDIR", path);
  if (place.name === "..") throw new PosixError("ENOTEMPTY", path);
  writer.changeableParent(place, path);
  if (!isEmpty(writer.roots, linkOf(place, path))) throw new PosixError("ENOTEMPTY", path);
  writer.remove(linkOf(writer.ownedPlace(place, path), path));
}

/** Removes a file, or a directory with everything in it. */
export function removeTree(writer: TreeWriter, path: string): void {
  const place = walk(writer.roots, path, FOLLOW.never);
  if (!isDirectory(linkOf(place, path)) && place.trailingSlash) throw new PosixError("ENOTDIR", path);
  writer.removeTree(linkOf(writer.ownedPlace(place, path), path));
}

function linkOf({ link }: Pick<Place, "link">, path: string): Link {
  if (!link) throw new PosixError("ENOENT", path);
  return link;
}
