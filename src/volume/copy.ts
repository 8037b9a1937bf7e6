import { S_IFDIR, S_IFLNK } from "../../runtimes/abi/file-mode.ts";
import { deviceOf } from "./device.ts";
import { contentOf } from "./file-content.ts";
import { isDirectory, isSymlink } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { childOf, entriesOf, seenAs } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";
import type { TreeWriter } from "./tree-writer.ts";
import { existing, FOLLOW, isWithin, type Place, walk } from "./walk.ts";
import { writeTo } from "./write-file.ts";

/**
 * `cp -P`, and with `recursive` `cp -PRT`: modes are kept, times are new, hard links become files of their own, and a
 * directory goes into one that is there. A file is written through a link that is in its place; a link takes its place.
 */
export function copy(writer: TreeWriter, from: string, to: string, recursive: boolean): void {
  const source = existing(writer.roots, from, FOLLOW.beforeSlash);
  const target = walk(writer.roots, to, FOLLOW.never);
  if (isDirectory(source)) {
    if (!recursive) throw new PosixError("EISDIR", from);
    const inside = target.link ?? target.parent;
    if (inside && isDirectory(inside) && isWithin(writer.roots, inside, source)) throw new PosixError("EINVAL", to);
  } else if (target.trailingSlash) throw new PosixError(target.link ? "ENOTDIR" : "ENOENT", to);
  writer.atomically(() => copyInto(writer, source, target, to));
}

function copyInto(writer: TreeWriter, source: Link, target: Place, path: string): void {
  if (isDirectory(source)) copyDirectory(writer, source, target, path);
  else if (target.link && isDirectory(target.link)) throw new PosixError("EISDIR", path);
  else if (isSymlink(source)) copySymlink(writer, source, target, path);
  else copyFile(writer, source, target, path);
}

function copyDirectory(writer: TreeWriter, source: Link, target: Place, path: string): void {
  if (target.link && !isDirectory(target.link)) throw new PosixError("ENOTDIR", path);
  let directory = target.link;
  if (!directory) {
    const node = writer.make(writer.parentOf(target, path), target.name, S_IFDIR | permissionsOf(source), path);
    directory = writer.tree.directory(node.ino);
  }
  if (!directory) return;
  const names = entriesOf(writer.roots, source)
    .map((child) => child.name)
    .reverse();
  for (const name of names) {
    // What has been copied into a directory above can have changed it.
    const child = childOf(writer.roots, seenAs(writer.roots, source), name);
    if (!child) continue;
    const place = { link: childOf(writer.roots, directory, name), parent: directory, name, trailingSlash: false };
    copyInto(writer, child, place, `${path}/${name}`);
  }
}

function copySymlink(writer: TreeWriter, source: Link, target: Place, path: string): void {
  const { symlink = "" } = source.getNode();
  const { parent, link } = writer.ownedPlace(target, path);
  if (!link) writer.makeSymlink(parent, target.name, symlink, S_IFLNK | 0o777, path);
  else if (isSymlink(link)) writer.retarget(writer.owned(link, path).getNode(), symlink, path);
  else throw new PosixError("EEXIST", path);
}

function copyFile(writer: TreeWriter, source: Link, target: Place, path: string): void {
  const place = target.link && isSymlink(target.link) ? walk(writer.roots, path, FOLLOW.unlessSlash) : target;
  const bytes = deviceOf(source)?.read() ?? contentOf(source.getNode());
  writeTo(writer, place, bytes, { mode: permissionsOf(source) }, path);
}

function permissionsOf(link: Link): number {
  return link.getNode().mode & 0o7777;
}
