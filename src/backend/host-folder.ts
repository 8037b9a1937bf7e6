import { isUtf8 } from "node:buffer";
import { constants } from "node:fs";
import { lstat, open, readdir, readlink } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { SlotboxError } from "../api/errors.ts";
import type { VolumeLimits } from "../api/limits.ts";
import { type PosixCode, PosixError } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";

/** Folders that are large and rarely wanted in a workspace. */
const DEFAULT_IGNORED_NAMES: ReadonlySet<string> = new Set([".git", "node_modules"]);

/** The names that a folder is read without: the default ones and `exclude`, but none of `include`. */
export function ignoredNames(exclude: readonly string[], include: readonly string[]): ReadonlySet<string> {
  const names = new Set([...DEFAULT_IGNORED_NAMES, ...exclude]);
  for (const name of include) names.delete(name);
  return names;
}

/** What HFS+ leaves out of a name before it looks it up. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Whether `name` is one of `names`, or a spelling of one that some file system takes for it (`.GIT`). */
export function isIgnored(name: string, names: ReadonlySet<string>): boolean {
  return names.has(name) || names.has(name.replace(INVISIBLE, "").toLowerCase());
}

export interface ReadHostFolderOptions {
  /** Names left out wherever they occur. @default `.git` and `node_modules` */
  readonly ignoredNames?: ReadonlySet<string>;
}

// Between the listing and the opening, somebody may put a link or a pipe in a file's place.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Copies a real folder into a volume, with modes, times and symbolic links; never writes to it. A link is copied as a
 * link, so nothing outside of the folder gets in. Pipes, sockets and devices are left out.
 *
 * @param limits the volume's, so that a file that is too large is refused unread
 * @throws SlotboxError `invalid_argument` if it can't be read, `workspace_full` if it doesn't fit
 */
export async function readHostFolder(
  folder: string,
  volume: Volume,
  target: string,
  limits: VolumeLimits,
  options: ReadHostFolderOptions = {},
): Promise<void> {
  await new FolderReader(resolve(folder), volume, limits, options.ignoredNames ?? DEFAULT_IGNORED_NAMES).copyInto(
    resolve(folder),
    target,
  );
}

class FolderReader {
  readonly #root: string;
  readonly #volume: Volume;
  readonly #limits: VolumeLimits;
  readonly #ignoredNames: ReadonlySet<string>;

  constructor(root: string, volume: Volume, limits: VolumeLimits, ignoredNames: ReadonlySet<string>) {
    this.#root = root;
    this.#volume = volume;
    this.#limits = limits;
    this.#ignoredNames = ignoredNames;
  }

  async copyInto(directory: string, destination: string): Promise<void> {
    const entries = await this.#read(directory, () => readdir(directory, { withFileTypes: true, encoding: "buffer" }));
    for (const entry of entries.sort((a, b) => Buffer.compare(a.name, b.name))) {
      const name = entry.name.toString("utf8");
      if (isIgnored(name, this.#ignoredNames)) continue;
      const from = join(directory, name);
      const to = `${destination}/${name}`;
      if (!isUtf8(entry.name)) throw this.#unreadable(from, "its name is not UTF-8");
      if (entry.isSymbolicLink()) await this.#copyLink(from, to);
      else if (entry.isDirectory()) await this.#copyDirectory(from, to);
      else if (entry.isFile()) await this.#copyFile(from, to);
    }
  }

  async #copyDirectory(from: string, to: string): Promise<void> {
    const { mode, mtimeMs } = await this.#read(from, () => lstat(from));
    this.#write(from, 0, () => this.#volume.mkdir(to, mode));
    await this.copyInto(from, to);
    this.#volume.utimes(to, mtimeMs);
  }

  async #copyLink(from: string, to: string): Promise<void> {
    const { mtimeMs } = await this.#read(from, () => lstat(from));
    const link = await this.#read(from, () => readlink(from, { encoding: "buffer" }));
    if (!isUtf8(link)) throw this.#unreadable(from, "what it links to is not UTF-8");
    this.#write(from, link.length, () => this.#volume.symlink(link.toString("utf8"), to));
    this.#volume.utimes(to, mtimeMs, { follow: false });
  }

  async #copyFile(from: string, to: string): Promise<void> {
    const { mode, mtimeMs, bytes } = await this.#read(from, async () => {
      await using file = await open(from, OPEN_FLAGS);
      const { mode, mtimeMs, size } = await file.stat();
      if (size > this.#limits.maxFileBytes)
        throw this.#doesNotFit(from, `has ${size} bytes (it holds ${this.#limits.maxFileBytes} bytes a file)`);
      return { mode, mtimeMs, bytes: await file.readFile() };
    });
    this.#write(from, bytes.length, () => this.#volume.writeFile(to, bytes, { mode }));
    this.#volume.utimes(to, mtimeMs);
  }

  async #read<T>(from: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (SlotboxError.is(error)) throw error;
      throw this.#unreadable(from, error instanceof Error && "code" in error ? String(error.code) : String(error));
    }
  }

  #write(from: string, bytes: number, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      const limit = this.#limitMet(error.code, bytes);
      if (limit === undefined) throw this.#unreadable(from, error.message, error);
      throw this.#doesNotFit(from, `is beyond what it holds (${limit})`, error);
    }
  }

  #limitMet(code: PosixCode, bytes: number): string | undefined {
    const { maxFiles, maxFileBytes, maxWorkspaceBytes, maxDepth } = this.#limits;
    switch (code) {
      case "ENOSPC":
        return this.#volume.usedBytes + bytes > maxWorkspaceBytes ? `${maxWorkspaceBytes} bytes` : `${maxFiles} files`;
      case "EFBIG":
        return `${maxFileBytes} bytes a file`;
      case "ENAMETOOLONG":
        return `folders ${maxDepth} deep, paths of 4096 bytes`;
      default:
        return undefined;
    }
  }

  #unreadable(from: string, reason: string, cause?: Error): SlotboxError {
    const what = from === this.#root ? `the folder ${from}` : `${relative(this.#root, from)} in ${this.#root}`;
    return new SlotboxError("invalid_argument", `can't read ${what}: ${reason}`, { cause });
  }

  #doesNotFit(from: string, reason: string, cause?: Error): SlotboxError {
    return new SlotboxError(
      "workspace_full",
      `${this.#root} doesn't fit into the workspace: ${relative(this.#root, from)} ${reason}`,
      { cause },
    );
  }
}
