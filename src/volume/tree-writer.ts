import { S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import { FILE_SYSTEM, type FileSystemSpace } from "../../runtimes/abi/file-system.ts";
import type { VolumeLimits } from "../api/limits.ts";
import { copyUp, SEALED_DIRS } from "./copy-up.ts";
import type { Owner } from "./delta.ts";
import {
  appendContent,
  contentRestorer,
  type OpenContents,
  replaceContent,
  resizeContent,
  writeContent,
} from "./file-content.ts";
import { currentTime, type NewFileTimes, setTimes, stampModified, timesOf } from "./file-time.ts";
import { hiddenNamesOf, hideName, setHiddenNames } from "./hidden-names.ts";
import { Journal } from "./journal.ts";
import { childrenOf, depthOf, isDirectory, MemfsTree } from "./memfs-tree.ts";
import type { Link, Node } from "./memfs-types.ts";
import { childOf, entriesOf, lowerChildOf, parentOf, type Roots } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";
import type { Place } from "./walk.ts";

const SET_ID_BITS = 0o6000;

/**
 * The changes a slot's tree can undergo, each checked against the limits before anything is touched, and journaled.
 * `path` is only for the error.
 */
export class TreeWriter {
  readonly tree: MemfsTree;
  readonly journal = new Journal();
  readonly limits: VolumeLimits;
  readonly roots: Roots;
  /** Bytes of files that have no name any more, but that a program still has open: they count, too. */
  heldBytes = 0;
  /** Programs that have files open: each tells the bytes of those without a name. */
  readonly holders = new Set<() => number>();
  /** Names in the root that are there from the start and don't count. */
  readonly #fixed = new Set<string>();
  #undo: (() => void)[] | undefined;

  /** @param firstIno the number of the first inode */
  constructor(limits: VolumeLimits, base: Link | undefined, firstIno?: number) {
    this.limits = limits;
    this.tree = new MemfsTree(firstIno);
    this.roots = { root: this.tree.root, base };
    if (base) setHiddenNames(this.tree, this.tree.root.getNode(), []);
  }

  get usedNames(): number {
    return this.tree.usedNames - this.#fixed.size;
  }

  /** What is not a whole block is told as used: all of the free blocks can be written. */
  get space(): FileSystemSpace {
    const { maxWorkspaceBytes, maxFiles } = this.limits;
    const wholeBlocks = (bytes: number): number => Math.max(0, Math.floor(bytes / FILE_SYSTEM.blockBytes));
    return {
      blocks: wholeBlocks(maxWorkspaceBytes),
      freeBlocks: wholeBlocks(maxWorkspaceBytes - this.tree.usedBytes - this.heldBytes),
      files: maxFiles,
      freeFiles: Math.max(0, maxFiles - this.usedNames),
    };
  }

  /** Makes a directory in the root that is no change and counts for nothing. */
  addFixed(name: string, mode: number): Link {
    this.#fixed.add(name);
    return this.tree.attach(this.tree.root, name, this.tree.createNode(mode));
  }

  /** Does all of what `operation` makes and overwrites, or nothing. It may not remove anything. */
  atomically(operation: () => void): void {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      operation();
    } catch (error) {
      this.#undo = undefined;
      for (const step of undo.reverse()) step();
      throw error;
    } finally {
      this.#undo = undefined;
    }
  }

  /** As {@link atomically}, or as a part of one that is under way. */
  wholly(operation: () => void): void {
    if (this.#undo) operation();
    else this.atomically(operation);
  }

  isOwn(link: Link): boolean {
    return link.vol === this.tree.root.vol;
  }

  /**
   * The directory in which a place's name can be made or removed. In the root, what is there from the start stays.
   * @throws PosixError EROFS, EBUSY, EINVAL for `.` and `..`
   */
  parentOf(place: Place, path: string): Link {
    return this.owned(this.changeableParent(place, path), path);
  }

  /** As {@link parentOf}, as it is: nothing becomes the slot's own. */
  changeableParent({ parent, name }: Place, path: string): Link {
    if (!parent) throw new PosixError("EINVAL", path);
    const { root, base } = this.roots;
    if (parent === root && (this.#fixed.has(name) || (base && SEALED_DIRS.has(name))))
      throw new PosixError("EBUSY", path);
    if (!this.isOwn(parent)) this.#pathInLayout(parent, path);
    return parent;
  }

  /** As {@link parentOf}, with what has the name there now. */
  ownedPlace(place: Place, path: string): { readonly parent: Link; readonly link: Link | undefined } {
    const parent = this.parentOf(place, path);
    return { parent, link: place.link && childOf(this.roots, parent, place.name) };
  }

  /**
   * What may be changed in place of a link: itself, or the copy that something of the system layout becomes, in copies of the
   * directories that lead there. @throws PosixError EROFS for what can't be, ENOSPC
   */
  owned(link: Link, path: string): Link {
    if (this.isOwn(link)) return link;
    const sources = this.#pathInLayout(link, path);
    let own = this.roots.root;
    this.wholly(() => {
      for (const source of sources) own = own.children.get(source.name) ?? copyUp(this, source, own, path);
    });
    return own;
  }

  /** From below the root to a link of the system layout. @throws PosixError EROFS for what can't be changed */
  #pathInLayout(link: Link, path: string): Link[] {
    const above: Link[] = [];
    for (let at: Link | undefined = link; at && at !== this.roots.base; at = at.parent) above.push(at);
    if (SEALED_DIRS.has(above.at(-1)?.name ?? "")) throw new PosixError("EROFS", path);
    return above.reverse();
  }

  /** As {@link owned}, with all that is in it: what is moved can't stay merged with its place. */
  ownedWhole(link: Link, path: string): Link {
    let whole = link;
    this.wholly(() => {
      whole = this.#separated(link, path);
    });
    return whole;
  }

  #separated(link: Link, path: string): Link {
    const own = this.owned(link, path);
    const node = own.getNode();
    if (hiddenNamesOf(node) === undefined) return own;
    for (const entry of entriesOf(this.roots, own).reverse()) this.#separated(entry, path);
    const hidden = hiddenNamesOf(node);
    setHiddenNames(this.tree, node, undefined);
    this.journal.touched(node);
    this.#undo?.push(() => setHiddenNames(this.tree, node, hidden));
    return own;
  }

  make(parent: Link, name: string, mode: number, path: string): Node {
    this.assertDepth(parent, 0, path);
    this.#assertNames(path);
    const node = this.tree.createNode(mode);
    if ((mode & S_IFMT) === S_IFREG) this.journal.wrote(node, 0);
    else this.journal.touched(node);
    this.#give(parent, name, node);
    return node;
  }

  makeFile(parent: Link, name: string, mode: number, bytes: Uint8Array, path: string): void {
    if (bytes.length > this.limits.maxFileBytes) throw new PosixError("EFBIG", path, true);
    this.#assertBytes(bytes.length, path);
    const node = this.make(parent, name, mode, path);
    const times = timesOf(node);
    replaceContent(node, bytes);
    setTimes(node, times);
    this.tree.usedBytes += bytes.length;
  }

  makeSymlink(parent: Link, name: string, target: string, mode: number, path: string): void {
    const bytes = Buffer.byteLength(target);
    this.#assertBytes(bytes, path);
    const node = this.make(parent, name, mode, path);
    node.symlink = target;
    this.tree.usedBytes += bytes;
  }

  retarget(symlink: Node, target: string, path: string): void {
    const { symlink: oldTarget = "" } = symlink;
    const times = timesOf(symlink);
    const more = Buffer.byteLength(target) - Buffer.byteLength(oldTarget);
    this.#assertBytes(more, path);
    this.#setTarget(symlink, target, more);
    stampModified(symlink);
    this.#undo?.push(() => {
      this.#setTarget(symlink, oldTarget, -more);
      setTimes(symlink, times);
    });
  }

  /** Gives a file one more name. */
  link(parent: Link, name: string, node: Node, path: string): void {
    this.assertDepth(parent, 0, path);
    this.#assertNames(path);
    this.#give(parent, name, node);
    this.journal.touched(node);
  }

  move(link: Link, parent: Link, name: string): void {
    const node = link.getNode();
    const { parent: former, name: formerName } = link;
    this.#take(link);
    if (former) this.#hide(former, formerName);
    this.#give(parent, name, node);
  }

  /** Removes a name, and what has no other. A directory must be empty. */
  remove(link: Link): void {
    const parent = this.isOwn(link) ? link.parent : this.owned(parentOf(this.roots, link), link.name);
    if (this.isOwn(link)) this.#drop(link);
    if (parent) this.#hide(parent, link.name);
  }

  removeTree(link: Link): void {
    if (this.isOwn(link) && isDirectory(link)) for (const child of [...childrenOf(link)]) this.#dropTree(child);
    this.remove(link);
  }

  #dropTree(link: Link): void {
    if (isDirectory(link)) for (const child of [...childrenOf(link)]) this.#dropTree(child);
    this.#drop(link);
  }

  #drop(link: Link): void {
    const node = link.getNode();
    this.#take(link);
    if (isDirectory(link) || node.nlink <= 0) {
      this.tree.forget(node);
      this.journal.forgot(node);
    } else this.journal.touched(node);
  }

  /** Has a name of the system layout seen no more, if a directory shows one. */
  #hide(directory: Link, name: string): void {
    if (!lowerChildOf(this.roots, directory, name)) return;
    const node = directory.getNode();
    hideName(this.tree, node, name);
    stampModified(node);
    this.journal.touched(node);
  }

  replace(node: Node, bytes: Uint8Array, path: string): void {
    this.#assertResize(node, bytes.length, path);
    this.#changeContent(node, 0, () => replaceContent(node, bytes));
  }

  append(node: Node, bytes: Uint8Array, path: string): void {
    const size = node.getSize();
    this.#assertResize(node, size + bytes.length, path);
    this.#changeContent(node, size, () => appendContent(node, bytes));
  }

  writeAt(node: Node, offset: number, bytes: Uint8Array, contents: OpenContents, path: string): void {
    this.#assertResize(node, Math.max(node.getSize(), offset + bytes.length), path);
    this.#changeContent(node, Math.min(node.getSize(), offset), () => writeContent(node, offset, bytes, contents));
  }

  resize(node: Node, size: number, path: string): void {
    this.#assertResize(node, size, path);
    this.#changeContent(node, Math.min(node.getSize(), size), () => resizeContent(node, size));
  }

  setMode(node: Node, mode: number): void {
    node.mode = (node.mode & S_IFMT) | (mode & 0o7777);
    this.#changedStatus(node);
  }

  /** As chown(2): a number that isn't given stays, and a program loses what makes it run as its owner. */
  setOwner(node: Node, { uid = node.uid, gid = node.gid }: Partial<Owner>): void {
    node.uid = uid;
    node.gid = gid;
    if ((node.mode & S_IFMT) === S_IFREG) node.mode &= ~SET_ID_BITS;
    this.#changedStatus(node);
  }

  /** A time that isn't given stays. */
  setTimes(node: Node, { atime, mtime }: NewFileTimes): void {
    if (atime) node.atime = atime;
    if (mtime) node.mtime = mtime;
    this.#changedStatus(node);
  }

  #changedStatus(node: Node): void {
    node.ctime = currentTime();
    if (this.tree.node(node.ino) === node) this.journal.touched(node);
  }

  /** To be called when files lost names or were closed: what programs hoard without a name is limited as well. */
  countHeldBytes(): void {
    this.heldBytes = 0;
    for (const heldBytes of this.holders) this.heldBytes += heldBytes();
  }

  /** @param height levels that come with what is put into the directory */
  assertDepth(parent: Link, height: number, path: string): void {
    if (depthOf(parent) + height > this.limits.maxDepth) throw new PosixError("ENAMETOOLONG", path);
  }

  /** Checks that a file can have so many bytes, and the workspace so many more. @throws PosixError */
  #assertResize(node: Node, size: number, path: string): void {
    if (size > this.limits.maxFileBytes) throw new PosixError("EFBIG", path, true);
    this.#assertBytes(size - node.getSize(), path);
  }

  #assertBytes(more: number, path: string): void {
    if (more > 0 && this.tree.usedBytes + this.heldBytes + more > this.limits.maxWorkspaceBytes)
      throw new PosixError("ENOSPC", path, true);
  }

  #assertNames(path: string): void {
    if (this.usedNames >= this.limits.maxFiles) throw new PosixError("ENOSPC", path, true);
  }

  #changeContent(node: Node, from: number, change: () => void): void {
    const oldSize = node.getSize();
    const restore = this.#undo && contentRestorer(node);
    change();
    const more = node.getSize() - oldSize;
    if (this.tree.node(node.ino) !== node) {
      this.heldBytes += more;
      return;
    }
    this.tree.usedBytes += more;
    this.journal.wrote(node, from);
    if (restore)
      this.#undo?.push(() => {
        this.tree.usedBytes += oldSize - node.getSize();
        restore();
      });
  }

  #setTarget(symlink: Node, target: string, moreBytes: number): void {
    symlink.symlink = target;
    this.tree.usedBytes += moreBytes;
    this.journal.touched(symlink);
  }

  #give(parent: Link, name: string, node: Node): void {
    const times = timesOf(parent.getNode());
    this.journal.givesName(parent, name);
    const link = this.tree.attach(parent, name, node);
    this.#undo?.push(() => {
      this.#drop(link);
      setTimes(parent.getNode(), times);
    });
  }

  #take(link: Link): void {
    if (link.parent) this.journal.takesName(link.parent, link.name);
    this.tree.detach(link);
  }
}
