import { describe, expect, it } from "vitest";
import type { InodeChange } from "../../src/volume/delta.ts";
import { directory, file, INO } from "./delta-samples.ts";
import { bytes, stateOf, textOf, volumeWith } from "./fixtures.ts";

describe("a delta is applied", () => {
  it("when directories swap places", () => {
    const original = volumeWith();
    const replica = volumeWith();
    original.mkdirp("/workspace/a/b/c");
    original.writeFile("/workspace/a/b/c/f", bytes("x"));
    replica.apply(structuredClone(original.takeDelta()));
    original.rename("/workspace/a/b", "/workspace/b");
    original.rename("/workspace/a", "/workspace/b/c/a");
    original.rename("/workspace/b/c", "/tmp/c");
    original.rename("/workspace/b", "/tmp/c/a/b");
    replica.apply(structuredClone(original.takeDelta()));
    expect(stateOf(replica)).toEqual(stateOf(original));
  });

  it("when the old place of what moved is gone", () => {
    const original = volumeWith();
    const replica = volumeWith();
    original.mkdirp("/workspace/gone/moved/deep");
    original.writeFile("/workspace/gone/f", bytes("x"));
    replica.apply(structuredClone(original.takeDelta()));
    original.rename("/workspace/gone/moved", "/workspace/moved");
    original.link("/workspace/gone/f", "/workspace/f");
    original.removeTree("/workspace/gone");
    replica.apply(structuredClone(original.takeDelta()));
    expect(stateOf(replica)).toEqual(stateOf(original));
  });

  it("when a file loses one name directly and another with its directory, in either order", () => {
    for (const order of [
      ["/workspace/f", "/workspace/d"],
      ["/workspace/d", "/workspace/f"],
    ]) {
      const original = volumeWith();
      const replica = volumeWith();
      original.writeFile("/workspace/f", new Uint8Array(1000));
      original.mkdir("/workspace/d");
      original.link("/workspace/f", "/workspace/d/f");
      replica.apply(structuredClone(original.takeDelta()));
      for (const path of order) original.removeTree(path);
      replica.apply(structuredClone(original.takeDelta()));
      expect([replica.usedBytes, replica.usedInodes]).toEqual([0, 0]);
    }
  });

  it("when what would have been too deep was removed before its directory moved down", () => {
    const original = volumeWith({ maxDepth: 3 });
    const replica = volumeWith({ maxDepth: 3 });
    original.mkdirp("/workspace/1/2");
    original.mkdir("/tmp/d");
    original.writeFile("/tmp/d/file", bytes("x"));
    original.mkdirp("/tmp/e/directory");
    replica.apply(structuredClone(original.takeDelta()));
    original.unlink("/tmp/d/file");
    original.rename("/tmp/d", "/workspace/1/2/d");
    original.rename("/tmp/e/directory", "/tmp/e2");
    original.rename("/tmp/e", "/workspace/1/2/e");
    replica.apply(structuredClone(original.takeDelta()));
    expect(stateOf(replica)).toEqual(stateOf(original));
  });

  it("when what it adds has room only because of what it removes", () => {
    const limits = { maxWorkspaceBytes: 1000, maxFiles: 6 };
    const original = volumeWith(limits);
    const replica = volumeWith(limits);
    original.mkdirp("/workspace/d/e");
    original.writeFile("/workspace/d/e/big", new Uint8Array(900));
    original.symlink("x".repeat(90), "/workspace/d/link");
    original.link("/workspace/d/e/big", "/workspace/d/e/second");
    replica.apply(structuredClone(original.takeDelta()));
    original.removeTree("/workspace/d");
    for (let i = 0; i < 5; i++) original.writeFile(`/workspace/${i}`, new Uint8Array(200));
    replica.apply(structuredClone(original.takeDelta()));
    expect(stateOf(replica)).toEqual(stateOf(original));
    original.writeFile("/workspace/0", new Uint8Array(0));
    original.symlink("y".repeat(200), "/workspace/link");
    replica.apply(structuredClone(original.takeDelta()));
    expect(stateOf(replica)).toEqual(stateOf(original));
  });

  it("when one buffer is the content of two files, which stay two", () => {
    const volume = volumeWith();
    const content = { offset: 0, bytes: new Uint8Array(80_000).fill(97) };
    const shared = (ino: number): InodeChange => file(ino, { size: 80_000, content });
    volume.apply({
      inodes: [
        shared(100),
        shared(101),
        directory(INO.workspace, [
          ["a", 100],
          ["b", 101],
        ]),
      ],
    });
    volume.truncate("/workspace/a", 10);
    volume.writeFile("/workspace/a", bytes("changed"), { append: true });
    expect(textOf(volume, "/workspace/b")).toBe("a".repeat(80_000));
  });
});
