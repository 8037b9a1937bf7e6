import { S_IFDIR, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import { contentSize } from "./file-content.ts";
import type { Link } from "./memfs-types.ts";

export interface FileStat {
  /** File type and permission bits, as in `st_mode`. */
  readonly mode: number;
  /** In bytes; a symbolic link's is that of its target's path. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly nlink: number;
}

/** What ext4 says of a small directory. */
const DIRECTORY_SIZE = 4096;

export function statOf(link: Link): FileStat {
  const node = link.getNode();
  return {
    mode: node.mode,
    size: (node.mode & S_IFMT) === S_IFDIR ? DIRECTORY_SIZE : contentSize(node),
    mtimeMs: node.mtime.getTime(),
    ino: node.ino,
    nlink: node.nlink,
  };
}
