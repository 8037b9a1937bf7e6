import { beforeEach, describe, expect, it } from "vitest";
import type { Volume } from "../../src/volume/volume.ts";
import { bytes, errnoOf, expectFailure, textOf, volumeWith } from "./fixtures.ts";

describe("maxWorkspaceBytes", () => {
  let volume: Volume;
  beforeEach(() => {
    volume = volumeWith({ maxWorkspaceBytes: 100, maxFileBytes: 90 });
    volume.writeFile("/workspace/a", new Uint8Array(80));
  });

  it("counts every directory of the slot", () => {
    volume.writeFile("/tmp/b", new Uint8Array(10));
    volume.writeFile("/root/c", new Uint8Array(10));
    expect(volume.usedBytes).toBe(100);
    for (const path of ["/workspace/d", "/tmp/d", "/root/d"])
      expectFailure(volume, () => volume.writeFile(path, bytes("x")), "ENOSPC");
    volume.writeFile("/tmp/empty", new Uint8Array(0));
  });

  it.each<[string, (volume: Volume) => void]>([
    ["write", (v) => v.writeFile("/tmp/b", new Uint8Array(21))],
    ["overwrite", (v) => v.writeFile("/tmp/small", new Uint8Array(21))],
    ["append", (v) => v.writeFile("/tmp/small", new Uint8Array(20), { append: true })],
    ["truncate", (v) => v.truncate("/tmp/small", 21)],
    ["copy", (v) => v.copy("/workspace/a", "/tmp/b", false)],
    ["symlink", (v) => v.symlink("x".repeat(21), "/tmp/b")],
  ])("refuses a %s beyond it", (_, operation) => {
    volume.writeFile("/tmp/small", bytes("s"));
    expectFailure(volume, () => operation(volume), "ENOSPC");
    volume.unlink("/workspace/a");
    expect(errnoOf(() => volume.writeFile("/tmp/b", new Uint8Array(90)))).toBe("ok");
  });

  it("lets a file be exactly as large as there is room", () => {
    volume.writeFile("/workspace/b", new Uint8Array(20));
    volume.writeFile("/workspace/b", new Uint8Array(10));
    volume.writeFile("/workspace/b", new Uint8Array(10), { append: true });
    expect(volume.usedBytes).toBe(100);
  });

  it("frees bytes with the last hard link", () => {
    volume.link("/workspace/a", "/workspace/b");
    volume.link("/workspace/a", "/tmp/c");
    expect(volume.usedBytes).toBe(80);
    volume.unlink("/workspace/a");
    volume.removeTree("/workspace/b");
    expectFailure(volume, () => volume.writeFile("/workspace/d", new Uint8Array(21)), "ENOSPC");
    volume.unlink("/tmp/c");
    expect([volume.usedBytes, volume.usedInodes]).toEqual([0, 0]);
  });

  it("frees what a rename replaces", () => {
    volume.writeFile("/workspace/b", new Uint8Array(20));
    volume.rename("/workspace/b", "/workspace/a");
    expect([volume.usedBytes, volume.usedInodes]).toEqual([20, 1]);
  });

  it("frees a whole tree, hard links within it and out of it", () => {
    volume.mkdirp("/workspace/t/u");
    volume.rename("/workspace/a", "/workspace/t/a");
    volume.link("/workspace/t/a", "/workspace/t/u/b");
    volume.writeFile("/workspace/t/kept", bytes("kept"));
    volume.link("/workspace/t/kept", "/tmp/kept");
    volume.removeTree("/workspace/t");
    expect([volume.usedBytes, volume.usedInodes]).toEqual([4, 1]);
    expect(textOf(volume, "/tmp/kept")).toBe("kept");
    expect(volume.stat("/tmp/kept").nlink).toBe(1);
  });

  it("counts the targets of symbolic links, which are memory, too", () => {
    volume.symlink("x".repeat(20), "/workspace/l");
    expect(volume.usedBytes).toBe(100);
    volume.unlink("/workspace/l");
    expect(volume.usedBytes).toBe(80);
  });
});

describe("maxFiles", () => {
  it.each<[string, (volume: Volume) => void]>([
    ["file", (v) => v.writeFile("/workspace/new", bytes(""))],
    ["directory", (v) => v.mkdir("/workspace/new")],
    ["directory with its parents", (v) => v.mkdirp("/tmp/new/er")],
    ["symbolic link", (v) => v.symlink("a", "/workspace/new")],
    // A name costs memory like a file does: without it a loop of `ln` would never end.
    ["hard link", (v) => v.link("/workspace/a", "/workspace/new")],
    ["copy", (v) => v.copy("/workspace/a", "/workspace/new", false)],
  ])("refuses one more %s", (_, operation) => {
    const volume = volumeWith({ maxFiles: 2 });
    volume.writeFile("/workspace/a", bytes("a"));
    volume.mkdir("/tmp/b");
    expectFailure(volume, () => operation(volume), "ENOSPC");
    volume.rmdir("/tmp/b");
    volume.rename("/workspace/a", "/workspace/b");
    volume.writeFile("/workspace/b", bytes("still writable"));
    expect(volume.usedInodes).toBe(1);
  });

  it("doesn't count what is there from the start", () => {
    expect(volumeWith().usedInodes).toBe(0);
  });
});

describe("maxFileBytes", () => {
  it.each<[string, (volume: Volume) => void]>([
    ["write", (v) => v.writeFile("/workspace/new", new Uint8Array(11))],
    ["overwrite", (v) => v.writeFile("/workspace/a", new Uint8Array(11))],
    ["append", (v) => v.writeFile("/workspace/a", bytes("x"), { append: true })],
    ["truncate", (v) => v.truncate("/workspace/a", 11)],
    ["truncate to 2⁵³ − 1", (v) => v.truncate("/workspace/a", Number.MAX_SAFE_INTEGER)],
  ])("refuses a %s beyond it", (_, operation) => {
    const volume = volumeWith({ maxFileBytes: 10 });
    volume.writeFile("/workspace/a", new Uint8Array(10));
    expectFailure(volume, () => operation(volume), "EFBIG");
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "is not reached by truncate to %s: EINVAL",
    (size) => {
      const volume = volumeWith();
      volume.writeFile("/workspace/a", bytes("abc"));
      expectFailure(volume, () => volume.truncate("/workspace/a", size), "EINVAL");
    },
  );
});

describe("maxDepth", () => {
  const volumeAtDepth = (): Volume => {
    const volume = volumeWith({ maxDepth: 3 });
    // Directories above what is in /workspace/1/2: three.
    volume.mkdirp("/workspace/1/2");
    volume.writeFile("/workspace/1/2/f", bytes("deep"));
    volume.mkdir("/workspace/1/2/d");
    return volume;
  };

  it.each<[string, (volume: Volume) => void]>([
    ["a file", (v) => v.writeFile("/workspace/1/2/d/f", bytes("x"))],
    ["a directory", (v) => v.mkdir("/workspace/1/2/d/e")],
    ["a path of directories", (v) => v.mkdirp("/workspace/x/y/z/too-deep")],
    ["a symbolic link", (v) => v.symlink("x", "/workspace/1/2/d/l")],
    ["a hard link", (v) => v.link("/workspace/1/2/f", "/workspace/1/2/d/g")],
    ["a file that is moved", (v) => v.rename("/workspace/1/2/f", "/workspace/1/2/d/f")],
    ["a directory that is moved with a file in it", (v) => v.rename("/tmp/with-file", "/workspace/1/2/moved")],
    ["a tree that is copied", (v) => v.copy("/tmp/with-file", "/workspace/1/2/copied", true)],
  ])("refuses %s below it", (_, operation) => {
    const volume = volumeAtDepth();
    volume.mkdir("/tmp/with-file");
    volume.writeFile("/tmp/with-file/f", bytes("x"));
    expectFailure(volume, () => operation(volume), "ENAMETOOLONG");
  });

  it("lets an empty directory be the last level", () => {
    const volume = volumeAtDepth();
    volume.mkdir("/tmp/empty");
    volume.rename("/tmp/empty", "/workspace/1/2/moved");
    expect(volume.readdir("/workspace/1/2").map(({ name }) => name)).toEqual(["moved", "d", "f"]);
  });
});
