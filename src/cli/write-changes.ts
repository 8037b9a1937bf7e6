import { randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, rename, rm, rmdir, symlink, unlink, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { S_IFDIR, S_IFLNK, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import { isIgnored } from "../backend/host-folder.ts";
import type { Volume } from "../volume/volume.ts";
import { reasonOf } from "./errors.ts";

export interface WriteChangesOptions {
  /** Names that are not written where they are new, in any spelling a file system could take for them. @default none */
  readonly ignoredNames?: ReadonlySet<string>;
}

export interface WrittenChanges {
  /** Changes that were not written because of their names, as paths relative to the folder. */
  readonly ignored: readonly string[];
  /** Changes that could not be written, and why. */
  readonly faults: readonly string[];
}

/**
 * Writes to a host folder what in `after` differs from `before`: files, folders and links made or changed, with their
 * modes (whatever the umask) and times; what is gone is removed.
 *
 * Guests choose names, links and contents, so nothing is written, removed or re-moded through a link, and nothing is
 * removed that was not in `before`; only a link or a file that is in the way of something written is replaced.
 */
export async function writeChanges(
  before: Volume,
  after: Volume,
  source: string,
  folder: string,
  { ignoredNames = new Set() }: WriteChangesOptions = {},
): Promise<WrittenChanges> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  const writer = new ChangeWriter(before, after, source, root, ignoredNames);
  await writer.writeAll();
  return writer;
}

/** A path below the folder, by its names. */
type Names = readonly string[];

class ChangeWriter implements WrittenChanges {
  readonly ignored: string[] = [];
  readonly faults: string[] = [];
  readonly #before: Volume;
  readonly #after: Volume;
  readonly #source: string;
  readonly #root: string;
  readonly #ignoredNames: ReadonlySet<string>;
  /** Folders whose modes are set at the end: a guest may have taken away the right to write into one. */
  readonly #unfinished: Names[] = [];

  constructor(before: Volume, after: Volume, source: string, root: string, ignoredNames: ReadonlySet<string>) {
    this.#before = before;
    this.#after = after;
    this.#source = source;
    this.#root = root;
    this.#ignoredNames = ignoredNames;
  }

  async writeAll(): Promise<void> {
    await this.#visit([], true, true);
    for (const names of this.#unfinished.reverse()) await this.#attempt(names, () => this.#finishFolder(names));
  }

  /** @param inBefore whether it is a real folder there: a link to one has its entries elsewhere */
  async #visit(names: Names, inBefore: boolean, inAfter: boolean): Promise<void> {
    const before = inBefore ? this.#modesIn(this.#before, names) : new Map<string, number>();
    const after = inAfter ? this.#modesIn(this.#after, names) : new Map<string, number>();
    for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const path = [...names, name];
      const was = before.get(name);
      const is = after.get(name);
      if (was === undefined && isIgnored(name, this.#ignoredNames)) this.ignored.push(path.join("/"));
      else await this.#attempt(path, () => this.#bring(path, was, is));
    }
  }

  async #bring(names: Names, was: number | undefined, is: number | undefined): Promise<void> {
    const wasFolder = isFolder(was);
    if (isFolder(is)) {
      if (!wasFolder) await this.#makeFolder(names);
      else if (was !== is) {
        await this.#makeFolder(names);
        this.#unfinished.push(names);
      }
      await this.#visit(names, wasFolder, true);
      return;
    }
    if (wasFolder) {
      await this.#visit(names, true, false);
      if (await this.#isFolderOnHost(names)) await rmdir(this.#host(names)).catch(ignoreNotEmpty);
    }
    if (is !== undefined) {
      if (was !== is || this.#contentDiffers(names, is)) await this.#writeLeaf(names, is);
    } else if (!wasFolder && (await this.#isFolderOnHost(names.slice(0, -1)))) {
      const stat = await this.#lstat(names);
      if (stat && !stat.isDirectory()) await unlink(this.#host(names));
    }
  }

  /** Makes it beside its place, then moves it there, which replaces a link without following it. */
  async #writeLeaf(names: Names, mode: number): Promise<void> {
    assertHostName(names.at(-1) ?? "");
    const folder = names.slice(0, -1);
    await this.#makeFolder(folder);
    const inside = this.#inside(names);
    const made = join(this.#host(folder), `.slotbox-${randomUUID()}`);
    try {
      if ((mode & S_IFMT) === S_IFLNK) await symlink(this.#after.readlink(inside), made);
      else {
        const mtimeS = this.#after.lstat(inside).mtimeMs / 1000;
        await writeFile(made, this.#after.readFile(inside), { flag: "wx" });
        // Without set-user-ID and its like, which a guest has no say in.
        await chmod(made, mode & 0o777);
        await utimes(made, mtimeS, mtimeS);
      }
      // A folder that holds what the guest never saw is not replaced.
      if ((await this.#lstat(names))?.isDirectory()) await rmdir(this.#host(names));
      await rename(made, this.#host(names));
    } catch (error) {
      await rm(made, { force: true });
      throw error;
    }
  }

  /** Makes a folder and those above it; a link or a file that stands in the way is replaced, not followed. */
  async #makeFolder(names: Names): Promise<void> {
    for (let depth = 1; depth <= names.length; depth++) {
      const path = names.slice(0, depth);
      assertHostName(path.at(-1) ?? "");
      const stat = await this.#lstat(path);
      if (stat?.isDirectory()) continue;
      if (stat) await unlink(this.#host(path));
      await mkdir(this.#host(path));
      this.#unfinished.push(path);
    }
  }

  async #finishFolder(names: Names): Promise<void> {
    if (!(await this.#isFolderOnHost(names))) return;
    const { mode, mtimeMs } = this.#after.lstat(this.#inside(names));
    await utimes(this.#host(names), mtimeMs / 1000, mtimeMs / 1000);
    await chmod(this.#host(names), mode & 0o777);
  }

  /** True if it is there without any link between it and the root. */
  async #isFolderOnHost(names: Names): Promise<boolean> {
    for (let depth = 1; depth <= names.length; depth++) {
      if (!(await this.#lstat(names.slice(0, depth)))?.isDirectory()) return false;
    }
    return true;
  }

  #contentDiffers(names: Names, mode: number): boolean {
    const path = this.#inside(names);
    if ((mode & S_IFMT) === S_IFLNK) return this.#before.readlink(path) !== this.#after.readlink(path);
    if (this.#before.lstat(path).size !== this.#after.lstat(path).size) return true;
    return Buffer.compare(this.#before.readFile(path), this.#after.readFile(path)) !== 0;
  }

  #modesIn(volume: Volume, names: Names): Map<string, number> {
    return new Map(volume.readdir(this.#inside(names)).map(({ name, mode }) => [name, mode]));
  }

  #inside(names: Names): string {
    return [this.#source, ...names].join("/");
  }

  #host(names: Names): string {
    return join(this.#root, ...names);
  }

  #lstat(names: Names) {
    return lstat(this.#host(names)).catch(() => undefined);
  }

  async #attempt(names: Names, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.faults.push(`${names.join("/")}: ${reasonOf(error)}`);
    }
  }
}

function isFolder(mode: number | undefined): boolean {
  return mode !== undefined && (mode & S_IFMT) === S_IFDIR;
}

function ignoreNotEmpty(error: unknown): void {
  if (!(error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST")))
    throw error;
}

/** Also the short name that NTFS may have for `.git`. */
const IMPOSSIBLE_ON_WINDOWS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses them
  /[<>:"/\\|?*\x00-\x1f]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|^git~\d+$/i;

/** @throws Error for a name that would lead elsewhere, or that a file of this platform can't have */
export function assertHostName(name: string, platform: NodeJS.Platform = process.platform): void {
  const isPlain = name !== "" && name !== "." && name !== ".." && !name.includes("/");
  if (!isPlain || (platform === "win32" && IMPOSSIBLE_ON_WINDOWS.test(name)))
    throw new Error("a file can't have that name here");
}
