import { Volume as MemfsVolume } from "memfs";

/*
 * The one place that touches memfs's inode layer (`_core`). memfs's path API has faults a workspace can't
 * live with (rename over a full directory destroys it, a directory can be moved into its own child, `..` is
 * resolved lexically), so slotbox walks memfs's links and nodes itself. memfs is pinned to an exact version,
 * and test/volume/memfs-contract.test.ts holds what is assumed here.
 */

type Superblock = MemfsVolume["_core"];
export type Link = Superblock["root"];
export type Node = ReturnType<Link["getNode"]>;

export const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;
export const S_IFCHR = 0o020000;

/** A tree of memfs inodes with numbers chosen by the caller, so that two replicas can agree on them. */
export class MemfsTree {
  readonly volume: MemfsVolume = new MemfsVolume();
  readonly root: Link;
  readonly #core: Superblock;
  readonly #directories = new Map<number, Link>();
  /** Inodes, the root included. */
  usedInodes = 1;
  /** Bytes of regular files; whoever resizes a file keeps it true. */
  usedBytes = 0;

  constructor() {
    this.#core = this.volume._core;
    this.root = this.#core.root;
    this.#directories.set(this.root.ino, this.root);
  }

  node(ino: number): Node | undefined {
    return this.#core.inodes[ino];
  }

  directory(ino: number): Link | undefined {
    return this.#directories.get(ino);
  }

  inos(): number[] {
    return Object.keys(this.#core.inodes).map(Number);
  }

  /** Makes an inode; `ino` only when it replays one made elsewhere. */
  createNode(mode: number, ino = this.#core.ino + 1): Node {
    const last = this.#core.ino;
    this.#core.ino = ino - 1;
    const node = this.#core.createNode(mode);
    if (last > ino) this.#core.ino = last;
    // memfs counts a new inode as linked; here it is linked when it gets its first name.
    if (!node.isDirectory()) node.nlink = 0;
    this.usedInodes++;
    return node;
  }

  /** Gives `node` a name in `parent`. A directory keeps the link (and so the children) it had before. */
  attach(parent: Link, name: string, node: Node): Link {
    const known = this.#directories.get(node.ino);
    if (known) {
      if (known.parent?.children.get(known.name) === known) this.detach(known);
      known.name = name;
      parent.setChild(name, known);
      known.syncSteps();
      return known;
    }
    const link = parent.createChild(name, node);
    if (node.isDirectory()) this.#directories.set(node.ino, link);
    else node.nlink++;
    return link;
  }

  detach(link: Link): void {
    const { parent } = link;
    if (!parent) return;
    const node = link.getNode();
    parent.deleteChild(link);
    // A stale parent would make a directory that is moved look as if it were inside its old place.
    (link as { parent: Link | undefined }).parent = undefined;
    if (!node.isDirectory()) node.nlink--;
  }

  /** Drops an inode that has no name left. */
  forget(node: Node): void {
    this.usedInodes--;
    if (node.isFile()) this.usedBytes -= node.getSize();
    delete this.#core.inodes[node.ino];
    this.#directories.delete(node.ino);
  }
}

/** The names in a directory, in the order they were made; memfs keeps `.` and `..` among them. */
export function* childrenOf(directory: Link): Generator<Link> {
  for (const [name, child] of directory.children) {
    if (child && name !== "." && name !== "..") yield child;
  }
}

export function childCount(directory: Link): number {
  let count = directory.children.size;
  if (directory.children.has(".")) count--;
  if (directory.children.has("..")) count--;
  return count;
}

/** memfs declares these private; adopting a transferred buffer without a copy needs them. */
interface NodeStorage {
  buf: Uint8Array;
  capacity: number;
  size: number;
}

function storageOf(node: Node): NodeStorage {
  return node as unknown as NodeStorage;
}

/** The bytes of a file: a view, valid until the next write. */
export function contentOf(node: Node): Uint8Array {
  return storageOf(node).buf.subarray(0, node.getSize());
}

/** Makes `bytes` the content of a file without copying them; nobody else may write to them from now on. */
export function adoptContent(node: Node, bytes: Uint8Array): void {
  const storage = storageOf(node);
  storage.buf = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  storage.capacity = bytes.byteLength;
  storage.size = bytes.byteLength;
}
