import { FILE_SYSTEM } from "../../runtimes/abi/file-system.ts";
import { isDirectory, isSymlink } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { childOf, parentOf, type Roots } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";

/** What Linux allows (limits.h, MAXSYMLINKS). */
export const MAX_PATH_BYTES = 4096;
export const MAX_NAME_BYTES = FILE_SYSTEM.maxNameBytes;
export const MAX_SYMLINKS = 40;

const SLASH = 47;

/** Whether the last component is followed if it is a symbolic link; the others always are. */
export const FOLLOW = {
  /** Not at all: for making, removing and renaming. */
  never: 0,
  /** Only if a slash comes after it, as lstat does. */
  beforeSlash: 1,
  /** Unless a slash comes after it, as open does to make a file. */
  unlessSlash: 2,
  always: 3,
} as const;

export type Follow = (typeof FOLLOW)[keyof typeof FOLLOW];

/** Where a path leads: an existing link, or the directory and the name that a new one would get. */
export interface Place {
  /** The link the path names, if there is one. */
  readonly link: Link | undefined;
  /** The directory that holds (or would hold) the name; absent for `/` and for a path ending in `.` or `..`. */
  readonly parent: Link | undefined;
  readonly name: string;
  /** The path ended in a slash, so it can only mean a directory. */
  readonly trailingSlash: boolean;
}

/** Whether `link` is `ancestor` or below it. */
export function isWithin(roots: Roots, link: Link, ancestor: Link): boolean {
  for (let at = link; ; at = parentOf(roots, at)) {
    if (at === ancestor) return true;
    if (at === roots.root) return false;
  }
}

/**
 * Resolves an absolute path as POSIX does (`..` after following links, not lexically).
 * A missing last component is not an error here: the place tells where it would be.
 *
 * @throws PosixError ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, EINVAL (NUL or relative), EILSEQ (lone surrogates)
 */
export function walk(roots: Roots, path: string, follow: Follow): Place {
  assertPath(path);
  return resolve(roots, path, follow, undefined);
}

/**
 * Resolves a path relative to an open directory, never out of it: neither `..` nor a symbolic link in any position
 * leads above it, and absolute paths lead nowhere (as with openat2's RESOLVE_BENEATH).
 *
 * @throws PosixError as {@link walk}, and EPERM for what leads out
 */
export function walkBelow(roots: Roots, directory: Link, path: string, follow: Follow): Place {
  if (path.startsWith("/")) throw new PosixError("EPERM", path);
  if (path === "") throw new PosixError("ENOENT", path);
  assertPath(`/${path}`);
  // Nothing leads out of the root.
  return resolve(roots, path, follow, directory === roots.root ? undefined : directory);
}

/** @param below a directory to begin at and not to leave */
function resolve(roots: Roots, path: string, follow: Follow, below: Link | undefined): Place {
  let text = path;
  let at = 0;
  let hops = 0;
  let link = below ?? roots.root;
  let parent: Link | undefined;
  let name = "";

  for (;;) {
    while (text.charCodeAt(at) === SLASH) at++;
    if (at >= text.length) break;
    const slash = text.indexOf("/", at);
    const end = slash < 0 ? text.length : slash;
    const component = text.slice(at, end);
    at = end;
    if (!isDirectory(link)) throw new PosixError("ENOTDIR", path);
    if (component === "." || component === "..") {
      if (component === "..") {
        if (link === below) throw new PosixError("EPERM", path);
        link = parentOf(roots, link);
      }
      parent = undefined;
      name = component;
      continue;
    }
    const child = childOf(roots, link, component);
    if (!child) {
      assertName(component, path);
      if (!isOnlySlashes(text, end)) throw new PosixError("ENOENT", path);
      return { link: undefined, parent: link, name: component, trailingSlash: end < text.length };
    }
    if (isSymlink(child) && isFollowed(follow, text, end)) {
      if (++hops > MAX_SYMLINKS) throw new PosixError("ELOOP", path);
      const target = child.getNode().symlink ?? "";
      if (target.startsWith("/")) {
        if (below) throw new PosixError("EPERM", path);
        link = roots.root;
      }
      text = target + text.slice(end);
      at = 0;
      continue;
    }
    parent = link;
    name = component;
    link = child;
  }
  return { link, parent, name, trailingSlash: text.endsWith("/") };
}

/** What a path names. @throws PosixError as {@link walk}, and ENOENT or ENOTDIR if it names nothing */
export function existing(roots: Roots, path: string, follow: Follow): Link {
  return named(walk(roots, path, follow), path);
}

/** What a path below a directory names. @throws PosixError as {@link walkBelow}, and ENOENT or ENOTDIR */
export function existingBelow(roots: Roots, directory: Link, path: string, follow: Follow): Link {
  return named(walkBelow(roots, directory, path, follow), path);
}

function named({ link, trailingSlash }: Place, path: string): Link {
  if (!link) throw new PosixError("ENOENT", path);
  if (trailingSlash && !isDirectory(link)) throw new PosixError("ENOTDIR", path);
  return link;
}

/** The canonical absolute path of a link. */
export function pathOf(roots: Roots, link: Link): string {
  const names: string[] = [];
  for (let at = link; at !== roots.root && at !== roots.base; at = parentOf(roots, at)) names.push(at.name);
  return `/${names.reverse().join("/")}`;
}

/** @throws PosixError for what can't be a path */
export function assertPath(path: string): void {
  if (path === "") throw new PosixError("ENOENT", path);
  const isTooLong =
    path.length >= MAX_PATH_BYTES || (path.length * 3 >= MAX_PATH_BYTES && Buffer.byteLength(path) >= MAX_PATH_BYTES);
  if (isTooLong) throw new PosixError("ENAMETOOLONG", `${path.slice(0, 64)}…`);
  if (!path.startsWith("/") || path.includes("\0")) throw new PosixError("EINVAL", path);
  if (!path.isWellFormed()) throw new PosixError("EILSEQ", path);
}

/** @throws PosixError for a name that is too long */
export function assertName(name: string, path: string): void {
  if (name.length * 3 > MAX_NAME_BYTES && Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new PosixError("ENAMETOOLONG", path);
  }
}

function isFollowed(follow: Follow, text: string, end: number): boolean {
  if (follow === FOLLOW.always || !isOnlySlashes(text, end)) return true;
  return follow === (end < text.length ? FOLLOW.beforeSlash : FOLLOW.unlessSlash);
}

function isOnlySlashes(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) === SLASH) at++;
  return at >= text.length;
}
