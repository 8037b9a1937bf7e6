import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { S_IFDIR, S_IFLNK, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { errnoOf, LIMITS, stateOf, volumeWith } from "./fixtures.ts";
import { checkTwice } from "./fuzz.ts";
import { operations, runOnVolume } from "./operations.ts";

describe("whatever is done to a delta", () => {
  type Path = (string | number)[];

  /** Every leaf of a delta, as the way to it. */
  function leavesOf(value: unknown, path: Path = []): Path[] {
    if (value instanceof Uint8Array || typeof value !== "object" || value === null) return [path];
    return [path, ...Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]))];
  }

  function replaceAt(value: unknown, path: Path, replacement: unknown): void {
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], value);
    const last = path.at(-1);
    if (last !== undefined) (holder as Record<string | number, unknown>)[last] = replacement;
  }

  const replacements = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, "", "a", "..", 0, 1, 2, 3, 4, 5, 6, 7, -1, 1.5, Number.NaN, 1e6, [], {}),
    fc.constantFrom<unknown>(S_IFREG | 0o600, S_IFDIR | 0o700, S_IFLNK | 0o777, new Uint8Array(5), new Uint8Array(500)),
    fc.nat(30),
  );

  it("it is refused with a RangeError and changes nothing, or leaves a whole tree within the limits", () => {
    const limits = { maxFiles: 12, maxWorkspaceBytes: 1500, maxFileBytes: 600, maxDepth: 4 };
    const property = fc.property(
      fc.array(operations(["/workspace", "/tmp"]), { maxLength: 30, size: "max" }),
      fc.array(operations(["/workspace", "/tmp"]), { maxLength: 30, size: "max" }),
      fc.array(fc.tuple(fc.nat(), replacements), { minLength: 1, maxLength: 3 }),
      (before, after, mutations) => {
        const worker = volumeWith(limits);
        const main = volumeWith(limits);
        for (const operation of before) runOnVolume(worker, operation);
        main.apply(structuredClone(worker.takeDelta()));
        for (const operation of after) runOnVolume(worker, operation);
        const delta = structuredClone(worker.takeDelta());
        for (const [at, replacement] of mutations) {
          const leaves = leavesOf(delta);
          replaceAt(delta, leaves[at % leaves.length] ?? [], replacement);
        }
        const state = stateOf(main);
        try {
          main.apply(delta);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect(stateOf(main)).toEqual(state);
        }
        expectWhole(main, limits);
      },
    );
    checkTwice(property, 250);
  });

  function expectWhole(
    volume: Volume,
    { maxFiles, maxWorkspaceBytes }: { maxFiles: number; maxWorkspaceBytes: number },
  ): void {
    const { tree, usedBytes, usedInodes } = stateOf(volume);
    const inodes = new Map(tree.map((entry) => [entry.ino, entry]));
    const sizes = [...inodes.values()].map(({ content, kind }) =>
      kind === "symlink" ? Buffer.byteLength(content ?? "") : (content?.length ?? 0),
    );
    expect(usedInodes).toBe(tree.length - 3);
    expect(usedBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(usedInodes).toBeLessThanOrEqual(maxFiles);
    expect(usedBytes).toBeLessThanOrEqual(maxWorkspaceBytes);
    for (const { ino, kind, nlink } of inodes.values())
      if (kind !== "directory") expect(tree.filter((entry) => entry.ino === ino)).toHaveLength(nlink);
    // A replica can be made of it, and all of it can be removed.
    const replica = volumeWith({ ...LIMITS, maxFiles, maxWorkspaceBytes });
    replica.apply(structuredClone(volume.snapshot()));
    expect(stateOf(replica)).toEqual(stateOf(volume));
    for (const { path } of tree) if (path.split("/").length <= 3) errnoOf(() => volume.removeTree(path));
    expect([volume.usedBytes, volume.usedInodes]).toEqual([0, 0]);
  }
});
