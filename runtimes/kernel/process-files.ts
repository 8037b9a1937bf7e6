import { S_IFDIR, S_IFLNK } from "../abi/file-mode.ts";
import { type Description, type FileStatus, plainStatus } from "./description.ts";
import type { NewTimes } from "./file-times.ts";
import type { DirectoryEntry, FileSystem, OpenFlags } from "./kernel.ts";
import type { Process } from "./process.ts";
import { SystemError } from "./system-error.ts";

const STREAMS: Readonly<Record<string, number>> = { "/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2 };
const DESCRIPTOR = /^\/(?:dev\/fd|proc\/self\/fd)\/(0|[1-9][0-9]{0,8})$/;
const DESCRIPTORS = /^\/(?:dev\/fd|proc\/self\/fd)\/?$/;

/** The slot's files as one process sees them. */
export class ProcessFiles implements FileSystem {
  readonly #files: FileSystem;
  readonly #process: Process;

  constructor(files: FileSystem, process: Process) {
    this.#files = files;
    this.#process = process;
  }

  open(path: string, flags: OpenFlags, mode: number): Description {
    const absolute = this.#absolute(path);
    const fd = this.#descriptorAt(absolute);
    if (fd !== undefined) return this.#reopen(fd, flags);
    return this.#files.open(absolute, flags, mode & ~this.#process.umask);
  }

  stat(path: string): FileStatus {
    const absolute = this.#absolute(path);
    const fd = this.#descriptorAt(absolute);
    if (fd !== undefined) return this.#description(fd).status();
    return isDescriptors(absolute) ? DIRECTORY : this.#files.stat(absolute);
  }

  lstat(path: string): FileStatus {
    const absolute = this.#absolute(path);
    const fd = this.#descriptorAt(absolute);
    if (fd === undefined) return isDescriptors(absolute) ? DIRECTORY : this.#files.lstat(absolute);
    this.#description(fd);
    return LINK;
  }

  exists(path: string): boolean {
    if (path === "") return false;
    const absolute = this.#absolute(path);
    const fd = this.#descriptorAt(absolute);
    if (fd !== undefined) return this.#process.descriptors.has(fd);
    return isDescriptors(absolute) || this.#files.exists(absolute);
  }

  readdir(path: string): DirectoryEntry[] {
    const absolute = this.#absolute(path);
    if (!isDescriptors(absolute)) {
      const entries = this.#files.readdir(absolute);
      return /^\/(?:dev|proc)\b/.test(absolute) ? entries.map((entry) => this.#entry(absolute, entry)) : entries;
    }
    return this.#process.descriptors.numbers.map((fd) => this.#entry(absolute, { name: String(fd), kind: "link" }));
  }

  /** One that may be a descriptor. */
  #entry(directory: string, { name, kind }: Pick<DirectoryEntry, "name" | "kind">): DirectoryEntry {
    return { name, kind, status: () => this.lstat(`${directory}/${name}`) };
  }

  readlink(path: string): string {
    const absolute = this.#absolute(path);
    const fd = this.#descriptorAt(absolute);
    return fd === undefined ? this.#files.readlink(absolute) : this.#description(fd).path;
  }

  realpath(path: string): string {
    const absolute = this.#absolute(path);
    const fd = this.#descriptorAt(absolute);
    if (fd === undefined) return this.#files.realpath(absolute);
    const { path: target } = this.#description(fd);
    return target.startsWith("/") ? target : `/proc/${this.#process.pid}/fd/${target}`;
  }

  mkdir(path: string, mode: number): void {
    this.#files.mkdir(this.#absolute(path), mode & ~this.#process.umask);
  }

  rmdir(path: string): void {
    this.#files.rmdir(this.#absolute(path));
  }

  unlink(path: string): void {
    this.#files.unlink(this.#absolute(path));
  }

  rename(from: string, to: string): void {
    this.#files.rename(this.#absolute(from), this.#absolute(to));
  }

  link(existing: string, path: string): void {
    this.#files.link(this.#absolute(existing), this.#absolute(path));
  }

  symlink(target: string, path: string): void {
    this.#files.symlink(target, this.#absolute(path));
  }

  chmod(path: string, mode: number): void {
    this.#files.chmod(this.#absolute(path), mode);
  }

  setTimes(path: string, times: NewTimes, followsLink?: boolean): void {
    this.#files.setTimes(this.#absolute(path), times, followsLink);
  }

  chown(path: string, uid: number, gid: number, followsLink?: boolean): void {
    this.#files.chown(this.#absolute(path), uid, gid, followsLink);
  }

  readFile(path: string): Uint8Array {
    return this.#files.readFile(this.#absolute(path));
  }

  /** `..` is left to the host, which knows where links lead. */
  #absolute(path: string): string {
    if (path === "") throw new SystemError("ENOENT");
    if (path.startsWith("/")) return path;
    return this.#process.cwd === "/" ? `/${path}` : `${this.#process.cwd}/${path}`;
  }

  #descriptorAt(path: string): number | undefined {
    if (!path.startsWith("/dev/") && !path.startsWith("/proc/")) return undefined;
    const stream = Object.hasOwn(STREAMS, path) ? STREAMS[path] : undefined;
    const [, fd] = stream === undefined ? (DESCRIPTOR.exec(path) ?? []) : [path, stream];
    return fd === undefined ? undefined : Number(fd);
  }

  #description(fd: number): Description {
    if (!this.#process.descriptors.has(fd)) throw new SystemError("ENOENT");
    return this.#process.descriptors.get(fd);
  }

  /** A file is opened once more, with an offset of its own, as on Linux; anything else has none and can be shared. */
  #reopen(fd: number, flags: OpenFlags): Description {
    const description = this.#description(fd);
    if (description.kind !== "file" || !this.#files.exists(description.path)) return description;
    return this.#files.open(description.path, { ...flags, create: false, exclusive: false }, 0);
  }
}

const DIRECTORY = plainStatus({ mode: S_IFDIR | 0o555, nlink: 2 });
const LINK = plainStatus({ mode: S_IFLNK | 0o777, size: 64 });

function isDescriptors(path: string): boolean {
  return (path.startsWith("/dev/fd") || path.startsWith("/proc/")) && DESCRIPTORS.test(path);
}
