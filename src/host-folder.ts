import type { Dirent } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { SlotboxError } from "./errors.ts";
import { S_IFDIR, S_IFLNK, S_IFMT } from "./volume/memfs-tree.ts";
import { PosixError } from "./volume/posix-error.ts";
import type { Volume } from "./volume/volume.ts";

/** Folders that are large and rarely wanted in a workspace. */
export const DEFAULT_IGNORED_NAMES: ReadonlySet<string> = new Set([".git", "node_modules"]);

export interface ReadHostFolderOptions {
  /** Names left out wherever they occur. @default `.git` and `node_modules` */
  readonly ignoredNames?: ReadonlySet<string>;
}

/**
 * Copies a real folder into a volume, with modes, times and symbolic links; never writes to it. A link is copied as a
 * link, so nothing outside of the folder gets in.
 *
 * @throws SlotboxError `invalid_argument` if it is no readable folder, `workspace_full` if it doesn't fit the quota
 */
export async function readHostFolder(
  folder: string,
  volume: Volume,
  target: string,
  { ignoredNames = DEFAULT_IGNORED_NAMES }: ReadHostFolderOptions = {},
): Promise<void> {
  const root = resolve(folder);
  const copyInto = async (directory: string, destination: string): Promise<void> => {
    for (const entry of await entriesOf(directory, root)) {
      if (ignoredNames.has(entry.name)) continue;
      await copyEntry(entry, join(directory, entry.name), `${destination}/${entry.name}`);
    }
  };
  const copyEntry = async (entry: Dirent, from: string, to: string): Promise<void> => {
    try {
      if (entry.isSymbolicLink()) volume.symlink(await readlink(from), to);
      else if (entry.isDirectory()) {
        volume.mkdir(to, (await lstat(from)).mode);
        await copyInto(from, to);
      } else if (entry.isFile()) {
        const { mode, mtimeMs } = await lstat(from);
        volume.writeFile(to, await readFile(from), { mode });
        volume.utimes(to, mtimeMs);
      }
    } catch (error) {
      if (!(error instanceof PosixError)) throw error;
      throw new SlotboxError(
        "workspace_full",
        `${root} doesn't fit into the workspace: ${error.code} at ${relative(root, from)}`,
        { cause: error },
      );
    }
  };
  await copyInto(root, target);
}

async function entriesOf(directory: string, root: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const what = directory === root ? directory : `${relative(root, directory)} in ${root}`;
    throw new SlotboxError("invalid_argument", `can't read the folder ${what}: ${reason}`, { cause: error });
  }
}

/**
 * Writes to a host folder what in `after` differs from `before` (files made or changed, and files removed).
 * Guests choose names and links, so nothing is ever written through a link that is in the folder already.
 * @returns how many files and links were written or removed
 */
export async function writeChanges(before: Volume, after: Volume, source: string, folder: string): Promise<number> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  let changes = 0;
  const visit = async (path: string): Promise<void> => {
    const names = new Set([...namesIn(before, path), ...namesIn(after, path)]);
    for (const name of [...names].sort()) {
      const inside = `${path}/${name}`;
      const host = join(root, ...inside.slice(source.length + 1).split("/"));
      if (!host.startsWith(root + sep)) continue;
      if (kindOf(after, inside) === S_IFDIR) {
        await visit(inside);
        if (kindOf(before, inside) !== S_IFDIR) await makeDirectory(root, host);
        continue;
      }
      if (!differs(before, after, inside)) continue;
      changes++;
      const folderOfHost = join(host, "..");
      if (kindOf(after, inside) !== undefined) await makeDirectory(root, folderOfHost);
      if (await isRealDirectory(root, folderOfHost)) await rm(host, { recursive: true, force: true });
      await writeLeaf(after, inside, host);
    }
  };
  await visit(source);
  return changes;
}

async function writeLeaf(volume: Volume, path: string, host: string): Promise<void> {
  const kind = kindOf(volume, path);
  if (kind === undefined) return;
  if (kind === S_IFLNK) {
    await symlink(volume.readlink(path), host);
    return;
  }
  const { mode, mtimeMs } = volume.stat(path);
  await writeFile(host, volume.readFile(path), { flag: "wx" });
  // Exactly, whatever the umask; without set-user-ID and its like, which a guest has no say in.
  await chmod(host, mode & 0o777);
  await utimes(host, mtimeMs / 1000, mtimeMs / 1000);
}

/** True if a folder is there without any link between it and `root`. */
async function isRealDirectory(root: string, directory: string): Promise<boolean> {
  let at = root;
  for (const name of relative(root, directory).split(sep)) {
    at = join(at, name);
    const stat = await lstat(at).catch(() => undefined);
    if (!stat?.isDirectory()) return false;
  }
  return true;
}

/** Makes a folder below `root`; a link or a file that stands in its way is replaced, not followed. */
async function makeDirectory(root: string, directory: string): Promise<void> {
  let at = root;
  for (const name of relative(root, directory).split(sep)) {
    if (name === "") continue;
    at = join(at, name);
    const stat = await lstat(at).catch(() => undefined);
    if (stat?.isDirectory()) continue;
    if (stat) await rm(at);
    await mkdir(at);
  }
}

function namesIn(volume: Volume, path: string): string[] {
  return kindOf(volume, path) === S_IFDIR ? volume.readdir(path).map(({ name }) => name) : [];
}

function kindOf(volume: Volume, path: string): number | undefined {
  try {
    return volume.lstat(path).mode & S_IFMT;
  } catch {
    return undefined;
  }
}

function differs(before: Volume, after: Volume, path: string): boolean {
  const kind = kindOf(after, path);
  if (kind !== kindOf(before, path)) return true;
  if (kind === undefined) return false;
  if (kind === S_IFLNK) return before.readlink(path) !== after.readlink(path);
  if (before.lstat(path).mode !== after.lstat(path).mode) return true;
  return Buffer.compare(before.readFile(path), after.readFile(path)) !== 0;
}
