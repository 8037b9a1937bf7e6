import type { Limits } from "../limits.ts";
import { relativeToWorkspace } from "../tools/workspace-path.ts";
import { S_IFDIR, S_IFMT } from "../volume/memfs-tree.ts";
import type { Volume } from "../volume/volume.ts";
import { isInside, locate } from "./locate.ts";
import { type ArtifactFailure, clampLimit } from "./result.ts";

export interface ListArtifactsOptions {
  /** @default false */
  readonly recursive?: boolean;
  /** Clamped into 1 … `limits.maxArtifactEntries`. @default `limits.maxArtifactEntries` */
  readonly maxEntries?: number;
}

export interface ArtifactEntry {
  /** Relative to the workspace. */
  readonly path: string;
  readonly isDir: boolean;
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
}

export interface ArtifactList {
  readonly success: true;
  readonly entries: readonly ArtifactEntry[];
  /** There was more than the limit lets through. */
  readonly truncated: boolean;
}

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
  const visible = volume
    .readdir(directory)
    .map(({ name, mode }) => ({ absolute: `${directory}/${name}`, isRealDir: (mode & S_IFMT) === S_IFDIR }))
    .filter(({ absolute }) => isInside(volume, absolute))
    .sort((a, b) => (a.absolute < b.absolute ? -1 : 1));
  const entries = visible.map(({ absolute, isRealDir }) => ({ entry: entryAt(volume, absolute), absolute, isRealDir }));
  if (!recursive) {
    for (const { entry } of entries) yield entry;
    return;
  }
  for (const { entry } of entries) if (entry.isDir) yield entry;
  for (const { entry } of entries) if (!entry.isDir) yield entry;
  for (const { absolute, isRealDir } of entries) if (isRealDir) yield* entriesBelow(volume, absolute, true);
}

function entryAt(volume: Volume, absolute: string): ArtifactEntry {
  const { mode, size, mtimeMs } = volume.stat(absolute);
  return { path: relativeToWorkspace(absolute), isDir: (mode & S_IFMT) === S_IFDIR, size, mtime: mtimeMs / 1000 };
}
