import { expect } from "vitest";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { Delta, InodeChange } from "../../src/volume/delta.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { bytes, stateOf, textOf, volumeWith } from "./fixtures.ts";

/*
 * Deltas as a worker in a guest's hands would send them. With process isolation a worker is taken to be that.
 */

/** Inodes of {@link sampleVolume}; 100 and up are free. */
export const INO = { root: 1, workspace: 2, tmp: 3, file: 5, directory: 6, subdirectory: 7, symlink: 8 } as const;

/** A volume with /workspace/{f,d,d/e,l}. */
export function sampleVolume(): Volume {
  const volume = volumeWith();
  volume.writeFile("/workspace/f", bytes("hello"));
  volume.mkdirp("/workspace/d/e");
  volume.symlink("f", "/workspace/l");
  const inodes = ["/", "/workspace", "/tmp", "/workspace/f", "/workspace/d", "/workspace/d/e", "/workspace/l"];
  expect(inodes.map((path) => volume.lstat(path).ino)).toEqual(Object.values(INO));
  return volume;
}

export function expectRefused(volume: Volume, delta: unknown): void {
  const before = stateOf(volume);
  expect(() => volume.apply(delta as Delta)).toThrow(RangeError);
  expect(stateOf(volume)).toEqual(before);
  // The tree is whole: the volume still works.
  volume.writeFile("/workspace/after", bytes("ok"));
  expect(textOf(volume, "/workspace/after")).toBe("ok");
}

/** Owner and times of an inode. */
export const META = { uid: 0, gid: 0, atimeMs: 1, atimeNs: 0, mtimeMs: 1, mtimeNs: 0, ctimeMs: 1, ctimeNs: 0 };

export type Fields = Partial<Record<string, unknown>>;

export const file = (ino: number, fields: Fields = {}): InodeChange =>
  ({
    kind: "file",
    ino,
    mode: S_IFREG | 0o644,
    ...META,
    size: 1,
    content: { offset: 0, bytes: bytes("x") },
    ...fields,
  }) as InodeChange;

export const directory = (
  ino: number,
  set: unknown[] = [],
  removed: unknown[] = [],
  fields: Fields = {},
): InodeChange => ({ kind: "directory", ino, mode: S_IFDIR | 0o755, ...META, removed, set, ...fields }) as InodeChange;

export const symlink = (ino: number, target: unknown): InodeChange =>
  ({ kind: "symlink", ino, mode: S_IFLNK | 0o777, ...META, target }) as InodeChange;

/** A new inode in the workspace under a name. */
export const named = (change: InodeChange, name: unknown = "new"): Delta => ({
  inodes: [change, directory(INO.workspace, [[name, change.ino]])],
});

export const inWorkspace = (set: unknown[], removed: unknown[] = []): Delta => ({
  inodes: [directory(INO.workspace, set, removed)],
});
