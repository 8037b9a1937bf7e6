import { beforeEach, describe, expect, it } from "vitest";
import type { InodeChange } from "../../src/volume/delta.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { directory, expectRefused, file, INO, inWorkspace, named, sampleVolume, symlink } from "./delta-samples.ts";
import { LIMITS } from "./fixtures.ts";

describe("a delta is refused, and nothing of it is applied,", () => {
  let volume: Volume;
  beforeEach(() => {
    volume = sampleVolume();
  });

  it("that has an inode twice", () => {
    expectRefused(volume, { inodes: [file(INO.file, { size: 5, content: undefined }), file(INO.file)] });
    expectRefused(volume, { inodes: [...named(file(100)).inodes, file(100)] });
  });

  it("that names an unknown inode", () => expectRefused(volume, inWorkspace([["new", 100]])));

  it("that has an inode no directory names", () => {
    expectRefused(volume, { inodes: [file(100)] });
    expectRefused(volume, { inodes: [symlink(100, "x")] });
    expectRefused(volume, { inodes: [directory(100)] });
    expectRefused(volume, { inodes: [directory(100, [["f", 101]]), file(101)] });
  });

  it("that sets a name twice", () => {
    expectRefused(volume, {
      inodes: [
        file(100),
        file(101),
        directory(INO.workspace, [
          ["new", 100],
          ["new", 101],
        ]),
      ],
    });
  });

  it("that gives a directory two names", () => {
    expectRefused(volume, inWorkspace([["second", INO.directory]]));
    expectRefused(volume, { inodes: [directory(INO.tmp, [["second", INO.directory]])] });
    expectRefused(volume, {
      inodes: [
        directory(100),
        directory(INO.workspace, [
          ["a", 100],
          ["b", 100],
        ]),
      ],
    });
    expectRefused(volume, {
      inodes: [directory(INO.workspace, [["a", INO.directory]], ["d"]), directory(INO.tmp, [["b", INO.directory]])],
    });
  });

  it("that puts a directory into itself", () => {
    expectRefused(volume, {
      inodes: [directory(INO.directory, [["me", INO.directory]]), directory(INO.workspace, [], ["d"])],
    });
    expectRefused(volume, {
      inodes: [directory(INO.subdirectory, [["up", INO.directory]]), directory(INO.workspace, [], ["d"])],
    });
    expectRefused(volume, { inodes: [directory(100, [["a", 101]]), directory(101, [["b", 100]])] });
    expectRefused(volume, { inodes: [directory(INO.directory, [["up", INO.root]])] });
    expectRefused(volume, { inodes: [directory(100, [["up", INO.root]]), directory(INO.workspace, [["new", 100]])] });
    expectRefused(volume, { inodes: [directory(INO.directory, [["up", INO.workspace]])] });
  });

  it("that changes a directory it removes", () => {
    expectRefused(volume, {
      inodes: [directory(INO.workspace, [], ["d"]), directory(INO.directory, [["f", 100]]), file(100)],
    });
    expectRefused(volume, { inodes: [directory(INO.workspace, [], ["d"]), directory(INO.subdirectory, [], [])] });
  });

  it.each<[string, InodeChange[]]>([
    ["removes the workspace", [directory(INO.root, [], ["workspace"])]],
    ["removes /tmp and /root", [directory(INO.root, [], ["tmp", "root"])]],
    ["puts a file into the root in place of the programs", [directory(INO.root, [["usr", 100]]), file(100)]],
    ["puts a directory into the root in place of the devices", [directory(INO.root, [["dev", 100]]), directory(100)]],
    ["puts a link in the workspace's place", [directory(INO.root, [["workspace", 100]]), symlink(100, "/etc")]],
    ["puts another directory in the workspace's place", [directory(INO.root, [["workspace", 100]]), directory(100)]],
    ["puts /tmp in the workspace's place", [directory(INO.root, [["workspace", INO.tmp]])]],
    ["moves the workspace into /tmp", [directory(INO.tmp, [["w", INO.workspace]])]],
    [
      "moves the workspace into a new directory",
      [directory(INO.tmp, [["n", 100]]), directory(100, [["w", INO.workspace]])],
    ],
    [
      "renames the workspace",
      [
        directory(INO.root, [
          ["workspace", INO.workspace],
          ["w", INO.workspace],
        ]),
      ],
    ],
    ["changes the root's kind", [file(INO.root)]],
  ])("that %s", (_, inodes) => expectRefused(volume, { inodes }));

  it("that would go beyond maxFileBytes", () => {
    const content = { offset: 0, bytes: new Uint8Array(LIMITS.maxFileBytes + 1) };
    expectRefused(volume, named(file(100, { size: content.bytes.length, content })));
    expectRefused(volume, { inodes: [file(INO.file, { size: content.bytes.length, content })] });
  });

  it("that would go beyond maxWorkspaceBytes with what is there already", () => {
    const size = LIMITS.maxFileBytes;
    for (let i = 0; i < 9; i++) volume.writeFile(`/tmp/${i}`, new Uint8Array(size));
    const big = (ino: number): InodeChange => file(ino, { size, content: { offset: 0, bytes: new Uint8Array(size) } });
    expectRefused(volume, named(big(100)));
    // What it removes makes room.
    volume.apply({ inodes: [...named(big(100)).inodes, directory(INO.tmp, [], ["0"])] });
    expect(volume.usedBytes).toBeLessThanOrEqual(LIMITS.maxWorkspaceBytes);
    expectRefused(volume, { inodes: [big(101), directory(INO.tmp, [["again", 101]])] });
    // A second name of the same file doesn't free it.
    expectRefused(volume, {
      inodes: [
        big(101),
        directory(INO.tmp, [
          ["again", 101],
          ["moved", 100],
        ]),
        directory(INO.workspace, [], ["new"]),
      ],
    });
    expectRefused(volume, {
      inodes: [
        symlink(101, "x".repeat(4000)),
        ...[102, 103, 104].map((ino) => big(ino)),
        directory(INO.tmp, [
          ["a", 101],
          ["b", 102],
          ["c", 103],
          ["d", 104],
        ]),
      ],
    });
  });

  it("that would go beyond maxWorkspaceBytes bit by bit", () => {
    const apply = (): void => {
      for (let i = 0; i < 20; i++) {
        const content = { offset: 0, bytes: new Uint8Array(90_000) };
        volume.apply({ inodes: [file(200 + i, { size: 90_000, content }), directory(INO.tmp, [[`f${i}`, 200 + i]])] });
      }
    };
    expect(apply).toThrow(/maxWorkspaceBytes/);
    expect(volume.usedBytes).toBeLessThanOrEqual(LIMITS.maxWorkspaceBytes);
  });

  it("that would go beyond maxFiles, by new files or by more names for one", () => {
    const names = Array.from({ length: LIMITS.maxFiles }, (_, i) => [`n${i}`, INO.file]);
    expectRefused(volume, { inodes: [directory(INO.tmp, names)] });
    const files = Array.from({ length: LIMITS.maxFiles }, (_, i) => file(1000 + i));
    expectRefused(volume, {
      inodes: [
        ...files,
        directory(
          INO.tmp,
          files.map(({ ino }, i) => [`n${i}`, ino]),
        ),
      ],
    });
  });

  it("that hides more names than the system layout has, bit by bit", () => {
    const names = (from: number): string[] => Array.from({ length: 30_000 }, (_, i) => `hidden-${from + i}`);
    const hide = (index: number): void =>
      volume.apply({
        inodes: [
          directory(INO.tmp, [[`d${index}`, 200 + index]]),
          directory(200 + index, [], [], { hidden: names(0) }),
        ],
      });
    for (const index of [0, 1, 2]) hide(index);
    expect(() => hide(3)).toThrow(/hides 120000 names/);
    // What is no longer hidden, or gone, makes room.
    volume.apply({ inodes: [directory(200), directory(INO.tmp, [], ["d1"])] });
    for (const index of [3, 4]) hide(index);
    expect(() => hide(5)).toThrow(/hides 120000 names/);
  });

  it("that would go beyond maxDepth", () => {
    const chain = Array.from({ length: LIMITS.maxDepth }, (_, i) => directory(1000 + i, [["d", 1001 + i]]));
    expectRefused(volume, { inodes: [directory(INO.tmp, [["d", 1000]]), ...chain, directory(1000 + chain.length)] });
    expectRefused(volume, {
      inodes: [...chain, directory(1000 + chain.length), directory(INO.tmp, [["d", 1000]])].reverse(),
    });
  });

  it("that would go beyond maxDepth by moving a tree down", () => {
    const deep = Array.from({ length: 60 }, (_, i) => `${i}`).join("/");
    volume.mkdirp(`/tmp/a/${deep}`);
    volume.mkdirp(`/tmp/b/${deep}`);
    const a = volume.stat("/tmp/a").ino;
    const below = volume.stat(`/tmp/b/${deep}`).ino;
    expectRefused(volume, { inodes: [directory(INO.tmp, [], ["a"]), directory(below, [["a", a]])] });
  });
});
