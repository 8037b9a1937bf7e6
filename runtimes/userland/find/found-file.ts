import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import type { DirectoryEntry, FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";

const TYPES: Readonly<Record<DirectoryEntry["kind"], number>> = {
  file: S_IFREG,
  directory: S_IFDIR,
  link: S_IFLNK,
  device: S_IFCHR,
};

/** A file on the way; what its directory doesn't say is asked for when it is needed. */
export class FoundFile {
  readonly #files: FileSystem;
  /** As it is printed. */
  readonly path: string;
  /** The starting point it is below. */
  readonly start: string;
  readonly depth: number;
  /** Whether a link stands for what it leads to. */
  readonly followsLink: boolean;
  /** What its directory says of it. */
  readonly #entry: DirectoryEntry | undefined;
  #status: FileStatus | undefined;
  /** Whether what is in it is left out. */
  isPruned = false;

  constructor(
    files: FileSystem,
    path: string,
    { start, depth, followsLink }: Pick<FoundFile, "start" | "depth" | "followsLink">,
    entry?: DirectoryEntry,
  ) {
    this.#files = files;
    this.path = path;
    this.start = start;
    this.depth = depth;
    this.followsLink = followsLink;
    this.#entry = entry;
  }

  /** Of a link that leads nowhere, and of those that are not followed: its own. @throws SystemError */
  get status(): FileStatus {
    this.#status ??= this.#ask();
    return this.#status;
  }

  /** The bits of the mode that say what it is. @throws SystemError */
  get type(): number {
    const kind = this.#entry?.kind;
    const isToldByKind = kind !== undefined && this.#status === undefined && !(kind === "link" && this.followsLink);
    return isToldByKind ? TYPES[kind] : this.status.mode & S_IFMT;
  }

  get isDirectory(): boolean {
    return this.type === S_IFDIR;
  }

  get isLink(): boolean {
    return this.type === S_IFLNK;
  }

  /** Where a link leads to. @throws SystemError */
  get target(): string {
    return this.#files.readlink(this.path);
  }

  /** What is there if links are seen the other way. @throws SystemError */
  get oppositeStatus(): FileStatus {
    return this.followsLink ? this.#files.lstat(this.path) : statusBehind(this.#files, this.path);
  }

  #ask(): FileStatus {
    if (this.followsLink) return statusBehind(this.#files, this.path);
    return this.#entry ? this.#entry.status() : this.#files.lstat(this.path);
  }
}

/** Of what a link leads to, or of the link if it leads nowhere. */
function statusBehind(files: FileSystem, path: string): FileStatus {
  try {
    return files.stat(path);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== "ENOENT") throw error;
    return files.lstat(path);
  }
}
