import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";

/* Who files belong to. The volume doesn't keep that: all belong to root. */

const ROOT = 0;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** @throws SystemError */
export function ownerOf(files: FileSystem, path: string, followsLinks: boolean): Owner {
  if (followsLinks) files.stat(path);
  else files.lstat(path);
  return { uid: ROOT, gid: ROOT };
}

/**
 * Gives a file to a user and a group, each of which stays as it is if it is absent.
 * @throws SystemError EPERM for anybody but root
 */
export function changeOwner(
  files: FileSystem,
  path: string,
  uid: number | undefined,
  gid: number | undefined,
  followsLinks: boolean,
): void {
  const owner = ownerOf(files, path, followsLinks);
  if ((uid ?? owner.uid) !== owner.uid || (gid ?? owner.gid) !== owner.gid) throw new SystemError("EPERM");
}
