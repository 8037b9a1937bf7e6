import { S_IFDIR } from "../../runtimes/abi/file-mode.ts";
import type { FileSystemSpace } from "../../runtimes/abi/file-system.ts";
import type { VolumeLimits } from "../api/limits.ts";
import { WORKSPACE_DIR } from "../api/slot.ts";
import { applyDelta } from "./apply-delta.ts";
import { canonicalPath } from "./canonical-path.ts";
import { snapshotOf } from "./capture.ts";
import { assertDelta } from "./check-delta.ts";
import { copy } from "./copy.ts";
import { type Delta, MAX_OWNER, type Owner } from "./delta.ts";
import { type Device, deviceOf } from "./device.ts";
import { contentOf } from "./file-content.ts";
import { type FileStat, statOf } from "./file-stat.ts";
import { FileTime, type NewFileTimes, setTimes } from "./file-time.ts";
import { hiddenNamesOf } from "./hidden-names.ts";
import { link, mkdir, mkdirp, symlink } from "./make.ts";
import { isDirectory, isSymlink } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { entriesOf } from "./overlay.ts";
import { PosixError } from "./posix-error.ts";
import { removeTree, rmdir, unlink } from "./remove.ts";
import { rename } from "./rename.ts";
import { finish, type Steps } from "./steps.ts";
import { TreeWriter } from "./tree-writer.ts";
import { existing, FOLLOW, type Follow, pathOf, walk } from "./walk.ts";
import { type WriteOptions, writeTo } from "./write-file.ts";

export interface DirectoryEntry {
  readonly name: string;
  readonly mode: number;
}

/** What is in a slot's root from the start, and stays. */
const FIXED_DIRS = [WORKSPACE_DIR, "/tmp", "/root"] as const;

/** Where the system layout has its programs. */
const PROGRAM_DIRS = ["usr", "bin"] as const;

/** The time of what is there from the start: one for all, so that every replica and every run sees the same. */
export const LAYOUT_TIME = new FileTime(Date.UTC(2025, 0));
const LAYOUT_TIMES = { atime: LAYOUT_TIME, mtime: LAYOUT_TIME, ctime: LAYOUT_TIME };

/**
 * A slot's files: POSIX semantics and quotas over memfs inodes. Paths are absolute. Every failing operation throws a
 * {@link PosixError} and leaves the volume as it was.
 *
 * The guest is root in a container: it may write everywhere but where the kernel's files are (`/proc`). What is in the system
 * layout becomes the slot's own when it is changed. Permission bits are
 * kept and reported but, as for root, only the execute bit is ever enforced (by the shell).
 */
export class Volume {
  readonly #writer: TreeWriter;
  /** The directories in a root that has a system layout behind it. */
  readonly #fixed: Map<string, Link> | undefined;

  /**
   * @param system a volume whose tree is seen behind this one's, and never changed
   * @param firstIno the number of the first inode. @default that behind the root's
   */
  constructor(limits: VolumeLimits, system?: Volume, firstIno?: number) {
    this.#writer = new TreeWriter(limits, system?.root, firstIno);
    this.root.getNode().mode = S_IFDIR | 0o755;
    if (!system) return;
    this.#fixed = new Map();
    for (const path of FIXED_DIRS) {
      const name = path.slice(1);
      const directory = this.#writer.addFixed(name, S_IFDIR | (path === "/tmp" ? 0o1777 : 0o755));
      setTimes(directory.getNode(), LAYOUT_TIMES);
      this.#fixed.set(name, directory);
    }
    setTimes(this.root.getNode(), LAYOUT_TIMES);
  }

  /** For programs that hold files open, whatever becomes of their names. */
  get writer(): TreeWriter {
    return this.#writer;
  }

  /** The memfs link of `/`. */
  get root(): Link {
    return this.#writer.tree.root;
  }

  /** Bytes of files and of symbolic links' targets. */
  get usedBytes(): number {
    return this.#writer.tree.usedBytes;
  }

  /** Files, directories, symbolic links and further hard links the guest has made: what `maxFiles` limits. */
  get usedInodes(): number {
    return this.#writer.usedNames;
  }

  /** What the limits allow, and what of it is left. */
  get space(): FileSystemSpace {
    return this.#writer.space;
  }

  exists(path: string): boolean {
    try {
      const { link, trailingSlash } = walk(this.#writer.roots, path, FOLLOW.always);
      return link !== undefined && (!trailingSlash || isDirectory(link));
    } catch (error) {
      if (error instanceof PosixError) return false;
      throw error;
    }
  }

  stat(path: string): FileStat {
    return statOf(this.#writer.roots, this.#existing(path, FOLLOW.always));
  }

  lstat(path: string): FileStat {
    return statOf(this.#writer.roots, this.#existing(path, FOLLOW.beforeSlash));
  }

  /** Whether something in `/usr` or `/bin` is the slot's own, or gone. */
  get changesPrograms(): boolean {
    const { root } = this.#writer.roots;
    const hidden = hiddenNamesOf(root.getNode());
    return PROGRAM_DIRS.some((name) => root.children.has(name) || hidden?.has(name) === true);
  }

  /** The canonical path, links followed. */
  realpath(path: string): string {
    return pathOf(this.#writer.roots, this.#existing(path, FOLLOW.always));
  }

  /** The canonical path, also of what doesn't exist: links that do are followed (`realpath -m`). */
  canonicalPath(path: string): string {
    return canonicalPath(this.#writer.roots, path);
  }

  readlink(path: string): string {
    const link = this.#existing(path, FOLLOW.beforeSlash);
    if (!isSymlink(link)) throw new PosixError("EINVAL", path);
    return link.getNode().symlink ?? "";
  }

  /** Entries, the newest name first, without `.` and `..`. */
  readdir(path: string): DirectoryEntry[] {
    const entries: DirectoryEntry[] = [];
    for (const child of this.#entries(path)) entries.push({ name: child.name, mode: child.getNode().mode });
    return entries;
  }

  /** What {@link lstat} says of each entry, in the order of {@link readdir}. @returns nothing if there are more */
  statuses(path: string, maxEntries: number): FileStat[] | undefined {
    const entries = this.#entries(path);
    return entries.length > maxEntries ? undefined : entries.map((child) => statOf(this.#writer.roots, child));
  }

  /** The content of a file: a view that doesn't change when the file does. Not to be written to. */
  readFile(path: string): Uint8Array {
    const link = this.#existing(path, FOLLOW.always);
    if (isDirectory(link)) throw new PosixError("EISDIR", path);
    return deviceOf(link)?.read() ?? contentOf(link.getNode());
  }

  /** The first bytes of a file, or so many bytes of an endless device. */
  readPrefix(path: string, maxBytes: number): Uint8Array {
    const link = this.#existing(path, FOLLOW.always);
    if (isDirectory(link)) throw new PosixError("EISDIR", path);
    const device = deviceOf(link);
    if (!device) return contentOf(link.getNode()).subarray(0, maxBytes);
    if (maxBytes > this.#writer.limits.maxFileBytes) throw new PosixError("EFBIG", path, true);
    return device.read(maxBytes);
  }

  /** Replaces (or appends to) a file's content; makes the file if it is not there. The bytes are copied. */
  writeFile(path: string, bytes: Uint8Array, options: WriteOptions = {}): void {
    writeTo(this.#writer, walk(this.#writer.roots, path, FOLLOW.unlessSlash), bytes, options, path);
  }

  /** Cuts a file, or extends it with zeros. */
  truncate(path: string, size: number): void {
    if (!Number.isSafeInteger(size) || size < 0) throw new PosixError("EINVAL", path);
    const link = this.#existing(path, FOLLOW.always);
    if (isDirectory(link)) throw new PosixError("EISDIR", path);
    if (deviceOf(link)) throw new PosixError("EINVAL", path);
    this.#writer.wholly(() => this.#writer.resize(this.#writer.owned(link, path).getNode(), size, path));
  }

  mkdir(path: string, mode = 0o755): void {
    mkdir(this.#writer, path, mode);
  }

  /** `mkdir -p`: makes what is missing; an existing directory is fine. */
  mkdirp(path: string): void {
    mkdirp(this.#writer, path);
  }

  symlink(target: string, path: string): void {
    symlink(this.#writer, target, path);
  }

  /** Gives the file at `from` a second name. */
  link(from: string, path: string): void {
    link(this.#writer, from, path);
  }

  unlink(path: string): void {
    unlink(this.#writer, path);
  }

  rmdir(path: string): void {
    rmdir(this.#writer, path);
  }

  /** Removes a file, or a directory with everything in it. */
  removeTree(path: string): void {
    removeTree(this.#writer, path);
  }

  rename(from: string, to: string): void {
    rename(this.#writer, from, to);
  }

  /** Copies a file, a symbolic link as such, or (with `recursive`) a directory; modes are kept, times are new. */
  copy(from: string, to: string, recursive: boolean): void {
    copy(this.#writer, from, to, recursive);
  }

  chmod(path: string, mode: number): void {
    this.#writer.setMode(this.#changeable(path, FOLLOW.always).getNode(), mode);
  }

  /** Sets both times, to milliseconds with a fraction; with `follow: false`, of a symbolic link itself. */
  utimes(path: string, timeMs: number, options: { readonly follow?: boolean } = {}): void {
    const time = FileTime.of(timeMs);
    this.setTimes(path, { atime: time, mtime: time }, options);
  }

  /** Sets the times that are given; with `follow: false`, of a symbolic link itself. */
  setTimes(path: string, times: NewFileTimes, { follow = true } = {}): void {
    for (const time of Object.values(times)) if (Number.isNaN(time.getTime())) throw new PosixError("EINVAL", path);
    const link = this.#changeable(path, follow ? FOLLOW.always : FOLLOW.beforeSlash);
    this.#writer.setTimes(link.getNode(), times);
  }

  /** Gives a file to a user, a group or both; with `follow: false`, a symbolic link itself. */
  chown(path: string, owner: Partial<Owner>, { follow = true } = {}): void {
    const { uid = 0, gid = 0 } = owner;
    for (const id of [uid, gid])
      if (!Number.isInteger(id) || id < 0 || id > MAX_OWNER) throw new PosixError("EINVAL", path);
    const link = this.#changeable(path, follow ? FOLLOW.always : FOLLOW.beforeSlash);
    this.#writer.setOwner(link.getNode(), owner);
  }

  /** What the operations since the last call changed. What {@link apply} did is not among it. */
  takeDelta(): Delta {
    return this.#writer.journal.take(this.#writer.tree);
  }

  /** Everything, as the delta that makes an empty volume equal to this one. */
  snapshot(): Delta {
    return snapshotOf(this.#writer.tree);
  }

  /**
   * Makes this volume equal to the replica the delta was taken from. Large contents are adopted, not copied: the
   * delta's bytes may not be written to any more (it can be applied to other volumes, though).
   * @throws RangeError if the delta is malformed or would break a limit; nothing is changed then
   */
  apply(delta: Delta): void {
    finish(this.checking(delta));
    finish(this.applying(delta));
  }

  /**
   * The first half of {@link apply}, which changes nothing. The volume may not be changed meanwhile.
   * @returns the bytes that files will take
   * @throws RangeError
   */
  checking(delta: Delta): Steps<number> {
    const { tree, limits } = this.#writer;
    return assertDelta(tree, delta, { limits, fixed: this.#fixed });
  }

  /** The second half: nobody may look at the volume until it is done. */
  applying(delta: Delta): Steps {
    return applyDelta(this.#writer.tree, delta);
  }

  /** The system layout is written by the host before any guest sees it. */
  addDevice(path: string, device: Device): void {
    this.writeFile(path, new Uint8Array(0));
    device.bind(this.#existing(path, FOLLOW.never).getNode());
  }

  #entries(path: string): Link[] {
    const link = this.#existing(path, FOLLOW.always);
    if (!isDirectory(link)) throw new PosixError("ENOTDIR", path);
    return entriesOf(this.#writer.roots, link);
  }

  #existing(path: string, follow: Follow): Link {
    return existing(this.#writer.roots, path, follow);
  }

  #changeable(path: string, follow: Follow): Link {
    const link = this.#writer.owned(this.#existing(path, follow), path);
    if (link === this.root) throw new PosixError("EROFS", path);
    return link;
  }
}
