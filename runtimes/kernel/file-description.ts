import type { Description, FileStatus } from "./description.ts";
import type { FileHost } from "./file-host.ts";
import type { OpenFlags } from "./kernel.ts";
import type { OpenFile, OpenFiles } from "./open-file.ts";
import { SystemError } from "./system-error.ts";

/** A regular file that was opened: an offset, and what may be done. */
export class FileDescription implements Description {
  readonly kind = "file";
  readonly #file: OpenFile;
  readonly #files: OpenFiles;
  readonly #flags: OpenFlags;
  #offset = 0;

  constructor(file: OpenFile, files: OpenFiles, flags: OpenFlags) {
    this.#file = file;
    this.#files = files;
    this.#flags = flags;
  }

  get path(): string {
    return this.#file.isLost ? `${this.#file.path} (deleted)` : this.#file.path;
  }

  read(maxBytes: number): Uint8Array {
    if (this.#flags.access === "write") throw new SystemError("EBADF");
    const bytes = this.#file.read(this.#offset, maxBytes);
    this.#offset += bytes.length;
    return bytes;
  }

  write(bytes: Uint8Array): void {
    this.#assertWritable("EBADF");
    if (bytes.length === 0) return;
    if (this.#flags.append) this.#offset = this.#file.size;
    this.#file.write(this.#offset, bytes);
    this.#offset += bytes.length;
  }

  seek(offset: number, whence: "set" | "current" | "end"): number {
    const base = whence === "set" ? 0 : whence === "current" ? this.#offset : this.#file.size;
    const target = base + offset;
    if (!Number.isSafeInteger(target) || target < 0) throw new SystemError("EINVAL");
    this.#offset = target;
    return target;
  }

  truncate(size: number): void {
    this.#assertWritable("EINVAL");
    this.#file.truncate(size);
  }

  status(): FileStatus {
    return this.#file.status();
  }

  release(): void {
    this.#files.close(this.#file);
  }

  #assertWritable(code: "EBADF" | "EINVAL"): void {
    if (this.#flags.access === "read") throw new SystemError(code);
  }
}

/** A directory that was opened: it has a status, and nothing to read. */
export class DirectoryDescription implements Description {
  readonly kind = "directory";
  readonly path: string;
  readonly #host: FileHost;

  constructor(path: string, host: FileHost) {
    this.path = path;
    this.#host = host;
  }

  read(): Uint8Array {
    throw new SystemError("EISDIR");
  }

  write(): void {
    throw new SystemError("EBADF");
  }

  seek(): number {
    return 0;
  }

  truncate(): void {
    throw new SystemError("EINVAL");
  }

  status(): FileStatus {
    return this.#host.stat(this.path, true);
  }

  release(): void {}
}
