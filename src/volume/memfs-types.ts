import type { Volume as MemfsVolume } from "memfs";

/* memfs's inode layer, whose types memfs doesn't export by name. */

export type Superblock = MemfsVolume["_core"];
/** A name in a directory (a dentry). A directory's link also holds its children. */
export type Link = Superblock["root"];
/** An inode. */
export type Node = ReturnType<Link["getNode"]>;
