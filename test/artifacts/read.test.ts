import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ReadArtifactOptions } from "../../src/api/artifacts.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { readArtifact } from "../../src/artifacts/read.ts";
import type { Volume } from "../../src/volume/volume.ts";
import { limitsWith, ODD_LIMITS, workspaceWith } from "./fixtures.ts";

const read = (volume: Volume, path: string, options: ReadArtifactOptions = {}) =>
  readArtifact(volume, path, options, DEFAULT_LIMITS);
const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

describe("readArtifact", () => {
  it("gives a whole text file", () => {
    expect(read(workspaceWith({ "a/b.txt": "grüße\n" }), "a/b.txt", { includeSha256: true })).toEqual({
      success: true,
      content: "grüße\n",
      encoding: "text",
      truncated: false,
      bytes: 8,
      fileSize: 8,
      path: "a/b.txt",
      mime: "text/plain",
      sha256: sha256("grüße\n"),
    });
  });

  it("gives no hash unasked, and an empty file", () => {
    expect(read(workspaceWith({ empty: "" }), "empty")).toMatchObject({
      content: "",
      truncated: false,
      bytes: 0,
      fileSize: 0,
      sha256: null,
    });
    expect(read(workspaceWith({ empty: "" }), "empty", { includeSha256: true })).toMatchObject({ sha256: sha256("") });
  });

  it("is exact in base64", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(read(workspaceWith({ bin: bytes }), "bin", { encoding: "base64", includeSha256: true })).toMatchObject({
      content: Buffer.from(bytes).toString("base64"),
      encoding: "base64",
      bytes: 256,
      sha256: sha256(bytes),
    });
  });

  // As Python's bytes.decode("utf-8", "replace").
  it.each([
    ["a byte that never occurs", [0x61, 0xff, 0x62], "a\ufffdb"],
    ["a lone continuation", [0x80, 0x80], "\ufffd\ufffd"],
    ["a character cut short", [0xe2, 0x82, 0x41], "\ufffdA"],
    ["a character cut off", [0x41, 0xf0, 0x9f, 0x92], "A\ufffd"],
    ["a surrogate", [0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
    ["an overlong form", [0xc0, 0xaf], "\ufffd\ufffd"],
    ["NUL", [0x61, 0, 0x62], "a\0b"],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
  ])("decodes %s with replacement characters", (_, bytes, content) => {
    expect(read(workspaceWith({ f: Uint8Array.from(bytes) }), "f")).toMatchObject({ content, bytes: bytes.length });
  });

  it("cuts at maxBytes, says so, and hashes what it returns", () => {
    const volume = workspaceWith({ f: "0123456789" });
    expect(read(volume, "f", { maxBytes: 4, includeSha256: true })).toMatchObject({
      content: "0123",
      truncated: true,
      bytes: 4,
      fileSize: 10,
      sha256: sha256("0123"),
    });
    expect(read(volume, "f", { maxBytes: 10 })).toMatchObject({ truncated: false, bytes: 10 });
    expect(read(workspaceWith({ f: "aé" }), "f", { maxBytes: 2 })).toMatchObject({ content: "a\ufffd", bytes: 2 });
  });

  it.each(ODD_LIMITS)("clamps a maxBytes of %s", (maxBytes, clamped) => {
    const volume = workspaceWith({ f: "x".repeat(20) });
    const limits = limitsWith({ maxArtifactBytes: 10 });
    expect(readArtifact(volume, "f", { maxBytes }, limits)).toMatchObject({ bytes: clamped, truncated: true });
    expect(readArtifact(volume, "f", {}, limits)).toMatchObject({ bytes: 10, fileSize: 20 });
  });

  it("gives the path relative to the workspace, links followed", () => {
    const volume = workspaceWith({ "real/file.json": "{}" });
    volume.symlink("real", "/workspace/link");
    volume.symlink("link/file.json", "/workspace/again.txt");
    for (const path of ["real/file.json", "link/file.json", "/workspace/real/../link//file.json", "again.txt"])
      expect(read(volume, path)).toMatchObject({ success: true, path: "real/file.json", mime: "application/json" });
  });

  it.each([
    ["x.png", "image/png"],
    ["x.jpg", "image/jpeg"],
    ["x.JPEG", "image/jpeg"],
    ["x.webp", "image/webp"],
    ["x.gif", "image/gif"],
    ["x.txt", "text/plain"],
    ["x.log", "text/plain"],
    ["x.json", "application/json"],
    ["x.xml", "application/xml"],
    ["x.html", "text/html"],
    ["x.md", "text/markdown"],
    ["x.tgz", "application/gzip"],
    ["x.tar.gz", "application/octet-stream"],
    ["x.py", "application/octet-stream"],
    ["x", "application/octet-stream"],
    [".txt", "application/octet-stream"],
    ["x.", "application/octet-stream"],
    ["x.constructor", "application/octet-stream"],
    ["folder.txt/x", "application/octet-stream"],
  ])("takes %s for %s", (path, mime) => {
    expect(read(workspaceWith({ [path]: "" }), path)).toMatchObject({ mime });
  });

  it("says what is wrong, in the words of the wire format", () => {
    const volume = workspaceWith({ "dir/f": "x" });
    volume.symlink("nowhere", "/workspace/dangling");
    volume.symlink("loop", "/workspace/loop");
    const errors = (path: string, options: ReadArtifactOptions = {}) => {
      const result = read(volume, path, options);
      return result.success ? "success" : [result.code, result.error];
    };
    expect(errors("../etc/passwd")).toEqual(["access_denied", "Access denied: path outside workspace"]);
    expect(errors("missing")).toEqual(["not_found", "Not found: missing"]);
    expect(errors("dangling")).toEqual(["not_found", "Not found: dangling"]);
    expect(errors("dir/f/below")).toEqual(["not_found", "Not found: dir/f/below"]);
    expect(errors("dir")).toEqual(["not_a_file", "Not a file: dir"]);
    expect(errors(".")).toEqual(["not_a_file", "Not a file: ."]);
    expect(errors("loop")).toEqual(["invalid_path", "Invalid path: ELOOP: loop"]);
    expect(errors("dir/f", { encoding: "hex" as "text" })).toEqual([
      "unsupported_encoding",
      "Unsupported encoding: hex",
    ]);
    // What can't be found comes before what can't be decoded.
    expect(errors("missing", { encoding: "hex" as "text" })).toEqual(["not_found", "Not found: missing"]);
  });
});
