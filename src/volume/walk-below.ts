import { isDirectory, isSymlink, type Link } from "./memfs-tree.ts";
import { PosixError } from "./posix-error.ts";
import {
  assertName,
  childOf,
  FOLLOW,
  type Follow,
  isFollowed,
  isOnlySlashes,
  MAX_PATH_BYTES,
  MAX_SYMLINKS,
  type Place,
  type Roots,
} from "./walk.ts";

const SLASH = 47;

/**
 * Resolves a path relative to an open directory, never out of it: neither `..` nor a symbolic link in any position
 * leads above it, and absolute paths lead nowhere (as with openat2's RESOLVE_BENEATH).
 *
 * @throws PosixError as walk does, and EPERM for what leads out
 */
export function walkBelow(roots: Roots, directory: Link, path: string, follow: Follow): Place {
  assertRelative(path);
  const above: Link[] = [];
  let text = path;
  let at = 0;
  let hops = 0;
  let link = directory;
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
        const up = above.pop();
        if (!up) throw new PosixError("EPERM", path);
        link = up;
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
      if (target.startsWith("/")) throw new PosixError("EPERM", path);
      text = target + text.slice(end);
      at = 0;
      continue;
    }
    above.push(link);
    parent = link;
    name = component;
    link = child;
  }
  return { link, parent, name, trailingSlash: text.endsWith("/") };
}

/** What a path names. @throws PosixError as {@link walkBelow}, and ENOENT or ENOTDIR if it names nothing */
export function existingBelow(roots: Roots, directory: Link, path: string, follow: Follow = FOLLOW.always): Link {
  const { link, trailingSlash } = walkBelow(roots, directory, path, follow);
  if (!link) throw new PosixError("ENOENT", path);
  if (trailingSlash && !isDirectory(link)) throw new PosixError("ENOTDIR", path);
  return link;
}

function assertRelative(path: string): void {
  if (path === "") throw new PosixError("ENOENT", path);
  if (path.startsWith("/")) throw new PosixError("EPERM", path);
  if (path.length * 3 >= MAX_PATH_BYTES && Buffer.byteLength(path) >= MAX_PATH_BYTES)
    throw new PosixError("ENAMETOOLONG", `${path.slice(0, 64)}…`);
  if (path.includes("\0")) throw new PosixError("EINVAL", path);
  if (!path.isWellFormed()) throw new PosixError("EILSEQ", path);
}
