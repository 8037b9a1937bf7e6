import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Volume } from "../../src/volume/volume.ts";
import { errnoOf, LIMITS, stateOf, volumeWith } from "./fixtures.ts";
import { checkTwice } from "./fuzz.ts";
import { mutate, mutations } from "./mutated-delta.ts";
import { operations, runOnVolume } from "./operations.ts";

describe("whatever is done to a delta", () => {
  it("it is refused with a RangeError and changes nothing, or leaves a whole tree within the limits", () => {
    const limits = { maxFiles: 12, maxWorkspaceBytes: 1500, maxFileBytes: 600, maxDepth: 4 };
    const property = fc.property(
      fc.array(operations(["/workspace", "/tmp"]), { maxLength: 30, size: "max" }),
      fc.array(operations(["/workspace", "/tmp"]), { maxLength: 30, size: "max" }),
      mutations,
      (before, after, changes) => {
        const worker = volumeWith(limits);
        const main = volumeWith(limits);
        for (const operation of before) runOnVolume(worker, operation);
        main.apply(structuredClone(worker.takeDelta()));
        for (const operation of after) runOnVolume(worker, operation);
        const delta = structuredClone(worker.takeDelta());
        mutate(delta, changes);
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
