import type { FileStatus } from "./description.ts";
import type { FileHost } from "./file-host.ts";
import { SystemError } from "./system-error.ts";

const EMPTY = new Uint8Array(0);

/**
 * A regular file that somebody has open: one for all descriptions of it, as a kernel has inodes.
 *
 * The host reads and writes files whole, by their names. So a content that is read is kept while the file is open, and only
 * what is appended is written as it is: a write in the middle writes the whole file. Host functions `readAt(path, offset,
 * maxBytes)` and `writeAt(path, offset, bytes)` would spare both, and descriptors of the host's the care for lost names (of which only one is known: a file
 * whose other hard links remain lives on apart from them).
 */
export class OpenFile {
  readonly key: string;
  readonly ino: number;
  /** Where it is; changes when it is renamed. */
  path: string;
  users = 0;
  readonly #host: FileHost;
  readonly #maxBytes: number;
  #size: number;
  #content: Uint8Array | undefined;
  /** As it was when it was opened, looked at again or lost: what was read since then is of no older content. */
  #lastStatus: FileStatus;
  /** Of a file that has lost its name: the status it had. Then its content lives here alone. */
  #lost: FileStatus | undefined;
  #isDoubtful = false;

  constructor(key: string, path: string, status: FileStatus, host: FileHost, maxBytes: number) {
    this.key = key;
    this.path = path;
    this.ino = status.ino;
    this.#size = status.size;
    this.#lastStatus = status;
    this.#host = host;
    this.#maxBytes = maxBytes;
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  get size(): number {
    this.#refresh();
    return this.#size;
  }

  /** A view of the content, which doesn't change when the file does. */
  read(offset: number, maxBytes: number): Uint8Array {
    this.#refresh();
    if (offset >= this.#size || maxBytes <= 0) return EMPTY;
    return this.#load().subarray(offset, offset + maxBytes);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#refresh();
    const size = Math.max(this.#size, offset + bytes.length);
    if (size > this.#maxBytes) throw new SystemError("EFBIG");
    if (offset === this.#size && !this.#lost) {
      this.#host.write(this.path, bytes, true);
      this.#content = undefined;
      this.#size = size;
      return;
    }
    // The host says whether there is room before the content is held here once more.
    if (size > this.#size && !this.#lost) this.#host.truncate(this.path, size);
    const content = new Uint8Array(size);
    content.set(this.#load().subarray(0, size));
    content.set(bytes, offset);
    this.#replace(content);
  }

  truncate(size: number): void {
    this.#refresh();
    if (size < 0) throw new SystemError("EINVAL");
    if (size > this.#maxBytes) throw new SystemError("EFBIG");
    if (!this.#lost) {
      this.#host.truncate(this.path, size);
      this.#content = undefined;
      this.#size = size;
      return;
    }
    const content = new Uint8Array(size);
    content.set(this.#load().subarray(0, size));
    this.#replace(content);
  }

  status(): FileStatus {
    this.#refresh();
    return this.#lost ? { ...this.#lost, size: this.#size } : this.#host.stat(this.path, false);
  }

  /** To be called before its name goes: takes what is known of it while that can be had. */
  prepareToLose(): void {
    this.#load();
    this.#lastStatus = this.#host.stat(this.path, false);
  }

  /** Its name has gone. */
  lose(): void {
    this.#lost = { ...this.#lastStatus, size: this.#size, nlink: 0 };
    this.#content ??= EMPTY;
    this.#size = this.#content.length;
  }

  /** Somebody else may have written to the slot's files. */
  doubt(): void {
    this.#isDoubtful = true;
  }

  #load(): Uint8Array {
    this.#content ??= this.#host.read(this.path);
    return this.#content;
  }

  #replace(content: Uint8Array): void {
    if (!this.#lost) this.#host.write(this.path, content, false);
    this.#content = content;
    this.#size = content.length;
  }

  #refresh(): void {
    if (!this.#isDoubtful) return;
    this.#isDoubtful = false;
    if (this.#lost) return;
    const status = this.#host.statIfThere(this.path, false);
    if (status?.ino !== this.ino) {
      this.lose();
      return;
    }
    if (!hasSameContent(status, this.#lastStatus)) this.#content = undefined;
    this.#lastStatus = status;
    this.#size = status.size;
  }
}

/** Each write leaves another time of change, which nobody can set. */
function hasSameContent(one: FileStatus, other: FileStatus): boolean {
  return one.size === other.size && one.ctimeMs === other.ctimeMs && one.ctimeNs === other.ctimeNs;
}

/** The files that are open, by what they are. */
export class OpenFiles {
  readonly #host: FileHost;
  readonly #maxBytes: number;
  readonly #files = new Map<string, OpenFile>();

  constructor(host: FileHost, maxBytes: number) {
    this.#host = host;
    this.#maxBytes = maxBytes;
  }

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  /** @param path without links */
  open(path: string, status: FileStatus): OpenFile {
    // The system layout is a tree of its own with its own inode numbers; no directory of the root holds both kinds.
    const key = `${status.ino}/${path.split("/", 2)[1]}`;
    let file = this.#files.get(key);
    if (!file) {
      file = new OpenFile(key, path, status, this.#host, this.#maxBytes);
      this.#files.set(key, file);
    }
    file.users++;
    return file;
  }

  close(file: OpenFile): void {
    if (--file.users === 0 && this.#files.get(file.key) === file) this.#files.delete(file.key);
  }

  at(path: string): OpenFile[] {
    return [...this.#files.values()].filter((file) => file.path === path);
  }

  lose(file: OpenFile): void {
    file.lose();
    this.#files.delete(file.key);
  }

  rename(from: string, to: string): void {
    for (const file of this.#files.values()) {
      if (file.path === from || file.path.startsWith(`${from}/`)) file.path = to + file.path.slice(from.length);
    }
  }

  doubtAll(): void {
    for (const file of this.#files.values()) file.doubt();
  }
}
