import { Volume as MemfsVolume } from "memfs";
import { S_IFDIR, S_IFLNK, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import { contentSize } from "./file-content.ts";
import { currentTime, setTimes, stampModified } from "./file-time.ts";
import { hiddenNamesOf } from "./hidden-names.ts";
import type { Link, Node, Superblock } from "./memfs-types.ts";
import type { Steps } from "./steps.ts";

/*
 * With file-content.ts the one place that touches memfs's inode layer (`_core`). memfs's path API has faults a
 * workspace can't live with (rename over a full directory destroys it, a directory can be moved into its own child,
 * `..` is resolved lexically), so slotbox walks memfs's links and nodes itself. memfs is pinned to an exact version,
 * and test/volume/memfs-contract.test.ts holds what is assumed here.
 */

/** memfs exports only the volume around it, whose path API would cost each slot another 13 KB. */
const MemfsSuperblock = new MemfsVolume()._core.constructor as new () => Superblock;

/** memfs counts inode numbers modulo 2³² − 1, so that a larger one would take the place of another. */
export const MAX_INO = 2 ** 31;

/** A tree of memfs inodes with numbers chosen by the caller, so that two replicas can agree on them. */
export class MemfsTree {
  readonly root: Link;
  readonly #core: Superblock = new MemfsSuperblock();
  readonly #directories = new Map<number, Link>();
  /** Names below the root: every file, directory and symbolic link, and every further hard link. */
  usedNames = 0;
  /** Bytes of regular files and of symbolic links' targets; whoever resizes a file keeps it true. */
  usedBytes = 0;
  /** Names of the system layout that its directories hide. */
  hiddenNames = 0;

  /** @param firstIno the number of the first inode behind the root, so that two trees have none in common */
  constructor(firstIno?: number) {
    this.root = this.#core.root;
    if (firstIno !== undefined) this.#core.ino = firstIno - 1;
    // memfs counts the root's own `.` and `..` twice.
    this.root.getNode().nlink = 2;
    this.#directories.set(this.root.ino, this.root);
  }

  /** This tree behind memfs's own path API. */
  get volume(): MemfsVolume {
    return new MemfsVolume(this.#core);
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
    // memfs gives it the host's user.
    node.chown(0, 0);
    // memfs counts a new inode as linked; here it is linked when it gets its first name.
    if (!node.isDirectory()) node.nlink = 0;
    const now = currentTime();
    setTimes(node, { atime: now, mtime: now, ctime: now });
    return node;
  }

  /** Gives `node` a name in `parent`. A directory keeps the link (and so the children) it had before. */
  attach(parent: Link, name: string, node: Node): Link {
    const known = this.#directories.get(node.ino);
    if (known && known.parent?.children.get(known.name) === known) this.detach(known);
    this.usedNames++;
    if (known) {
      known.name = name;
      parent.setChild(name, known);
      known.syncSteps();
      stampModified(parent.getNode());
      return known;
    }
    const isFirstName = node.isDirectory() || node.nlink === 0;
    const { ctime } = node;
    const link = parent.createChild(name, node);
    if (node.isDirectory()) this.#directories.set(node.ino, link);
    else node.nlink++;
    const now = currentTime();
    // What is made has one time for all, which memfs changes with the number of names.
    node.ctime = isFirstName ? ctime : now;
    stampModified(parent.getNode(), now);
    return link;
  }

  /** Takes a name away; what it named stays until {@link forget}. */
  detach(link: Link): void {
    const { parent } = link;
    if (!parent) return;
    const node = link.getNode();
    parent.deleteChild(link);
    stampModified(parent.getNode());
    this.usedNames--;
    // A stale parent would make a directory that is moved look as if it were inside its old place.
    (link as { parent: Link | undefined }).parent = undefined;
    if (!node.isDirectory()) node.nlink--;
    node.ctime = currentTime();
  }

  /** Drops an inode that has no name left. Idempotent. */
  forget(node: Node): void {
    if (this.#core.inodes[node.ino] !== node) return;
    this.usedBytes -= contentSize(node);
    this.hiddenNames -= hiddenNamesOf(node)?.size ?? 0;
    delete this.#core.inodes[node.ino];
    this.#directories.delete(node.ino);
  }

  /** Forgets a node that lost its last name and, if it is a directory, everything below it. */
  *forgetTree(node: Node): Steps {
    const directory = this.#directories.get(node.ino);
    if (directory) {
      for (const child of [...childrenOf(directory)]) {
        this.detach(child);
        yield* this.forgetTree(child.getNode());
        yield;
      }
      this.forget(node);
    } else if (node.nlink <= 0) {
      this.forget(node);
    }
  }
}

/** The names in a directory, in the order they were made; memfs keeps `.` and `..` among them. */
export function* childrenOf(directory: Link): Generator<Link> {
  for (const [name, child] of directory.children) {
    if (child && name !== "." && name !== "..") yield child;
  }
}

export function isDirectory(link: Link): boolean {
  return (link.getNode().mode & S_IFMT) === S_IFDIR;
}

export function isSymlink(link: Link): boolean {
  return (link.getNode().mode & S_IFMT) === S_IFLNK;
}

/** Directories above what is directly in `directory`, the root not counted. */
export function depthOf(directory: Link): number {
  return directory.steps.length - 1;
}
