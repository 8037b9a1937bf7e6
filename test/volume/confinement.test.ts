import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ToolResult } from "../../src/api/result.ts";
import { archiveArtifacts } from "../../src/artifacts/archive.ts";
import { listArtifacts } from "../../src/artifacts/list.ts";
import { readArtifact } from "../../src/artifacts/read.ts";
import { readFile as readFileTool } from "../../src/tools/read-file.ts";
import type { ToolContext, ToolStep } from "../../src/tools/tool.ts";
import { writeFile as writeFileTool } from "../../src/tools/write-file.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";
import { resolveInWorkspace } from "../../src/volume/workspace-path.ts";
import { dumpVolume } from "./dump.ts";
import { bytes, errnoOf, textOf } from "./fixtures.ts";
import { checkTwice, checkTwiceAsync } from "./fuzz.ts";
import { operations, runOnVolume } from "./operations.ts";

const SECRET = "outside the workspace";
const OUTSIDE = ["/tmp", "/root", "/etc"];
const system = createSystemLayout([]);

function slotWithSecrets(): Volume {
  const volume = new Volume(DEFAULT_LIMITS, system);
  for (const directory of ["/tmp", "/root"]) {
    volume.mkdir(`${directory}/a`);
    for (const path of [`${directory}/secret`, `${directory}/a/secret`, `${directory}/b`, `${directory}/a/b`])
      volume.writeFile(path, bytes(SECRET));
  }
  return volume;
}

function resultOf(step: ToolStep): ToolResult {
  if (step.kind !== "done") throw new Error("a file tool doesn't wait");
  return step.result;
}

function contextOf(volume: Volume): ToolContext {
  const shell = {} as ToolContext["shell"];
  const programs = {} as ToolContext["programs"];
  const reactor = {} as ToolContext["reactor"];
  const sessions = {} as ToolContext["sessions"];
  const times = { timeoutMs: 1000, deadlineMs: 0, startedAtMs: 0 };
  return { slotKey: 0, volume, limits: DEFAULT_LIMITS, env: {}, ...times, shell, programs, reactor, sessions };
}

const readFile = (volume: Volume, path: string): ToolResult => resultOf(readFileTool.run(contextOf(volume), { path }));
const writeFile = (volume: Volume, path: string): ToolResult =>
  resultOf(writeFileTool.run(contextOf(volume), { path, content: "written" }));

describe("the file tools and artifacts", () => {
  let volume: Volume;
  beforeEach(() => {
    volume = slotWithSecrets();
    volume.mkdirp("/workspace/dir/sub");
    volume.writeFile("/workspace/file", bytes("inside"));
    volume.symlink("/tmp", "/workspace/to-tmp");
    volume.symlink("../tmp/secret", "/workspace/to-secret");
    volume.symlink("/tmp/new", "/workspace/dangling-out");
    volume.symlink("dir/new", "/workspace/dangling-in");
    volume.symlink("file", "/workspace/to-file");
    volume.symlink("..", "/workspace/dir/up");
    volume.symlink("../..", "/workspace/dir/sub/up-twice");
    volume.symlink("loop", "/workspace/loop");
    volume.symlink("/tmp/back", "/workspace/out-and-back");
    volume.symlink("/workspace/file", "/tmp/back");
    volume.symlink("/", "/workspace/to-root");
  });

  it.each([
    "/tmp/secret",
    "/etc/passwd",
    "/",
    "/workspace/..",
    "/workspacey/file",
    "..",
    "../tmp/secret",
    "dir/../../tmp/secret",
    "dir/up/../tmp/secret",
    "dir/sub/up-twice/../tmp/secret",
    "to-tmp",
    "to-tmp/",
    "to-tmp/secret",
    "to-tmp/a/../secret",
    "to-tmp/../root/secret",
    "to-secret",
    "to-root/tmp/secret",
    "dangling-out",
    "missing/../to-tmp/secret",
    "missing/../to-secret",
    "missing/../dangling-out",
    "missing/../../tmp/secret",
    "a/b/../../to-tmp/secret",
    "file/../to-tmp/secret",
    "to-tmp/missing/../secret",
    "./to-tmp//./secret",
  ])("deny %s", async (path) => {
    const outside = dumpVolume(volume, OUTSIDE);
    expect(readFile(volume, path)).toMatchObject({ success: false, error: "Access denied: path outside workspace" });
    expect(writeFile(volume, path)).toMatchObject({ success: false, error: "Access denied: path outside workspace" });
    const denied = { success: false, code: "access_denied", error: "Access denied: path outside workspace" };
    expect(readArtifact(volume, path, {}, DEFAULT_LIMITS)).toEqual(denied);
    expect(listArtifacts(volume, path, {}, DEFAULT_LIMITS)).toEqual(denied);
    expect(await archiveArtifacts(volume, path, {}, DEFAULT_LIMITS)).toEqual(denied);
    expect(dumpVolume(volume, OUTSIDE)).toEqual(outside);
  });

  it.each([
    ["file", "/workspace/file"],
    ["/workspace/file", "/workspace/file"],
    ["//workspace///file", "/workspace/file"],
    ["dir/../file", "/workspace/file"],
    ["to-file", "/workspace/file"],
    ["dir/up/file", "/workspace/file"],
    ["out-and-back", "/workspace/file"],
    ["to-root/workspace/file", "/workspace/file"],
    ["to-tmp/../workspace/file", "/workspace/file"],
    ["../workspace/file", "/workspace/file"],
    ["missing/../to-file", "/workspace/file"],
    ["dangling-in", "/workspace/dir/new"],
    ["new/er/file", "/workspace/new/er/file"],
    ["dir/sub/up-twice/x", "/workspace/x"],
    ["to-tmp/missing/../../workspace/y", "/workspace/y"],
  ])("take %s as %s", (path, real) => {
    expect(resolveInWorkspace(volume, path)).toBe(real);
    if (volume.exists(real)) expect(readFile(volume, path)).toMatchObject({ success: true, output: "inside" });
    expect(writeFile(volume, path)).toMatchObject({ success: true });
    expect(textOf(volume, real)).toBe("written");
    expect(readFile(volume, path)).toMatchObject({ success: true, output: "written", metadata: { path, size: 7 } });
  });

  it.each([
    ["loop", "Too many levels of symbolic links: loop"],
    ["loop/file", "Too many levels of symbolic links: loop/file"],
    ["a\0b", "Invalid argument: a\0b"],
    ["\ud800", "Invalid or incomplete multibyte or wide character: \ud800"],
    ["x".repeat(256), `File name too long: ${"x".repeat(256)}`],
    [`${"x/".repeat(3000)}`, `File name too long: ${"x/".repeat(128)}`],
  ])("say what is wrong with the path %j", (path, error) => {
    const before = dumpVolume(volume, ["/workspace", ...OUTSIDE]);
    expect(readFile(volume, path)).toMatchObject({ success: false, error });
    expect(writeFile(volume, path)).toMatchObject({ success: false, error });
    expect(readArtifact(volume, path, {}, DEFAULT_LIMITS)).toMatchObject({ success: false, code: "invalid_path" });
    expect(dumpVolume(volume, ["/workspace", ...OUTSIDE])).toEqual(before);
  });

  it("say what is wrong with the file", () => {
    expect(readFile(volume, "dir").error).toBe("Not a file: dir");
    expect(readFile(volume, ".").error).toBe("Not a file: .");
    expect(readFile(volume, "missing").error).toBe("File not found: missing");
    expect(readFile(volume, "file/below").error).toBe("File not found: file/below");
    expect(writeFile(volume, "dir").error).toBe("Failed to write file: [Errno 21] Is a directory: '/workspace/dir'");
    expect(writeFile(volume, ".").error).toBe("Failed to write file: [Errno 21] Is a directory: '/workspace'");
    expect(writeFile(volume, "file/below").error).toBe("File exists: file/below");
  });
});

describe("wherever links lead", () => {
  const names = fc.constantFrom("a", "b", "é", "secret", "..", "..", ".", "tmp", "workspace", "missing");
  const anyPath = fc
    .tuple(
      fc.constantFrom("", "/", "/workspace/", "/tmp/"),
      fc.array(names, { minLength: 1, maxLength: 7, size: "max" }),
    )
    .map(([start, parts]) => start + parts.join("/"));

  it("nothing outside the workspace is read or written", async () => {
    const property = fc.asyncProperty(
      fc.array(operations(["/workspace", "/workspace/a"]), { maxLength: 30, size: "max" }),
      fc.array(fc.tuple(anyPath, anyPath), { maxLength: 6, size: "max" }),
      fc.array(anyPath, { minLength: 1, maxLength: 12, size: "max" }),
      async (ops, links, paths) => {
        const volume = slotWithSecrets();
        // Links out of the workspace, but no copies of the secrets into it.
        for (const operation of ops) if (!("from" in operation)) runOnVolume(volume, operation);
        for (const [target, path] of links) errnoOf(() => volume.symlink(target, `/workspace/${path}`));
        const outside = dumpVolume(volume, OUTSIDE);
        for (const path of paths) {
          expectResolved(volume, path);
          expect(readFile(volume, path).output).not.toContain(SECRET);
          const read = readArtifact(volume, path, {}, DEFAULT_LIMITS);
          expect(read.success && read.content).not.toBe(SECRET);
          const list = listArtifacts(volume, path, { recursive: true }, DEFAULT_LIMITS);
          if (list.success) for (const entry of list.entries) expectInside(volume, `/workspace/${entry.path}`);
          const archive = await archiveArtifacts(volume, path, {}, DEFAULT_LIMITS);
          expect(archive.success || archive.code).not.toBe("too_large");
          writeFile(volume, path);
          expect(dumpVolume(volume, OUTSIDE)).toEqual(outside);
        }
      },
    );
    await checkTwiceAsync(property, 80);
  });

  it("what exists resolves as the kernel would resolve it", () => {
    const property = fc.property(
      fc.array(operations(["/workspace", "/workspace/a", "/tmp"]), { maxLength: 40, size: "max" }),
      fc.array(anyPath, { minLength: 1, maxLength: 20, size: "max" }),
      (ops, paths) => {
        const volume = slotWithSecrets();
        for (const operation of ops) runOnVolume(volume, operation);
        for (const path of paths) expectResolved(volume, path);
      },
    );
    checkTwice(property, 150);
  });

  function expectInside(volume: Volume, path: string): void {
    expect(`${volume.realpath(path)}/`).toMatch(/^\/workspace\//);
  }

  /** What the path resolves to is inside, has no link in it, and is what `realpath` says if that says anything. */
  function expectResolved(volume: Volume, path: string): void {
    const absolute = path.startsWith("/") ? path : `/workspace/${path}`;
    let resolved: string | undefined;
    if (errnoOf(() => (resolved = resolveInWorkspace(volume, path))) !== "ok") return;
    if (volume.exists(absolute)) {
      const real = volume.realpath(absolute);
      expect(resolved).toBe(`${real}/`.startsWith("/workspace/") ? real : undefined);
    }
    if (resolved === undefined) return;
    expect(`${resolved}/`).toMatch(/^\/workspace\//);
    const parts = resolved.split("/");
    for (let length = 2; length <= parts.length; length++) {
      const prefix = parts.slice(0, length).join("/");
      expect(errnoOf(() => volume.readlink(prefix))).not.toBe("ok");
    }
  }
});
