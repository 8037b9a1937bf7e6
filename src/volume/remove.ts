import { childCount, isDirectory } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { PosixError } from "./posix-error.ts";
import type { TreeWriter } from "./tree-writer.ts";
import { FOLLOW, type Place, walk } from "./walk.ts";

export function unlink(writer: TreeWriter, path: string): void {
  unlinkAt(writer, walk(writer.roots, path, FOLLOW.never), path);
}

export function unlinkAt(writer: TreeWriter, place: Place, path: string): void {
  const link = linkOf(place, path);
  if (isDirectory(link)) throw new PosixError("EISDIR", path);
  if (place.trailingSlash) throw new PosixError("ENOTDIR", path);
  writer.parentOf(place, path);
  writer.remove(link);
}

export function rmdir(writer: TreeWriter, path: string): void {
  rmdirAt(writer, walk(writer.roots, path, FOLLOW.never), path);
}

export function rmdirAt(writer: TreeWriter, place: Place, path: string): void {
  const link = linkOf(place, path);
  if (!isDirectory(link)) throw new PosixError("ENOTDIR", path);
  if (place.name === "..") throw new PosixError("ENOTEMPTY", path);
  writer.parentOf(place, path);
  if (childCount(link) > 0) throw new PosixError("ENOTEMPTY", path);
  writer.remove(link);
}

/** Removes a file, or a directory with everything in it. */
export function removeTree(writer: TreeWriter, path: string): void {
  const place = walk(writer.roots, path, FOLLOW.never);
  const link = linkOf(place, path);
  if (place.trailingSlash && !isDirectory(link)) throw new PosixError("ENOTDIR", path);
  writer.parentOf(place, path);
  writer.removeTree(link);
}

function linkOf({ link }: Place, path: string): Link {
  if (!link) throw new PosixError("ENOENT", path);
  return link;
}
