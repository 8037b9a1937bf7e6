import { S_IFDIR, S_IFLNK } from "../../runtimes/abi/file-mode.ts";
import { isDirectory } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { PosixError } from "./posix-error.ts";
import type { TreeWriter } from "./tree-writer.ts";
import { assertPath, existing, FOLLOW, MAX_PATH_BYTES, type Place, walk } from "./walk.ts";

export function mkdir(writer: TreeWriter, path: string, mode: number): void {
  mkdirAt(writer, walk(writer.roots, path, FOLLOW.never), mode, path);
}

export function mkdirAt(writer: TreeWriter, place: Place, mode: number, path: string): void {
  if (place.link) throw new PosixError("EEXIST", path);
  writer.wholly(() => {
    writer.make(writer.parentOf(place, path), place.name, S_IFDIR | (mode & 0o7777), path);
  });
}

/** `mkdir -p`: makes what is missing, all of it or nothing; an existing directory is fine. */
export function mkdirp(writer: TreeWriter, path: string): void {
  assertPath(path);
  const names = path.split("/").filter((name) => name !== "");
  writer.atomically(() => {
    let above = "";
    for (const [index, name] of names.entries()) {
      above += `/${name}`;
      const { link } = walk(writer.roots, above, FOLLOW.always);
      if (!link) mkdir(writer, above, 0o755);
      else if (!isDirectory(link)) throw new PosixError(index === names.length - 1 ? "EEXIST" : "ENOTDIR", path);
    }
  });
}

export function symlink(writer: TreeWriter, target: string, path: string): void {
  symlinkAt(writer, target, walk(writer.roots, path, FOLLOW.never), path);
}

export function symlinkAt(writer: TreeWriter, target: string, place: Place, path: string): void {
  if (target === "") throw new PosixError("ENOENT", path);
  if (target.includes("\0")) throw new PosixError("EINVAL", path);
  if (!target.isWellFormed()) throw new PosixError("EILSEQ", path);
  if (Buffer.byteLength(target) >= MAX_PATH_BYTES) throw new PosixError("ENAMETOOLONG", path);
  assertFree(place, path);
  writer.wholly(() => {
    writer.makeSymlink(writer.parentOf(place, path), place.name, target, S_IFLNK | 0o777, path);
  });
}

/** Gives the file at `from` a second name. */
export function link(writer: TreeWriter, from: string, path: string): void {
  const source = existing(writer.roots, from, FOLLOW.beforeSlash);
  linkAt(writer, source, walk(writer.roots, path, FOLLOW.never), from, path);
}

export function linkAt(writer: TreeWriter, source: Link, place: Place, from: string, path: string): void {
  assertFree(place, path);
  writer.changeableParent(place, path);
  if (isDirectory(source)) throw new PosixError("EPERM", from);
  writer.wholly(() => {
    writer.link(writer.parentOf(place, path), place.name, writer.owned(source, from).getNode(), path);
  });
}

/** Checks that nothing is there yet. @throws PosixError */
function assertFree(place: Place, path: string): void {
  if (place.link) throw new PosixError("EEXIST", path);
  if (place.trailingSlash) throw new PosixError("ENOENT", path);
}
