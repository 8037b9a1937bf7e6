import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { ArchiveArtifactsOptions, ArtifactArchive } from "../../src/api/artifacts.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/api/limits.ts";
import { archiveArtifacts } from "../../src/artifacts/archive.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { checkTwiceAsync } from "../volume/fuzz.ts";
import { limitsWith, ODD_LIMITS, workspaceWith } from "./fixtures.ts";
import { namesIn, removeScratch, scratchFolder, unpack } from "./unpack.ts";

async function archive(
  volume: Volume,
  path = ".",
  options: ArchiveArtifactsOptions = {},
  limits: Limits = DEFAULT_LIMITS,
): Promise<ArtifactArchive> {
  const result = await archiveArtifacts(volume, path, options, limits);
  if (!result.success) throw new Error(result.error);
  return result;
}

afterAll(removeScratch);

describe("archiveArtifacts", () => {
  it("holds regular files with names relative to the workspace, sorted", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 256);
    const volume = workspaceWith({
      "b/x.bin": bytes,
      "a.txt": "text",
      "b/c/d/e": "deep",
      "b.txt": "beside b",
      empty: "",
    });
    volume.mkdir("/workspace/empty-folder");
    const result = await archive(volume);
    expect(result).toMatchObject({ success: true, encoding: "base64", format: "tar.gz", entryCount: 5 });
    expect(result.bytes).toBe(Buffer.from(result.content, "base64").length);
    expect(namesIn(result)).toEqual(["a.txt", "b.txt", "b/c/d/e", "b/x.bin", "empty"]);
    const files = unpack(result);
    expect(files.get("b/x.bin")).toEqual(Buffer.from(bytes));
    expect(files.get("b/c/d/e")?.toString()).toBe("deep");
    expect(files.get("empty")).toHaveLength(0);
  });

  it("of a folder or a file still names them from the workspace", async () => {
    const volume = workspaceWith({ "a/b/c.txt": "c", "a/d": "d", e: "e" });
    expect(namesIn(await archive(volume, "a"))).toEqual(["a/b/c.txt", "a/d"]);
    expect(namesIn(await archive(volume, "a/b/c.txt"))).toEqual(["a/b/c.txt"]);
    volume.mkdir("/workspace/empty");
    expect(await archive(volume, "empty")).toMatchObject({ entryCount: 0 });
    expect(namesIn(await archive(volume, "empty"))).toEqual([]);
  });

  it("refuses what hard links make too large before it is packed", async () => {
    const volume = workspaceWith({ large: new Uint8Array(100_000) });
    for (let i = 0; i < 9; i++) volume.link("/workspace/large", `/workspace/link${i}`);
    const limits = { ...DEFAULT_LIMITS, maxWorkspaceBytes: 900_000 };
    expect(await archiveArtifacts(volume, ".", {}, limits)).toMatchObject({
      success: false,
      error: "Archive too large: more than 900000 bytes before compression",
    });
    volume.unlink("/workspace/link0");
    expect(await archiveArtifacts(volume, ".", {}, limits)).toMatchObject({ success: true, entryCount: 9 });
  });

  it("keeps the permission bits", async () => {
    const volume = workspaceWith({ run: "#!/bin/sh\n", secret: "x" });
    volume.chmod("/workspace/run", 0o4755);
    volume.chmod("/workspace/secret", 0o600);
    const result = await archive(volume);
    const folder = scratchFolder();
    execFileSync("tar", ["-xpzf", "-", "-C", folder], { input: Buffer.from(result.content, "base64") });
    expect(statSync(join(folder, "run")).mode & 0o7777).toBe(0o755);
    expect(statSync(join(folder, "secret")).mode & 0o7777).toBe(0o600);
    expect(statSync(join(folder, "run")).mtimeMs).toBe(0);
  });

  it("holds what links inside lead to, and nothing from outside", async () => {
    const volume = workspaceWith({ "dir/file": "content" });
    volume.writeFile("/tmp/secret", Buffer.from("secret"));
    volume.symlink("dir/file", "/workspace/link");
    volume.symlink("dir", "/workspace/dirlink");
    volume.symlink("/tmp/secret", "/workspace/out");
    volume.symlink("/tmp", "/workspace/outdir");
    volume.symlink("nowhere", "/workspace/dangling");
    volume.symlink("loop", "/workspace/loop");
    volume.link("/workspace/dir/file", "/workspace/hard");
    const files = unpack(await archive(volume));
    expect([...files].map(([name, content]) => [name, content.toString()]).sort()).toEqual([
      ["dir/file", "content"],
      ["hard", "content"],
      ["link", "content"],
    ]);
    expect(namesIn(await archive(volume, "dirlink"))).toEqual(["dir/file"]);
    expect(namesIn(await archive(volume, "link"))).toEqual(["dir/file"]);
  });

  it("is the same byte for byte for equal files, in whatever order and when they were made", async () => {
    const files = { "z/1": "one", a: "two", "m/n/o": "three", é: "four" };
    const first = workspaceWith(files);
    const second = workspaceWith(Object.fromEntries(Object.entries(files).reverse()));
    for (const path of ["z/1", "a", "m/n/o"]) second.utimes(`/workspace/${path}`, 86_400_000);
    second.writeFile("/workspace/gone", Buffer.from("x"));
    second.unlink("/workspace/gone");
    const third = createBareVolume(DEFAULT_LIMITS);
    third.apply(structuredClone(second.snapshot()));
    const contents = await Promise.all([first, second, third].map(async (volume) => (await archive(volume)).content));
    expect(new Set(contents).size).toBe(1);
    const header = Buffer.from(contents[0] ?? "", "base64").subarray(0, 10);
    expect([...header]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  });

  it("is of the moment it was asked for, though the trajectory goes on", async () => {
    const volume = workspaceWith({ a: "x".repeat(100_000), b: "before" });
    const pending = archive(volume);
    volume.writeFile("/workspace/b", Buffer.from("after"));
    volume.truncate("/workspace/a", 50_000);
    volume.writeFile("/workspace/a", Buffer.from("y".repeat(50_000)), { append: true });
    const files = unpack(await pending);
    expect(files.get("a")?.toString()).toBe("x".repeat(100_000));
    expect(files.get("b")?.toString()).toBe("before");
  });

  it.each([99, 100, 101, 155, 156, 200, 255])("unpacks names of %s bytes, alone and in folders", async (length) => {
    const name = "n".repeat(length);
    const wide = "é".repeat(Math.floor(length / 2));
    const names = [
      name,
      `folder/${name}`,
      `${name}.d`.slice(-255).concat("/f"),
      `${wide}/${wide}`,
      `deep/${"d/".repeat(60)}${wide}`,
    ];
    const volume = workspaceWith(Object.fromEntries(names.map((path) => [path, path])));
    const files = unpack(await archive(volume));
    expect([...files.keys()].sort()).toEqual([...names].sort());
    for (const path of names) expect(files.get(path)?.toString("utf8")).toBe(path);
  });

  it("unpacks odd names", async () => {
    const names = [
      "-rf",
      "--",
      " ",
      "a b",
      "a\\b",
      "a\nb",
      "'\"",
      "*?[",
      "日本語.txt",
      "😀",
      "e\u0301",
      ".hidden",
      "a:b",
      "~",
      "$HOME",
      "\x7f\x01",
    ];
    const volume = workspaceWith(Object.fromEntries(names.map((path) => [path, path])));
    const files = unpack(await archive(volume));
    expect([...files.keys()].sort()).toEqual([...names].sort());
  });

  it("unpacks to the same files, whatever they are called", async () => {
    const name = fc
      .oneof(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 90 }),
        fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 120 }),
      )
      .map((text) => text.replaceAll(/[/\0]/g, "_"))
      .filter((text) => text !== "." && text !== ".." && Buffer.byteLength(text) <= 255 && text.isWellFormed());
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const files = fc.dictionary(path, fc.uint8Array({ maxLength: 700 }), {
      minKeys: 1,
      maxKeys: 5,
      noNullPrototype: true,
    });
    const property = fc.asyncProperty(files, async (contents) => {
      const volume = createBareVolume(DEFAULT_LIMITS);
      const made = new Map<string, Buffer>();
      for (const [file, content] of Object.entries(contents)) {
        const absolute = `/workspace/${file}`;
        try {
          volume.mkdirp(absolute.slice(0, absolute.lastIndexOf("/")));
          volume.writeFile(absolute, content);
          made.set(file, Buffer.from(content));
        } catch {
          // One path may need as a folder what another has made a file.
        }
      }
      expect(unpack(await archive(volume))).toEqual(made);
    });
    await checkTwiceAsync(property, 20);
  });

  it("refuses an archive larger than the limit, and says how large it is", async () => {
    const volume = workspaceWith({
      noise: Uint8Array.from({ length: 10_000 }, (_, i) => ((i * i * 31) % 251) ^ (i >> 3)),
    });
    const { bytes } = await archive(volume);
    const error = (maxBytes: number, limits = DEFAULT_LIMITS) => archiveArtifacts(volume, ".", { maxBytes }, limits);
    expect(await error(bytes)).toMatchObject({ success: true });
    expect(await error(bytes - 1)).toEqual({
      success: false,
      code: "too_large",
      error: `Archive too large: ${bytes} bytes (max ${bytes - 1})`,
      bytes,
    });
    expect(await error(0)).toMatchObject({ error: `Archive too large: ${bytes} bytes (max 1)` });
    expect(await error(1e9, limitsWith({ maxArtifactBytes: 50 }))).toMatchObject({
      error: `Archive too large: ${bytes} bytes (max 50)`,
    });
  });

  it.each(ODD_LIMITS)("clamps a maxEntries of %s to the first names", async (maxEntries, clamped) => {
    const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
    const volume = workspaceWith(Object.fromEntries(names.map((name) => [name, name])));
    const result = await archive(volume, ".", { maxEntries }, limitsWith({ maxArtifactEntries: 10 }));
    expect(result.entryCount).toBe(clamped);
    expect(namesIn(result)).toEqual(names.sort().slice(0, clamped));
  });

  it("knows tar.gz by two names and no other format", async () => {
    const volume = workspaceWith({ f: "" });
    expect(await archive(volume, ".", { format: "tgz" })).toEqual(await archive(volume, ".", { format: "tar.gz" }));
    for (const format of ["zip", "tar", "", "TAR.GZ"])
      expect(await archiveArtifacts(volume, "missing", { format: format as "tgz" }, DEFAULT_LIMITS)).toEqual({
        success: false,
        code: "unsupported_format",
        error: `Unsupported archive format: ${format}`,
      });
  });

  it("says what is wrong with the path", async () => {
    const volume = workspaceWith();
    expect(await archiveArtifacts(volume, "missing", {}, DEFAULT_LIMITS)).toMatchObject({
      error: "Not found: missing",
    });
    expect(await archiveArtifacts(volume, "..", {}, DEFAULT_LIMITS)).toMatchObject({ code: "access_denied" });
  });

  it("leaves out what has a longer path than a path can be", async () => {
    const volume = workspaceWith({ shallow: "" });
    const long = `${"d".repeat(250)}/`.repeat(12);
    volume.mkdirp(`/workspace/a/${long}`);
    volume.mkdirp(`/workspace/b/${long}`);
    volume.writeFile(`/workspace/b/${long}f`, new Uint8Array(0));
    volume.rename("/workspace/b", `/workspace/a/${long}b`);
    expect(namesIn(await archive(volume))).toEqual(["shallow"]);
  });
});
