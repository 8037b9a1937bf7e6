import { describe, expect, it, vi } from "vitest";
import type { ListArtifactsOptions } from "../../src/api/artifacts.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/api/limits.ts";
import { listArtifacts } from "../../src/artifacts/list.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { limitsWith, ODD_LIMITS, workspaceWith } from "./fixtures.ts";

function pathsOf(volume: Volume, path: string, options: ListArtifactsOptions = {}, limits: Limits = DEFAULT_LIMITS) {
  const list = listArtifacts(volume, path, options, limits);
  if (!list.success) throw new Error(list.error);
  return list.entries.map((entry) => entry.path + (entry.isDir ? "/" : ""));
}

describe("listArtifacts", () => {
  it("sorts a folder by name", () => {
    const volume = workspaceWith({ "b.txt": "bb", "a/x": "", C: "ccc", "a.txt": "" });
    volume.utimes("/workspace/b.txt", 1_234_567);
    const list = listArtifacts(volume, ".", {}, DEFAULT_LIMITS);
    expect(list).toMatchObject({ success: true, truncated: false });
    expect(pathsOf(volume, ".")).toEqual(["C", "a/", "a.txt", "b.txt"]);
    expect(list.success && list.entries[3]).toEqual({ path: "b.txt", isDir: false, size: 2, mtime: 1234.567 });
  });

  it("gives a folder's folders before its files, each sorted, and then what is in the folders, when recursive", () => {
    const volume = workspaceWith({
      "z/deep/file": "",
      "z/a.txt": "",
      "b/file": "",
      "a.txt": "",
      "y.txt": "",
      "b/c/file": "",
    });
    expect(pathsOf(volume, ".", { recursive: true })).toEqual([
      "b/",
      "z/",
      "a.txt",
      "y.txt",
      "b/c/",
      "b/file",
      "b/c/file",
      "z/deep/",
      "z/a.txt",
      "z/deep/file",
    ]);
    expect(pathsOf(volume, "z", { recursive: true })).toEqual(["z/deep/", "z/a.txt", "z/deep/file"]);
    expect(pathsOf(volume, "z")).toEqual(["z/a.txt", "z/deep/"]);
  });

  it("sorts by code point, as Python does", () => {
    const names = ["\uff5e", "😀", "z", "é", "\ue000", "ab", "a", "a-b", "A"];
    const volume = workspaceWith(Object.fromEntries(names.map((name) => [name, ""])));
    expect(pathsOf(volume, ".")).toEqual(["A", "a", "a-b", "ab", "z", "é", "\ue000", "\uff5e", "😀"]);
  });

  it("lists a file by itself, and an empty folder as nothing", () => {
    const volume = workspaceWith({ "a/b.txt": "content" });
    volume.mkdir("/workspace/empty");
    expect(listArtifacts(volume, "a/b.txt", { recursive: true }, DEFAULT_LIMITS)).toMatchObject({
      entries: [{ path: "a/b.txt", isDir: false, size: 7 }],
      truncated: false,
    });
    expect(listArtifacts(volume, "empty", {}, DEFAULT_LIMITS)).toEqual({
      success: true,
      entries: [],
      truncated: false,
    });
  });

  it("says that it was cut as soon as the limit was reached", () => {
    const volume = workspaceWith({ a: "", b: "", c: "" });
    const list = (maxEntries: number) => listArtifacts(volume, ".", { maxEntries }, DEFAULT_LIMITS);
    expect(list(2)).toMatchObject({ truncated: true, entries: [{ path: "a" }, { path: "b" }] });
    expect(list(3)).toMatchObject({ truncated: true });
    expect(list(4)).toMatchObject({ truncated: false });
  });

  it.each(ODD_LIMITS)("clamps a maxEntries of %s", (maxEntries, clamped) => {
    const volume = workspaceWith(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, ""])));
    const limits = limitsWith({ maxArtifactEntries: 10 });
    for (const recursive of [true, false])
      expect(pathsOf(volume, ".", { maxEntries, recursive }, limits)).toHaveLength(clamped);
  });

  it("leaves out links that lead outside or nowhere, and shows the others as what they lead to", () => {
    const volume = workspaceWith({ "dir/file": "12345" });
    volume.writeFile("/tmp/secret", Buffer.from("secret"));
    volume.symlink("dir/file", "/workspace/to-file");
    volume.symlink("dir", "/workspace/to-dir");
    volume.symlink("..", "/workspace/dir/up");
    volume.symlink("/tmp/secret", "/workspace/out");
    volume.symlink("../../tmp", "/workspace/dir/out");
    volume.symlink("nowhere", "/workspace/dangling");
    volume.symlink("loop", "/workspace/loop");
    expect(pathsOf(volume, ".", { recursive: true })).toEqual(["dir/", "to-dir/", "to-file", "dir/up/", "dir/file"]);
    expect(listArtifacts(volume, ".", {}, DEFAULT_LIMITS)).toMatchObject({
      entries: [{ path: "dir" }, { path: "to-dir", isDir: true }, { path: "to-file", isDir: false, size: 5 }],
    });
    expect(pathsOf(volume, "to-dir")).toEqual(["dir/file", "dir/up/"]);
  });

  it("says what is wrong, in the words of the wire format", () => {
    const volume = workspaceWith({});
    volume.symlink("/tmp", "/workspace/out");
    const error = (path: string) => {
      const list = listArtifacts(volume, path, {}, DEFAULT_LIMITS);
      return list.success ? "" : `${list.code}: ${list.error}`;
    };
    expect(error("missing")).toBe("not_found: Not found: missing");
    expect(error("out")).toBe("access_denied: Access denied: path outside workspace");
    expect(error("/")).toBe("access_denied: Access denied: path outside workspace");
  });

  it("looks at no more of a large folder than it shows", () => {
    const volume = createBareVolume(DEFAULT_LIMITS);
    for (let i = 0; i < 20_000; i++) volume.writeFile(`/workspace/${i}`, new Uint8Array(0));
    const looks = vi.spyOn(volume, "stat");
    const ways = vi.spyOn(volume, "realpath");
    for (const recursive of [false, true]) {
      expect(pathsOf(volume, ".", { maxEntries: 10, recursive })).toHaveLength(10);
      // The ten, the folder, and what leads to it.
      expect(looks.mock.calls.length).toBeLessThan(20);
      expect(ways.mock.calls.length).toBeLessThan(20);
      vi.clearAllMocks();
    }
  });

  it("leaves out what has a longer path than a path can be", () => {
    const volume = workspaceWith({ shallow: "" });
    const long = `${"d".repeat(250)}/`.repeat(12);
    volume.mkdirp(`/workspace/a/${long}`);
    volume.mkdirp(`/workspace/b/${long}`);
    volume.writeFile(`/workspace/b/${long}f`, new Uint8Array(0));
    volume.rename("/workspace/b", `/workspace/a/${long}b`);
    expect(pathsOf(volume, ".", { recursive: true }).every((path) => path.length < 4096)).toBe(true);
    expect(pathsOf(volume, ".", { recursive: true })).toContain("shallow");
  });
});
