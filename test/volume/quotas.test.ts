import { beforeEach, describe, expect, it } from "vitest";
import type { Volume } from "../../src/volume/volume.ts";
import { bytes, errnoOf, stateOf, textOf, volumeWith } from "./fixtures.ts";

/** Fails with the errno, and leaves no trace: neither in the tree, nor in the usage, nor in the next delta. */
function expectRefused(volume: Volume, operation: () => void, code: string): void {
  volume.takeDelta();
  const before = stateOf(volume);
  expect(errnoOf(operation)).toBe(code);
  expect(stateOf(volume)).toEqual(before);
  expect(volume.takeDelta().inodes.filter(({ kind }) => kind !== "directory")).toEqual([]);
}

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
      expectRefused(volume, () => volume.writeFile(path, bytes("x")), "ENOSPC");
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
    expectRefused(volume, () => operation(volume), "ENOSPC");
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
    expectRefused(volume, () => volume.writeFile("/workspace/d", new Uint8Array(21)), "ENOSPC");
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
    expectRefused(volume, () => operation(volume), "ENOSPC");
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
    expectRefused(volume, () => operation(volume), "EFBIG");
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "is not reached by truncate to %s: EINVAL",
    (size) => {
      const volume = volumeWith();
      volume.writeFile("/workspace/a", bytes("abc"));
      expectRefused(volume, () => volume.truncate("/workspace/a", size), "EINVAL");
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
    expectRefused(volume, () => operation(volume), "ENAMETOOLONG");
  });

  it("lets an empty directory be the last level", () => {
    const volume = volumeAtDepth();
    volume.mkdir("/tmp/empty");
    volume.rename("/tmp/empty", "/workspace/1/2/moved");
    expect(volume.readdir("/workspace/1/2").map(({ name }) => name)).toEqual(["f", "d", "moved"]);
  });
});

describe("names and paths", () => {
  const long = "é".repeat(127);

  it("may have 255 bytes", () => {
    const volume = volumeWith();
    volume.writeFile(`/workspace/${long}x`, bytes("x"));
    expect(volume.readdir("/workspace")).toHaveLength(1);
    for (const name of ["x".repeat(256), `${long}xx`, "😀".repeat(64)]) {
      for (const operation of [
        () => volume.writeFile(`/workspace/${name}`, bytes("x")),
        () => volume.mkdir(`/workspace/${name}`),
        () => volume.symlink("x", `/workspace/${name}`),
        () => volume.rename(`/workspace/${long}x`, `/workspace/${name}`),
        () => volume.mkdirp(`/workspace/ok/${name}`),
        () => volume.stat(`/workspace/${name}/below`),
      ])
        expectRefused(volume, operation, "ENAMETOOLONG");
    }
  });

  it("may have 4,095 bytes in all", () => {
    const volume = volumeWith();
    const path = `/workspace/${"./".repeat(2041)}a`;
    expect(path.length).toBe(4094);
    volume.writeFile(`${path}b`, bytes("x"));
    expectRefused(volume, () => volume.writeFile(`${path}bc`, bytes("x")), "ENAMETOOLONG");
    expectRefused(volume, () => volume.writeFile(`/workspace/${"é/".repeat(1400)}a`, bytes("x")), "ENAMETOOLONG");
    expectRefused(volume, () => volume.stat(`/${"x".repeat(1e6)}`), "ENAMETOOLONG");
    expect(volume.readdir("/workspace")).toMatchObject([{ name: "ab" }]);
  });

  it("of symbolic links' targets have the same limits", () => {
    const volume = volumeWith();
    volume.symlink("x".repeat(4095), "/workspace/l");
    expectRefused(volume, () => volume.symlink("x".repeat(4096), "/workspace/m"), "ENAMETOOLONG");
    expectRefused(volume, () => volume.symlink("é".repeat(2048), "/workspace/m"), "ENAMETOOLONG");
    expectRefused(volume, () => volume.symlink("", "/workspace/m"), "ENOENT");
    expectRefused(volume, () => volume.symlink("a\0b", "/workspace/m"), "EINVAL");
    expectRefused(volume, () => volume.symlink("\ud800", "/workspace/m"), "EILSEQ");
    expectRefused(volume, () => volume.stat("/workspace/l"), "ENAMETOOLONG");
  });

  it.each<[string, string, string]>([
    ["NUL", "/workspace/a\0b", "EINVAL"],
    ["a lone surrogate", "/workspace/\udc00", "EILSEQ"],
    ["nothing", "", "ENOENT"],
    ["a relative path", "workspace/f", "EINVAL"],
  ])("refuse %s in every operation", (_, path, code) => {
    const volume = volumeWith();
    volume.writeFile("/workspace/f", bytes("x"));
    for (const operation of [
      () => volume.stat(path),
      () => volume.lstat(path),
      () => volume.readFile(path),
      () => volume.readPrefix(path, 1),
      () => volume.readdir(path),
      () => volume.readlink(path),
      () => volume.realpath(path),
      () => volume.canonicalPath(path),
      () => volume.writeFile(path, bytes("x")),
      () => volume.truncate(path, 0),
      () => volume.mkdir(path),
      () => volume.mkdirp(path),
      () => volume.symlink("x", path),
      () => volume.link("/workspace/f", path),
      () => volume.link(path, "/workspace/g"),
      () => volume.unlink(path),
      () => volume.rmdir(path),
      () => volume.removeTree(path),
      () => volume.rename(path, "/workspace/g"),
      () => volume.rename("/workspace/f", path),
      () => volume.copy(path, "/workspace/g", true),
      () => volume.copy("/workspace/f", path, true),
      () => volume.chmod(path, 0o600),
      () => volume.utimes(path, 0),
    ])
      expectRefused(volume, operation, code);
    expect(volume.exists(path)).toBe(false);
  });

  it("are not what an object has by itself", () => {
    const volume = volumeWith();
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect(volume.exists(`/workspace/${name}`)).toBe(false);
      volume.writeFile(`/workspace/${name}`, bytes(name));
    }
    expect(volume.readdir("/workspace").map(({ name }) => textOf(volume, `/workspace/${name}`))).toEqual(
      volume.readdir("/workspace").map(({ name }) => name),
    );
  });
});

describe("an operation of several steps that fails on the way", () => {
  it("leaves nothing of a copy that runs out of bytes, and what it overwrote as it was", () => {
    const volume = volumeWith({ maxWorkspaceBytes: 2000 });
    volume.mkdirp("/workspace/from/sub");
    volume.writeFile("/workspace/from/a", bytes("new a"));
    volume.symlink("elsewhere", "/workspace/from/link");
    volume.writeFile("/workspace/from/sub/big", new Uint8Array(900));
    volume.writeFile("/workspace/from/z", new Uint8Array(200));
    volume.mkdirp("/workspace/to/sub");
    volume.writeFile("/workspace/to/a", bytes("the old content of a"));
    volume.symlink("old target", "/workspace/to/link");
    volume.utimes("/workspace/to/a", 1000);
    volume.utimes("/workspace/to", 2000);
    expectRefused(volume, () => volume.copy("/workspace/from", "/workspace/to", true), "ENOSPC");
    expect(textOf(volume, "/workspace/to/a")).toBe("the old content of a");
    volume.unlink("/workspace/from/z");
    volume.copy("/workspace/from", "/workspace/to", true);
    expect(textOf(volume, "/workspace/to/a")).toBe("new a");
    expect(volume.readlink("/workspace/to/link")).toBe("elsewhere");
  });

  it("leaves nothing of a copy that runs out of files or meets something in its way", () => {
    const volume = volumeWith({ maxFiles: 8 });
    volume.mkdirp("/workspace/from/sub");
    for (const name of ["a", "b", "c"]) volume.writeFile(`/workspace/from/sub/${name}`, bytes(name));
    expectRefused(volume, () => volume.copy("/workspace/from", "/tmp/to", true), "ENOSPC");
    volume.mkdir("/tmp/to");
    volume.writeFile("/tmp/to/sub", bytes("in the way"));
    expectRefused(volume, () => volume.copy("/workspace/from", "/tmp/to", true), "ENOTDIR");
    volume.unlink("/tmp/to/sub");
    volume.unlink("/workspace/from/sub/c");
    volume.rmdir("/tmp/to");
    volume.copy("/workspace/from", "/tmp/to", true);
    expect(volume.usedInodes).toBe(8);
  });

  it("is undone on replicas, too: the next delta is the truth", () => {
    const volume = volumeWith({ maxWorkspaceBytes: 300 });
    const replica = volumeWith({ maxWorkspaceBytes: 300 });
    volume.mkdirp("/workspace/from");
    volume.symlink("x", "/workspace/from/1");
    volume.writeFile("/workspace/from/2", bytes("longer than before"));
    volume.writeFile("/workspace/from/3", new Uint8Array(200));
    volume.mkdirp("/workspace/to");
    volume.writeFile("/workspace/to/1", bytes("kept"));
    volume.writeFile("/workspace/to/2", bytes("old"));
    replica.apply(structuredClone(volume.takeDelta()));
    volume.writeFile("/workspace/to/1", bytes(" and appended"), { append: true });
    expect(errnoOf(() => volume.copy("/workspace/from", "/workspace/to", true))).toBe("ENOSPC");
    replica.apply(structuredClone(volume.takeDelta()));
    expect(textOf(replica, "/workspace/to/1")).toBe("kept and appended");
    // What was replaced and put back is now the last entry, here and there.
    expect(stateOf(replica)).toEqual(stateOf(volume));
  });
});
