import { isDirectory, isSymlink } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { childOf, parentOf, type Roots } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";
import { assertName, assertPath, MAX_SYMLINKS, pathOf } from "./walk.ts";

/**
 * The canonical path, whether or not anything is there (`realpath -m`): every link that exists is followed, and what
 * comes after the part that exists is taken as it is written.
 *
 * @throws PosixError ELOOP, ENAMETOOLONG, EINVAL, EILSEQ, ENOENT (empty)
 */
export function canonicalPath(roots: Roots, path: string): string {
  assertPath(path);
  const pending = path.split("/").reverse();
  const missing: string[] = [];
  let link: Link = roots.root;
  let hops = 0;
  for (let component = pending.pop(); component !== undefined; component = pending.pop()) {
    if (component === "" || component === ".") continue;
    if (component === "..") {
      // Nothing is there to follow, so `..` in what is missing can only be meant lexically.
      if (missing.pop() === undefined) link = parentOf(roots, link);
      continue;
    }
    const child = missing.length === 0 && isDirectory(link) ? childOf(roots, link, component) : undefined;
    if (!child) {
      assertName(component, path);
      missing.push(component);
    } else if (isSymlink(child)) {
      if (++hops > MAX_SYMLINKS) throw new PosixError("ELOOP", path);
      const target = child.getNode().symlink ?? "";
      if (target.startsWith("/")) link = roots.root;
      for (const part of target.split("/").reverse()) pending.push(part);
    } else {
      link = child;
    }
  }
  const real = pathOf(roots, link);
  if (missing.length === 0) return real;
  return `${real === "/" ? "" : real}/${missing.join("/")}`;
}
