import type { VolumeLimits } from "../limits.ts";
import { applyDelta, assertDelta, type Delta, forgetTree, Journal, snapshotOf } from "./delta.ts";
import { type Device, deviceOf } from "./device.ts";
import {
  childCount,
  childrenOf,
  contentOf,
  type Link,
  MemfsTree,
  type Node,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from "./memfs-tree.ts";
import { PosixError } from "./posix-error.ts";
import {
  childOf,
  isDirectory,
  isSymlink,
  MAX_PATH_BYTES,
  type Place,
  parentOf,
  pathOf,
  type Roots,
  walk,
} from "./walk.ts";

export interface FileStat {
  /** File type and permission bits, as in `st_mode`. */
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly nlink: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly mode: number;
}

export interface WriteOptions {
  /** Permission bits of a file that is made by this write. @default 0o644 */
  readonly mode?: number;
  readonly append?: boolean;
}

/** The directory that holds what a trajectory works on, and the only one whose files are artifacts. */
export const WORKSPACE_DIR = "/workspace";

/** Where a guest may write. Everything else it sees is a read-only system layout. */
export const WRITABLE_DIRS = [WORKSPACE_DIR, "/tmp", "/root"] as const;

/**
 * A slot's files: POSIX semantics and quotas over memfs inodes. Paths are absolute. Every failing operation throws a
 * {@link PosixError} and leaves the volume as it was.
 *
 * The guest is root in a container whose system files are read-only: permission bits are kept and reported but,
 * as for root, only the execute bit is ever enforced (by the shell).
 */
export class Volume {
  readonly #limits: VolumeLimits;
  readonly #tree = new MemfsTree();
  readonly #roots: Roots;
  readonly #journal = new Journal();

  /** @param system a volume whose tree is seen behind this one's, read-only */
  constructor(limits: VolumeLimits, system?: Volume) {
    this.#limits = limits;
    this.#roots = { root: this.#tree.root, base: system?.root };
    this.#tree.root.getNode().mode = S_IFDIR | 0o755;
    if (!system) return;
    for (const path of WRITABLE_DIRS) {
      const node = this.#tree.createNode(S_IFDIR | (path === "/tmp" ? 0o1777 : 0o755));
      this.#tree.attach(this.#tree.root, path.slice(1), node);
    }
  }

  /** The memfs link of `/`. */
  get root(): Link {
    return this.#tree.root;
  }

  get usedBytes(): number {
    return this.#tree.usedBytes;
  }

  /** Files, directories and symbolic links the guest has made. */
  get usedInodes(): number {
    return this.#tree.usedInodes - 1 - (this.#roots.base ? WRITABLE_DIRS.length : 0);
  }

  exists(path: string): boolean {
    try {
      return walk(this.#roots, path, true).link !== undefined;
    } catch (error) {
      if (error instanceof PosixError) return false;
      throw error;
    }
  }

  stat(path: string): FileStat {
    return statOf(this.#existing(path, true));
  }

  lstat(path: string): FileStat {
    return statOf(this.#existing(path, false));
  }

  /** The canonical path, links followed. */
  realpath(path: string): string {
    return pathOf(this.#roots, this.#existing(path, true));
  }

  /** Where a path leads if it or only its last component doesn't exist yet: what a write to it would make. */
  realpathOfNew(path: string): string {
    const { link, parent, name } = walk(this.#roots, path, true);
    if (link) return pathOf(this.#roots, link);
    if (!parent) throw new PosixError("ENOENT", path);
    const directory = pathOf(this.#roots, parent);
    return directory === "/" ? `/${name}` : `${directory}/${name}`;
  }

  readlink(path: string): string {
    const node = this.#existing(path, false).getNode();
    if ((node.mode & S_IFMT) !== S_IFLNK) throw new PosixError("EINVAL", path);
    return node.symlink ?? "";
  }

  /** Entries in the order they were made, without `.` and `..`. */
  readdir(path: string): DirectoryEntry[] {
    const link = this.#existing(path, true);
    if (!isDirectory(link)) throw new PosixError("ENOTDIR", path);
    const entries: DirectoryEntry[] = [];
    for (const child of childrenOf(link)) entries.push({ name: child.name, mode: child.getNode().mode });
    if (link === this.#roots.root && this.#roots.base) {
      for (const child of childrenOf(this.#roots.base)) {
        if (!link.children.has(child.name)) entries.push({ name: child.name, mode: child.getNode().mode });
      }
    }
    return entries;
  }

  /** The content of a file: a view that is valid until the next write to the volume. */
  readFile(path: string): Uint8Array {
    const link = this.#existing(path, true);
    if (isDirectory(link)) throw new PosixError("EISDIR", path);
    return deviceOf(link)?.read() ?? contentOf(link.getNode());
  }

  /** The first bytes of a file, or so many bytes of an endless device. */
  readPrefix(path: string, maxBytes: number): Uint8Array {
    const link = this.#existing(path, true);
    if (isDirectory(link)) throw new PosixError("EISDIR", path);
    if (maxBytes > this.#limits.maxFileBytes) throw new PosixError("EFBIG", path);
    return deviceOf(link)?.read(maxBytes) ?? contentOf(link.getNode()).subarray(0, maxBytes);
  }

  /** Replaces (or appends to) a file's content; makes the file if it is not there. The bytes are copied. */
  writeFile(path: string, bytes: Uint8Array, { mode = 0o644, append = false }: WriteOptions = {}): void {
    const place = walk(this.#roots, path, true);
    const device = place.link && deviceOf(place.link);
    if (device) {
      writeDevice(device, bytes, path);
      return;
    }
    const existing = this.#fileAt(place, path);
    const oldSize = existing?.getSize() ?? 0;
    const newSize = append ? oldSize + bytes.length : bytes.length;
    if (newSize > this.#limits.maxFileBytes) throw new PosixError("EFBIG", path);
    this.#assertSpace(newSize - oldSize, existing ? 0 : 1, path);

    const node = existing ?? this.#make(place, S_IFREG | (mode & 0o7777), path);
    if (append) {
      node.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, oldSize);
      node.mtime = new Date();
      this.#journal.wrote(node, oldSize);
    } else {
      node.setBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      this.#journal.wrote(node, 0);
    }
    this.#tree.usedBytes += newSize - oldSize;
  }

  /** Cuts a file, or extends it with zeros. */
  truncate(path: string, size: number): void {
    const node = this.#fileAt(walk(this.#roots, path, true), path);
    if (!node) throw new PosixError("ENOENT", path);
    if (!Number.isSafeInteger(size) || size < 0) throw new PosixError("EINVAL", path);
    if (size > this.#limits.maxFileBytes) throw new PosixError("EFBIG", path);
    this.#assertSpace(size - node.getSize(), 0, path);
    const oldSize = node.getSize();
    node.truncate(size);
    this.#journal.wrote(node, Math.min(oldSize, size));
    this.#tree.usedBytes += size - oldSize;
  }

  mkdir(path: string, mode = 0o755): void {
    const place = walk(this.#roots, path, false);
    if (place.link) throw new PosixError("EEXIST", path);
    this.#assertSpace(0, 1, path);
    this.#make(place, S_IFDIR | (mode & 0o7777), path);
  }

  /** `mkdir -p`: makes what is missing; an existing directory is fine. */
  mkdirp(path: string): void {
    let made = "";
    for (const name of path.split("/")) {
      if (name === "") continue;
      made += `/${name}`;
      const { link } = walk(this.#roots, made, true);
      if (!link) this.mkdir(made);
      else if (!isDirectory(link)) throw new PosixError("EEXIST", path);
    }
  }

  symlink(target: string, path: string): void {
    if (target === "") throw new PosixError("ENOENT", path);
    if (target.includes("\0")) throw new PosixError("EINVAL", path);
    if (!target.isWellFormed()) throw new PosixError("EILSEQ", path);
    if (Buffer.byteLength(target) >= MAX_PATH_BYTES) throw new PosixError("ENAMETOOLONG", path);
    const place = walk(this.#roots, path, false);
    if (place.link) throw new PosixError("EEXIST", path);
    if (place.wantsDirectory) throw new PosixError("ENOENT", path);
    this.#assertSpace(0, 1, path);
    this.#make(place, S_IFLNK | 0o777, path).symlink = target;
  }

  /** Gives the file at `existing` a second name. */
  link(existing: string, path: string): void {
    const source = this.#existing(existing, false);
    if (isDirectory(source)) throw new PosixError("EPERM", existing);
    const place = walk(this.#roots, path, false);
    if (place.link) throw new PosixError("EEXIST", path);
    if (place.wantsDirectory) throw new PosixError("ENOENT", path);
    if (!this.#isOwn(source)) throw new PosixError("EXDEV", path);
    const parent = this.#writableParent(place, path);
    this.#tree.attach(parent, place.name, source.getNode());
    this.#journal.renamed(parent, place.name);
    this.#journal.touched(source.getNode());
  }

  unlink(path: string): void {
    const { link } = this.#removable(path);
    if (isDirectory(link)) throw new PosixError("EISDIR", path);
    this.#remove(link);
  }

  rmdir(path: string): void {
    const { link } = this.#removable(path);
    if (!isDirectory(link)) throw new PosixError("ENOTDIR", path);
    if (childCount(link) > 0) throw new PosixError("ENOTEMPTY", path);
    this.#remove(link);
  }

  /** Removes a file, or a directory with everything in it. */
  removeTree(path: string): void {
    const { link } = this.#removable(path);
    this.#removeDeep(link);
  }

  /** @throws PosixError also EINVAL (a directory into itself), ENOTEMPTY, EISDIR, ENOTDIR: memfs allows or ignores those */
  rename(from: string, to: string): void {
    const { link: source, parent: sourceParent } = this.#removable(from);
    const place = walk(this.#roots, to, false);
    const target = place.link;
    if (target && target.getNode() === source.getNode()) return;
    const parent = this.#writableParent(place, to);
    if (isDirectory(source)) {
      for (let at = parent; at !== this.#roots.root; at = parentOf(this.#roots, at)) {
        if (at === source) throw new PosixError("EINVAL", to);
      }
      if (target && !isDirectory(target)) throw new PosixError("ENOTDIR", to);
      if (target && childCount(target) > 0) throw new PosixError("ENOTEMPTY", to);
      this.#assertDepth(parent, depthBelow(source), to);
    } else {
      if (target && isDirectory(target)) throw new PosixError("EISDIR", to);
      if (place.wantsDirectory) throw new PosixError("ENOTDIR", to);
    }
    if (target) this.#remove(target);
    const node = source.getNode();
    const oldName = source.name;
    this.#tree.detach(source);
    this.#tree.attach(parent, place.name, node);
    this.#journal.renamed(sourceParent, oldName);
    this.#journal.renamed(parent, place.name);
  }

  /** Copies a file, a symbolic link as such, or (with `recursive`) a directory; modes are kept, times are new. */
  copy(from: string, to: string, recursive: boolean): void {
    const source = this.#existing(from, false);
    if (!isDirectory(source)) {
      if (isSymlink(source)) this.symlink(source.getNode().symlink ?? "", to);
      else this.writeFile(to, this.readFile(from), { mode: source.getNode().mode });
      return;
    }
    if (!recursive) throw new PosixError("EISDIR", from);
    const targetDirectory = walk(this.#roots, to, true);
    if (!targetDirectory.link) this.mkdir(to, source.getNode().mode);
    const target = this.#existing(to, true);
    for (let at = target; at !== this.#roots.root; at = parentOf(this.#roots, at)) {
      if (at === source) throw new PosixError("EINVAL", to);
    }
    for (const child of [...childrenOf(source)]) this.copy(`${from}/${child.name}`, `${to}/${child.name}`, true);
  }

  chmod(path: string, mode: number): void {
    const node = this.#changeable(path, true);
    node.mode = (node.mode & S_IFMT) | (mode & 0o7777);
    this.#journal.touched(node);
  }

  /** Sets the modification time; with `follow: false`, of a symbolic link itself. */
  utimes(path: string, mtimeMs: number, { follow = true } = {}): void {
    if (!Number.isFinite(mtimeMs) || Math.abs(mtimeMs) > 8.64e15) throw new PosixError("EINVAL", path);
    const node = this.#changeable(path, follow);
    node.mtime = new Date(mtimeMs);
    this.#journal.touched(node);
  }

  /** What changed since the last call of this or {@link apply}. */
  takeDelta(): Delta {
    return this.#journal.take(this.#tree);
  }

  /** Everything, as the delta that makes an empty volume equal to this one. */
  snapshot(): Delta {
    return snapshotOf(this.#tree);
  }

  /**
   * Makes this volume equal to the replica the delta was taken from.
   * @throws RangeError if the delta is malformed or would break a quota; checked before anything is changed
   */
  apply(delta: Delta): void {
    assertDelta(this.#tree, delta);
    let bytes = 0;
    for (const change of delta.inodes) {
      if (change.kind !== "file") continue;
      if (change.size > this.#limits.maxFileBytes) throw new RangeError(`delta has a file of ${change.size} bytes`);
      bytes += change.size;
    }
    if (bytes > this.#limits.maxWorkspaceBytes) throw new RangeError(`delta has ${bytes} bytes of files`);
    applyDelta(this.#tree, delta);
  }

  #existing(path: string, follow: boolean): Link {
    const { link } = walk(this.#roots, path, follow);
    if (!link) throw new PosixError("ENOENT", path);
    return link;
  }

  #isOwn(link: Link): boolean {
    return link.vol === this.#tree.root.vol;
  }

  #changeable(path: string, follow: boolean): Node {
    const link = this.#existing(path, follow);
    if (!this.#isOwn(link) || link === this.#roots.root) throw new PosixError("EROFS", path);
    return link.getNode();
  }

  #fileAt(place: Place, path: string): Node | undefined {
    if (!place.link) {
      if (place.wantsDirectory) throw new PosixError("EISDIR", path);
      return undefined;
    }
    if (isDirectory(place.link)) throw new PosixError("EISDIR", path);
    if (!this.#isOwn(place.link)) throw new PosixError("EROFS", path);
    return place.link.getNode();
  }

  #writableParent(place: Place, path: string): Link {
    if (!place.parent) throw new PosixError("EINVAL", path);
    const isSealed = this.#roots.base !== undefined && place.parent === this.#roots.root;
    if (isSealed || !this.#isOwn(place.parent)) throw new PosixError("EROFS", path);
    return place.parent;
  }

  #removable(path: string): { link: Link; parent: Link } {
    const place = walk(this.#roots, path, false);
    if (!place.link) throw new PosixError("ENOENT", path);
    return { link: place.link, parent: this.#writableParent(place, path) };
  }

  #assertSpace(bytes: number, inodes: number, path: string): void {
    if (bytes > 0 && this.usedBytes + bytes > this.#limits.maxWorkspaceBytes) throw new PosixError("ENOSPC", path);
    if (inodes > 0 && this.usedInodes + inodes > this.#limits.maxFiles) throw new PosixError("ENOSPC", path);
  }

  #assertDepth(parent: Link, below: number, path: string): void {
    if (parent.steps.length + below > this.#limits.maxDepth) throw new PosixError("ENAMETOOLONG", path);
  }

  #make(place: Place, mode: number, path: string): Node {
    const parent = this.#writableParent(place, path);
    this.#assertDepth(parent, 1, path);
    const node = this.#tree.createNode(mode);
    this.#tree.attach(parent, place.name, node);
    this.#journal.renamed(parent, place.name);
    if ((mode & S_IFMT) === S_IFREG) this.#journal.wrote(node, 0);
    else this.#journal.touched(node);
    return node;
  }

  #remove(link: Link): void {
    const { parent } = link;
    const node = link.getNode();
    this.#tree.detach(link);
    if (parent) this.#journal.renamed(parent, link.name);
    if (!isDirectory(link) && node.nlink > 0) this.#journal.touched(node);
    forgetTree(this.#tree, node);
  }

  #removeDeep(link: Link): void {
    if (isDirectory(link)) for (const child of [...childrenOf(link)]) this.#removeDeep(child);
    this.#remove(link);
  }

  /** The system layout is written by the host before any guest sees it. */
  addDevice(path: string, device: Device): void {
    this.writeFile(path, new Uint8Array(0));
    const link = childOf(
      this.#roots,
      this.#existing(path.slice(0, path.lastIndexOf("/")), false),
      path.slice(path.lastIndexOf("/") + 1),
    );
    if (link) device.bind(link.getNode());
  }
}

function statOf(link: Link): FileStat {
  const node = link.getNode();
  const isDir = (node.mode & S_IFMT) === S_IFDIR;
  return {
    mode: node.mode,
    size: isDir ? 4096 : (node.mode & S_IFMT) === S_IFLNK ? Buffer.byteLength(node.symlink ?? "") : node.getSize(),
    mtimeMs: node.mtime.getTime(),
    ino: node.ino,
    nlink: node.nlink,
  };
}

function depthBelow(directory: Link): number {
  let deepest = 0;
  for (const child of childrenOf(directory)) if (isDirectory(child)) deepest = Math.max(deepest, depthBelow(child));
  return deepest + 1;
}

function writeDevice(device: Device, bytes: Uint8Array, path: string): void {
  const error = device.write(bytes);
  if (error) throw new PosixError(error, path);
}
