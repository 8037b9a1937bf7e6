import { S_IFDIR, S_IFLNK, S_IFMT } from "../../runtimes/abi/file-mode.ts";
import type { ArtifactEntry, ArtifactFailure, ArtifactList, ListArtifactsOptions } from "../api/artifacts.ts";
import type { Limits } from "../api/limits.ts";
import type { Volume } from "../volume/volume.ts";
import { relativeToWorkspace } from "../volume/workspace-path.ts";
import { clampLimit, locate, realPathInside } from "./request.ts";

export function listArtifacts(
  volume: Volume,
  path: string,
  options: ListArtifactsOptions,
  limits: Limits,
): ArtifactList | ArtifactFailure {
  const located = locate(volume, path);
  if (!located.success) return located;
  const maxEntries = clampLimit(options.maxEntries, limits.maxArtifactEntries);
  const entries: ArtifactEntry[] = [];
  const all =
    (located.stat.mode & S_IFMT) === S_IFDIR
      ? entriesBelow(volume, located.absolute, options.recursive === true)
      : [entryAt(volume, located.absolute)];
  for (const entry of all) {
    entries.push(entry);
    if (entries.length >= maxEntries) break;
  }
  return { success: true, entries, truncated: entries.length >= maxEntries };
}

/** Sorted by name; when recursive, a folder's folders before its files, and their contents after both, as `os.walk` gives them. */
function* entriesBelow(volume: Volume, directory: string, recursive: boolean): Generator<ArtifactEntry> {
  if (realPathInside(volume, directory) === undefined) return;
  const names = volume.readdir(directory).sort((a, b) => compareCodePoints(a.name, b.name));
  const absolute = (name: string): string => `${directory}/${name}`;
  if (!recursive) {
    for (const { name } of names) yield* visibleAt(volume, absolute(name));
    return;
  }
  const [folders, files] = partition(names, ({ name, mode }) => leadsToFolder(volume, absolute(name), mode));
  for (const { name } of [...folders, ...files]) yield* visibleAt(volume, absolute(name));
  for (const { name, mode } of folders)
    if ((mode & S_IFMT) === S_IFDIR) yield* entriesBelow(volume, absolute(name), true);
}

function* visibleAt(volume: Volume, absolute: string): Generator<ArtifactEntry> {
  if (realPathInside(volume, absolute) !== undefined) yield entryAt(volume, absolute);
}

function leadsToFolder(volume: Volume, absolute: string, mode: number): boolean {
  if ((mode & S_IFMT) !== S_IFLNK) return (mode & S_IFMT) === S_IFDIR;
  const real = realPathInside(volume, absolute);
  return real !== undefined && (volume.stat(real).mode & S_IFMT) === S_IFDIR;
}

function partition<T>(all: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of all) (test(item) ? yes : no).push(item);
  return [yes, no];
}

function entryAt(volume: Volume, absolute: string): ArtifactEntry {
  const { mode, size, mtimeMs } = volume.stat(absolute);
  return { path: relativeToWorkspace(absolute), isDir: (mode & S_IFMT) === S_IFDIR, size, mtime: mtimeMs / 1000 };
}

/** Orders names by code point, as Python sorts strings; `<` would order them by UTF-16 unit. */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return rankOf(unitA) - rankOf(unitB);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all that are one unit. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
