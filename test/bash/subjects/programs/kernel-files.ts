import type { IFileSystem } from "just-bash";
import type { FileSystem } from "../../../../runtimes/kernel/kernel.ts";
import { SystemError } from "../../../../runtimes/kernel/system-error.ts";
import { decodeUtf8, encodeUtf8 } from "../../bytes.ts";

const FILE_TYPE = 0o170000;
const DIRECTORY = 0o040000;
const LINK = 0o120000;
const NOT_INTERRUPTED = {
  isInterrupted: false,
  isFinal: false,
  error: new Error("is never interrupted"),
  onInterrupt: () => () => undefined,
};

/** just-bash's file system over a kernel's, as one process sees that; errors begin with their code, as Node's do. */
export class KernelFiles implements IFileSystem {
  readonly #files: FileSystem;

  constructor(files: FileSystem) {
    this.#files = files;
  }

  async readFile(path: string): Promise<string> {
    return decodeUtf8(await this.#read(path));
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.#read(path);
  }

  async writeFile(path: string, content: string | Uint8Array): Promise<void> {
    await this.#write(path, content, { truncate: true });
  }

  async appendFile(path: string, content: string | Uint8Array): Promise<void> {
    await this.#write(path, content, { append: true });
  }

  async exists(path: string): Promise<boolean> {
    return this.#files.exists(path);
  }

  async stat(path: string) {
    return named(path, () => statOf(this.#files.stat(path)));
  }

  async lstat(path: string) {
    return named(path, () => statOf(this.#files.lstat(path)));
  }

  async mkdir(path: string, options?: { recursive?: boolean }): Promise<void> {
    const parts = path.split("/").filter((part) => part !== "");
    const wanted =
      options?.recursive === true ? parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`) : [];
    for (const folder of wanted) if (!this.#files.exists(folder)) named(folder, () => this.#files.mkdir(folder, 0o777));
    if (wanted.length === 0) named(path, () => this.#files.mkdir(path, 0o777));
  }

  async readdir(path: string): Promise<string[]> {
    return named(path, () => this.#files.readdir(path).map(({ name }) => name));
  }

  async rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void> {
    if (options?.force === true && !this.#files.exists(path)) return;
    const isDirectory = (named(path, () => this.#files.lstat(path)).mode & FILE_TYPE) === DIRECTORY;
    if (isDirectory && options?.recursive === true)
      for (const { name } of this.#files.readdir(path)) await this.rm(`${path}/${name}`, options);
    named(path, () => (isDirectory ? this.#files.rmdir(path) : this.#files.unlink(path)));
  }

  async cp(from: string, to: string): Promise<void> {
    await this.writeFile(to, await this.#read(from));
  }

  async mv(from: string, to: string): Promise<void> {
    named(from, () => this.#files.rename(from, to));
  }

  resolvePath(base: string, path: string): string {
    return path.startsWith("/") ? path : `${base}/${path}`;
  }

  getAllPaths(): string[] {
    return [];
  }

  async chmod(path: string, mode: number): Promise<void> {
    named(path, () => this.#files.chmod(path, mode));
  }

  async symlink(target: string, path: string): Promise<void> {
    named(path, () => this.#files.symlink(target, path));
  }

  async link(existing: string, path: string): Promise<void> {
    named(path, () => this.#files.link(existing, path));
  }

  async readlink(path: string): Promise<string> {
    return named(path, () => this.#files.readlink(path));
  }

  async realpath(path: string): Promise<string> {
    return named(path, () => this.#files.realpath(path));
  }

  async utimes(path: string, accessed: Date, modified: Date): Promise<void> {
    const time = (date: Date) => ({ ms: date.getTime(), ns: 0 });
    named(path, () => this.#files.setTimes(path, { atime: time(accessed), mtime: time(modified) }));
  }

  async #read(path: string): Promise<Uint8Array> {
    const file = named(path, () => this.#files.open(path, { access: "read" }, 0));
    const chunks: Uint8Array[] = [];
    for (let size = 1; size > 0; ) {
      const bytes = await file.read(65_536, NOT_INTERRUPTED);
      size = bytes.length;
      chunks.push(bytes);
    }
    file.release();
    return Buffer.concat(chunks);
  }

  async #write(
    path: string,
    content: string | Uint8Array,
    how: { truncate?: boolean; append?: boolean },
  ): Promise<void> {
    const bytes = typeof content === "string" ? encodeUtf8(content) : content;
    const file = named(path, () => this.#files.open(path, { access: "write", create: true, ...how }, 0o666));
    await file.write(bytes, NOT_INTERRUPTED);
    file.release();
  }
}

function statOf({ mode, size, mtimeMs, ino }: ReturnType<FileSystem["stat"]>) {
  const type = mode & FILE_TYPE;
  return {
    isFile: type !== DIRECTORY && type !== LINK,
    isDirectory: type === DIRECTORY,
    isSymbolicLink: type === LINK,
    mode: mode & 0o7777,
    size,
    mtime: new Date(mtimeMs),
    ino,
  };
}

function named<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof SystemError) throw new Error(`${error.code}: ${error.message}, '${path}'`, { cause: error });
    throw error;
  }
}
