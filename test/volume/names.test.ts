import { describe, expect, it } from "vitest";
import { bytes, expectFailure, textOf, volumeWith } from "./fixtures.ts";

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
        expectFailure(volume, operation, "ENAMETOOLONG");
    }
  });

  it("may have 4,095 bytes in all", () => {
    const volume = volumeWith();
    const path = `/workspace/${"./".repeat(2041)}a`;
    expect(path.length).toBe(4094);
    volume.writeFile(`${path}b`, bytes("x"));
    expectFailure(volume, () => volume.writeFile(`${path}bc`, bytes("x")), "ENAMETOOLONG");
    expectFailure(volume, () => volume.writeFile(`/workspace/${"é/".repeat(1400)}a`, bytes("x")), "ENAMETOOLONG");
    expectFailure(volume, () => volume.stat(`/${"x".repeat(1e6)}`), "ENAMETOOLONG");
    expect(volume.readdir("/workspace")).toMatchObject([{ name: "ab" }]);
  });

  it("of symbolic links' targets have the same limits", () => {
    const volume = volumeWith();
    volume.symlink("x".repeat(4095), "/workspace/l");
    expectFailure(volume, () => volume.symlink("x".repeat(4096), "/workspace/m"), "ENAMETOOLONG");
    expectFailure(volume, () => volume.symlink("é".repeat(2048), "/workspace/m"), "ENAMETOOLONG");
    expectFailure(volume, () => volume.symlink("", "/workspace/m"), "ENOENT");
    expectFailure(volume, () => volume.symlink("a\0b", "/workspace/m"), "EINVAL");
    expectFailure(volume, () => volume.symlink("\ud800", "/workspace/m"), "EILSEQ");
    expectFailure(volume, () => volume.stat("/workspace/l"), "ENAMETOOLONG");
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
      expectFailure(volume, operation, code);
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
