import { S_IFDIR, S_IFLNK } from "../abi/file-mode.ts";
import type { FileSystemSpace } from "../abi/file-system.ts";
import { type Description, type FileStatus, plainStatus } from "./description.ts";
import type { NewTimes } from "./file-times.ts";
import type { DirectoryEntry, FileSystem, OpenFlags } from "./kernel.ts";
import type { NamedEntry, ProcEntry, ProcFiles } from "./proc/proc-files.ts";
import { TextDescription, textStatus } from "./proc/text-description.ts";
import type { Process } from "./process.ts";
import { SystemError } from "./system-error.ts";

/** Linux has links there: https://man7.org/linux/man-pages/man3/stdin.3.html. */
const DESCRIPTOR_LINK = /^\/dev\/(?:fd(?=\/|$)|std(?:in|out|err)$)/;
const LINK_TARGETS: Readonly<Record<string, string>> = {
  "/dev/fd": "/proc/self/fd",
  "/dev/stdin": "/proc/self/fd/0",
  "/dev/stdout": "/proc/self/fd/1",
  "/dev/stderr": "/proc/self/fd/2",
};

type KernelEntry = Exclude<ProcEntry, { readonly kind: "elsewhere" }>;

/** Where a path leads: to an entry of the kernel's, or to a path of the slot's files. */
interface Place {
  readonly path: string;
  readonly entry?: KernelEntry;
}

/** The slot's files as one process sees them, and those of the kernel beside them. */
export class ProcessFiles implements FileSystem {
  readonly #files: FileSystem;
  readonly #process: Process;
  readonly #proc: ProcFiles;

  constructor(files: FileSystem, process: Process, proc: ProcFiles) {
    this.#files = files;
    this.#process = process;
    this.#proc = proc;
  }

  open(path: string, flags: OpenFlags, mode: number): Description {
    const place = this.#place(path, true);
    const entry = existing(place);
    switch (entry?.kind) {
      case undefined:
        return this.#files.open(place.path, flags, mode & ~this.#process.umask);
      case "descriptor":
        return this.#reopen(entry.description, flags);
      case "file":
        if (flags.create && flags.exclusive) throw new SystemError("EEXIST");
        if (flags.directory) throw new SystemError("ENOTDIR");
        if (flags.access !== "read") throw new SystemError("EROFS");
        return new TextDescription(place.path, entry.text(), this.#proc.sinceMs);
      default:
        if (flags.access !== "read" || flags.create) throw new SystemError("EISDIR");
        // It has a status, and nothing to read.
        return this.#files.open("/proc", flags, 0);
    }
  }

  stat(path: string): FileStatus {
    const place = this.#place(path, true);
    const entry = existing(place);
    if (!entry) return this.#files.stat(place.path);
    return entry.kind === "descriptor" ? entry.description.status() : this.#statusOf(entry);
  }

  lstat(path: string): FileStatus {
    const place = this.#place(path, false);
    const entry = existing(place);
    return entry ? this.#statusOf(entry) : this.#files.lstat(place.path);
  }

  space(): FileSystemSpace {
    return this.#files.space();
  }

  exists(path: string): boolean {
    if (path === "") return false;
    const { path: found, entry } = this.#place(path, true);
    return entry ? entry.kind !== "missing" : this.#files.exists(found);
  }

  readdir(path: string): DirectoryEntry[] {
    const place = this.#place(path, true);
    const entry = existing(place);
    if (entry && entry.kind !== "directory") throw new SystemError("ENOTDIR");
    if (entry) return entry.entries.map((each) => this.#entry(place.path, each));
    const entries = this.#files.readdir(place.path);
    if (place.path === "/proc")
      return merged(this.#proc.topEntries, entries).map((each) => this.#entry(place.path, each));
    return place.path === "/dev" ? entries.map((each) => this.#entry(place.path, each)) : entries;
  }

  /** One that may be the kernel's. */
  #entry(directory: string, { name, kind }: NamedEntry): DirectoryEntry {
    return { name, kind, status: () => this.lstat(`${directory}/${name}`) };
  }

  readlink(path: string): string {
    const place = this.#place(path, false);
    const entry = existing(place);
    if (!entry) return this.#files.readlink(place.path);
    if (entry.kind === "link") return entry.target;
    if (entry.kind === "descriptor") return entry.description.path;
    throw new SystemError("EINVAL");
  }

  realpath(path: string): string {
    const place = this.#place(path, true);
    const entry = existing(place);
    if (!entry) return this.#files.realpath(place.path);
    if (entry.kind !== "descriptor") return place.path;
    const { path: target } = entry.description;
    return target.startsWith("/") ? target : `/proc/${this.#process.pid}/fd/${target}`;
  }

  mkdir(path: string, mode: number): void {
    this.#files.mkdir(this.#name(path), mode & ~this.#process.umask);
  }

  rmdir(path: string): void {
    this.#files.rmdir(this.#name(path));
  }

  unlink(path: string): void {
    this.#files.unlink(this.#name(path));
  }

  rename(from: string, to: string): void {
    this.#files.rename(this.#name(from), this.#name(to));
  }

  link(existing: string, path: string): void {
    this.#files.link(this.#name(existing), this.#name(path));
  }

  symlink(target: string, path: string): void {
    this.#files.symlink(target, this.#name(path));
  }

  chmod(path: string, mode: number): void {
    this.#files.chmod(this.#name(path), mode);
  }

  setTimes(path: string, times: NewTimes, followsLink?: boolean): void {
    this.#files.setTimes(this.#name(path), times, followsLink);
  }

  chown(path: string, uid: number, gid: number, followsLink?: boolean): void {
    this.#files.chown(this.#name(path), uid, gid, followsLink);
  }

  readFile(path: string): Uint8Array {
    const place = this.#place(path, true);
    const entry = existing(place);
    return entry?.kind === "file" ? entry.text() : this.#files.readFile(place.path);
  }

  /** `..` is left to the host, which knows where links lead. */
  #absolute(path: string): string {
    if (path === "") throw new SystemError("ENOENT");
    if (path.startsWith("/")) return path;
    return this.#process.cwd === "/" ? `/${path}` : `${this.#process.cwd}/${path}`;
  }

  /** For what changes names: the kernel's can't be changed, as the slot's files say of all below `/proc`. */
  #name(path: string): string {
    return this.#place(path, false).path;
  }

  #place(path: string, followsLast: boolean): Place {
    const absolute = this.#absolute(path);
    if (absolute.startsWith("/proc/")) return this.#procPlace(absolute, followsLast);
    if (!absolute.startsWith("/dev/")) return { path: absolute };
    const [link] = DESCRIPTOR_LINK.exec(absolute) ?? [];
    const target = link === undefined ? undefined : LINK_TARGETS[link];
    if (link === undefined || target === undefined) return { path: absolute };
    if (absolute === link && !followsLast) return { path: absolute, entry: { kind: "link", target } };
    return this.#procPlace(`${target}${absolute.slice(link.length)}`, followsLast);
  }

  #procPlace(path: string, followsLast: boolean): Place {
    const { entry, path: found } = this.#proc.find(path, this.#process, followsLast);
    return entry ? { path: found, entry } : { path: found };
  }

  #statusOf(entry: KernelEntry): FileStatus {
    if (entry.kind === "file") return textStatus(this.#proc.sinceMs);
    const isDirectory = entry.kind === "directory";
    return plainStatus(isDirectory ? DIRECTORY : LINK, this.#proc.sinceMs);
  }

  /** A file is opened once more, with an offset of its own, as on Linux; anything else has none and can be shared. */
  #reopen(description: Description, flags: OpenFlags): Description {
    if (description.kind !== "file" || !this.#files.exists(description.path)) return description;
    return this.#files.open(description.path, { ...flags, create: false, exclusive: false }, 0);
  }
}

const DIRECTORY = { mode: S_IFDIR | 0o555, nlink: 2 };
const LINK = { mode: S_IFLNK | 0o777, size: 64 };

/** @throws SystemError ENOENT */
function existing({ entry }: Place): Exclude<KernelEntry, { readonly kind: "missing" }> | undefined {
  if (entry?.kind === "missing") throw new SystemError("ENOENT");
  return entry;
}

function merged(first: readonly NamedEntry[], others: readonly NamedEntry[]): NamedEntry[] {
  const names = new Set(first.map(({ name }) => name));
  return [...first, ...others.filter(({ name }) => !names.has(name))];
}
