import { SET_TIMES } from "../abi/capability.ts";
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT } from "../abi/file-mode.ts";
import type { FileSystemSpace } from "../abi/file-system.ts";
import type { Description, FileStatus } from "./description.ts";
import { type DeviceSource, openDevice } from "./devices.ts";
import { DirectoryDescription, FileDescription } from "./file-description.ts";
import { answer, check, type FileFunctions, FileHost } from "./file-host.ts";
import type { NewTimes } from "./file-times.ts";
import type { DirectoryEntry, FileSystem, OpenFlags } from "./kernel.ts";
import { Listing } from "./listing.ts";
import { OpenFiles } from "./open-file.ts";
import { SystemError } from "./system-error.ts";
import type { SystemFiles } from "./system-files.ts";

const NO_TIME = { ms: 0, ns: 0 };
const EMPTY = new Uint8Array(0);
/** What the host gives what it makes. */
const HOST_FILE_MODE = 0o644;
const HOST_DIRECTORY_MODE = 0o755;

export interface HostFilesOptions {
  readonly functions: FileFunctions;
  /** Where `stat` leaves its answer. */
  readonly registers: Float64Array;
  /** Where the host leaves short contents. */
  readonly window: Uint8Array;
  readonly devices: DeviceSource;
  readonly maxFileBytes: number;
  readonly system: SystemFiles;
}

/** The slot's files over the functions of the host. */
export class HostFiles implements FileSystem {
  readonly #host: FileHost;
  readonly #functions: FileFunctions;
  readonly #devices: DeviceSource;
  readonly #open: OpenFiles;
  readonly #system: SystemFiles;

  constructor({ functions, registers, window, devices, maxFileBytes, system }: HostFilesOptions) {
    this.#system = system;
    this.#host = new FileHost(functions, registers, window);
    this.#functions = functions;
    this.#devices = devices;
    this.#open = new OpenFiles(this.#host, maxFileBytes);
  }

  open(path: string, flags: OpenFlags, mode: number): Description {
    const device = openDevice(path, this.#devices);
    if (device) return device;
    const status = this.#host.statIfThere(path, true);
    if (!status) return this.#create(path, flags, mode);
    if (flags.create && flags.exclusive) throw new SystemError("EEXIST");
    return this.#openExisting(path, status, flags);
  }

  /** To be called when somebody else may have written to the slot's files: a program of another runtime. */
  changedOutside(): void {
    this.#open.doubtAll();
  }

  stat(path: string): FileStatus {
    return this.#system.status(path, () => this.#host.stat(path, true));
  }

  lstat(path: string): FileStatus {
    return this.#host.stat(path, false);
  }

  space(): FileSystemSpace {
    return this.#host.space();
  }

  exists(path: string): boolean {
    return this.#system.has(path) || this.#functions.exists(path);
  }

  readdir(path: string): DirectoryEntry[] {
    return new Listing(this.#host, path, answer(this.#functions.readdir(path))).entries;
  }

  readlink(path: string): string {
    return answer(this.#functions.readlink(path));
  }

  realpath(path: string): string {
    return this.#system.realPath(path, () => this.#host.realpath(path));
  }

  mkdir(path: string, mode: number): void {
    check(this.#functions.mkdir(path, false));
    if (mode !== HOST_DIRECTORY_MODE) check(this.#functions.chmod(path, mode));
  }

  rmdir(path: string): void {
    if ((this.lstat(path).mode & S_IFMT) !== S_IFDIR) throw new SystemError("ENOTDIR");
    check(this.#functions.remove(path, false));
  }

  unlink(path: string): void {
    if ((this.lstat(path).mode & S_IFMT) === S_IFDIR) throw new SystemError("EISDIR");
    this.#losing(path, () => check(this.#functions.remove(path, false)));
  }

  rename(from: string, to: string): void {
    // The directory that one is in, or the one above, has no name there that could change.
    if ([from, to].some((path) => /(?:^|\/)\.\.?\/*$/.test(path))) throw new SystemError("EBUSY");
    if (this.#open.isEmpty) {
      check(this.#functions.rename(from, to));
      return;
    }
    const oldPath = this.#canonical(from);
    const rename = (): void => check(this.#functions.rename(from, to));
    if (oldPath !== undefined && oldPath === this.#canonical(to)) rename();
    else this.#losing(to, rename);
    const newPath = this.#canonical(to);
    if (oldPath !== undefined && newPath !== undefined) this.#open.rename(oldPath, newPath);
  }

  link(existing: string, path: string): void {
    check(this.#functions.link(existing, path));
  }

  symlink(target: string, path: string): void {
    check(this.#functions.symlink(target, path));
  }

  chmod(path: string, mode: number): void {
    check(this.#functions.chmod(path, mode));
  }

  setTimes(path: string, { atime, mtime }: NewTimes, followsLink = true): void {
    const sets = (atime ? SET_TIMES.atime : 0) | (mtime ? SET_TIMES.mtime : 0);
    const [accessed, modified] = [atime ?? NO_TIME, mtime ?? NO_TIME];
    check(this.#functions.utimes(path, sets, accessed.ms, accessed.ns, modified.ms, modified.ns, followsLink));
  }

  chown(path: string, uid: number, gid: number, followsLink = true): void {
    check(this.#functions.chown(path, uid, gid, followsLink));
  }

  readFile(path: string): Uint8Array {
    return this.#host.read(path);
  }

  /** The first bytes, one character a byte; always as many of one path. */
  readHead(path: string, maxBytes: number): string {
    return this.#system.head(path, () => answer(this.#functions.readPrefix(path, maxBytes)));
  }

  #create(path: string, flags: OpenFlags, mode: number): Description {
    if (!flags.create) throw new SystemError("ENOENT");
    if (flags.exclusive && this.#host.statIfThere(path, false)) throw new SystemError("EEXIST");
    this.#host.write(path, EMPTY, false);
    if ((mode & 0o7777) !== HOST_FILE_MODE) check(this.#functions.chmod(path, mode & 0o7777));
    return this.#describe(path, this.stat(path), flags);
  }

  #openExisting(path: string, status: FileStatus, flags: OpenFlags): Description {
    const kind = status.mode & S_IFMT;
    if (kind === S_IFDIR) {
      if (flags.access !== "read" || flags.create) throw new SystemError("EISDIR");
      return new DirectoryDescription(this.#host.realpath(path), this.#host);
    }
    if (flags.directory) throw new SystemError("ENOTDIR");
    if (kind === S_IFCHR) {
      const device = openDevice(this.#host.realpath(path), this.#devices);
      if (device) return device;
    }
    if (flags.access === "read") return this.#describe(path, status, flags);
    // Nothing is appended, by which the host says whether the file can be written to at all.
    this.#host.write(path, EMPTY, true);
    const description = this.#describe(path, status, flags);
    if (flags.truncate) description.truncate(0);
    return description;
  }

  #describe(path: string, status: FileStatus, flags: OpenFlags): FileDescription {
    return new FileDescription(this.#open.open(this.#host.realpath(path), status), this.#open, flags);
  }

  /** Where a file or directory really is; nothing for a link, which is never what is open. */
  #canonical(path: string): string | undefined {
    const status = this.#host.statIfThere(path, false);
    if (!status || (status.mode & S_IFMT) === S_IFLNK) return undefined;
    return this.#host.realpath(path);
  }

  /** A name goes: who has the file open keeps it nevertheless. */
  #losing(path: string, operation: () => void): void {
    const target = this.#open.isEmpty ? undefined : this.#canonical(path);
    const files = target === undefined ? [] : this.#open.at(target);
    for (const file of files) file.prepareToLose();
    operation();
    for (const file of files) {
      // If both names were of one file, nothing has happened.
      if (this.#host.statIfThere(path, false)?.ino !== file.ino) this.#open.lose(file);
    }
  }
}
