import { ERRNO, FILETYPE } from "../abi/preview1.ts";
import { FILESTAT } from "../abi/program-files.ts";
import type { EmscriptenModule, FsNode } from "./emscripten.ts";
import { register } from "./host.ts";

/* How the slot's files appear as nodes of Emscripten's FS. The errnos of both are those of preview 1. */

/** The one directory that is open from the start: the root. */
export const ROOT_FD = 3;
const NS_PER_MS = 1_000_000n;
const BLOCK_BYTES = 4096;

/** Throws Emscripten's error for an errno that is not success. */
export function errnoCheck({ FS }: EmscriptenModule): (errno: number) => void {
  return (errno) => {
    if (errno !== ERRNO.SUCCESS) throw new FS.ErrnoError(errno);
  };
}

/** The path of a node from the root, without the slash at its beginning. A mount's root has no name of its own, but a path. */
export function pathOf(node: FsNode): string {
  const names: string[] = [];
  let at = node;
  for (; at.parent !== at; at = at.parent) names.push(at.name);
  const mountpoint = at.mount.mountpoint.replace(/^\/+|\/+$/g, "");
  return [...(mountpoint === "" ? [] : [mountpoint]), ...names.reverse()].join("/") || ".";
}

export function childPath(parent: FsNode, name: string): string {
  const path = pathOf(parent);
  return path === "." ? name : `${path}/${name}`;
}

/** A file's time as Emscripten has it, with what it does not: the nanoseconds since the epoch. */
export class ExactDate extends Date {
  readonly ns: bigint;

  constructor(ns: bigint) {
    super(Number(ns / NS_PER_MS));
    this.ns = ns;
  }
}

/** What `stat` tells of a node, taken from the registers that the host has filled. */
export function attributes(id: number): Record<string, unknown> {
  const size = Number(register(FILESTAT.size));
  const date = (index: number): Date => new ExactDate(register(index));
  const isDevice = Number(register(FILESTAT.filetype)) === FILETYPE.characterDevice;
  return {
    dev: 1,
    ino: Number(register(FILESTAT.ino)) || id,
    mode: Number(register(FILESTAT.mode)),
    nlink: Number(register(FILESTAT.nlink)),
    uid: Number(register(FILESTAT.uid)),
    gid: Number(register(FILESTAT.gid)),
    rdev: isDevice ? 1 : 0,
    size,
    atime: date(FILESTAT.atim),
    mtime: date(FILESTAT.mtim),
    ctime: date(FILESTAT.ctim),
    blksize: BLOCK_BYTES,
    blocks: Math.ceil(size / 512),
  };
}
