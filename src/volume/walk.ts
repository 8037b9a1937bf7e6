import { type Link, S_IFDIR, S_IFLNK, S_IFMT } from "./memfs-tree.ts";
import { PosixError } from "./posix-error.ts";

/** What Linux allows (limits.h, MAXSYMLINKS). */
export const MAX_PATH_BYTES = 4096;
export const MAX_NAME_BYTES = 255;
const MAX_SYMLINKS = 40;

/** Where a path leads: an existing link, or the directory and the name that a new one would get. */
export interface Place {
  /** The link the path names, if there is one. */
  readonly link: Link | undefined;
  /** The directory that holds (or would hold) the name; absent for `/` and for a path ending in `.` or `..`. */
  readonly parent: Link | undefined;
  readonly name: string;
  /** The path ended in a slash, so it can only name a directory. */
  readonly wantsDirectory: boolean;
}

export interface Roots {
  readonly root: Link;
  /** A second tree seen under the same `/`, behind the first. */
  readonly base: Link | undefined;
}

export function isDirectory(link: Link): boolean {
  return (link.getNode().mode & S_IFMT) === S_IFDIR;
}

export function isSymlink(link: Link): boolean {
  return (link.getNode().mode & S_IFMT) === S_IFLNK;
}

export function childOf(roots: Roots, directory: Link, name: string): Link | undefined {
  const child = directory.children.get(name);
  if (child || directory !== roots.root) return child;
  return roots.base?.children.get(name);
}

export function parentOf(roots: Roots, link: Link): Link {
  const { parent } = link;
  return parent === undefined || parent === roots.base ? roots.root : parent;
}

/**
 * Resolves an absolute path as POSIX does (`..` after following links, not lexically).
 * A missing last component is not an error here: the place tells where it would be.
 *
 * @throws PosixError ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EINVAL (NUL or relative), EILSEQ (lone surrogates)
 */
export function walk(roots: Roots, path: string, followLast: boolean): Place {
  assertPath(path);
  const pending = path.split("/").reverse();
  let hops = 0;
  let link: Link = roots.root;
  let parent: Link | undefined;
  let name = "";
  let wantsDirectory = false;

  for (let component = pending.pop(); component !== undefined; component = pending.pop()) {
    if (component === "" || component === ".") {
      wantsDirectory = true;
      if (component === ".") parent = undefined;
      continue;
    }
    wantsDirectory = false;
    if (!isDirectory(link)) throw new PosixError("ENOTDIR", path);
    if (component === "..") {
      link = parentOf(roots, link);
      parent = undefined;
      continue;
    }
    parent = link;
    name = component;
    const child = childOf(roots, parent, name);
    if (!child) {
      const isLast = pending.every((rest) => rest === "" || rest === ".");
      if (!isLast) throw new PosixError("ENOENT", path);
      assertName(name, path);
      return { link: undefined, parent, name, wantsDirectory: pending.length > 0 };
    }
    if (isSymlink(child) && (followLast || pending.length > 0)) {
      if (++hops > MAX_SYMLINKS) throw new PosixError("ELOOP", path);
      const target = child.getNode().symlink ?? "";
      for (const part of target.split("/").reverse()) pending.push(part);
      if (target.startsWith("/")) link = roots.root;
      parent = undefined;
      continue;
    }
    link = child;
  }
  if (wantsDirectory && !isDirectory(link)) throw new PosixError("ENOTDIR", path);
  return { link, parent, name, wantsDirectory };
}

/** The canonical absolute path of a link. */
export function pathOf(roots: Roots, link: Link): string {
  const names: string[] = [];
  for (let at = link; at !== roots.root && at !== roots.base; at = parentOf(roots, at)) names.push(at.name);
  return `/${names.reverse().join("/")}`;
}

export function assertPath(path: string): void {
  if (path === "") throw new PosixError("ENOENT", path);
  if (!path.startsWith("/") || path.includes("\0")) throw new PosixError("EINVAL", path);
  if (path.length * 3 > MAX_PATH_BYTES && Buffer.byteLength(path) >= MAX_PATH_BYTES) {
    throw new PosixError("ENAMETOOLONG", `${path.slice(0, 64)}…`);
  }
  if (!path.isWellFormed()) throw new PosixError("EILSEQ", path);
}

function assertName(name: string, path: string): void {
  if (name.length * 3 > MAX_NAME_BYTES && Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new PosixError("ENAMETOOLONG", path);
  }
}
