import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS, type VolumeLimits } from "../../../src/api/limits.ts";
import { type ReadHostFolderOptions, readHostFolder } from "../../../src/backend/host-folder.ts";
import { createBareVolume } from "../../../src/volume/system-layout.ts";
import type { Volume } from "../../../src/volume/volume.ts";

describe("readHostFolder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slotbox-read-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const path = (name: string): string => join(folder, name);
  const read = async (limits: Partial<VolumeLimits> = {}, options: ReadHostFolderOptions = {}): Promise<Volume> => {
    const all = { ...DEFAULT_LIMITS, ...limits };
    const volume = createBareVolume(all);
    await readHostFolder(folder, volume, "/workspace", all, options);
    return volume;
  };
  const names = (volume: Volume): string[] =>
    volume
      .readdir("/workspace")
      .map(({ name }) => name)
      .sort();

  it("copies files, folders and links with their modes and times", async () => {
    await mkdir(path("d/empty"), { recursive: true });
    await writeFile(path("d/run"), Buffer.from([0, 0xff, 0x0a]));
    await chmod(path("d/run"), 0o751);
    await chmod(path("d/empty"), 0o700);
    await symlink("d/run", path("link"));
    await symlink("/no/such", path("dangling"));
    for (const name of ["d/run", "d/empty", "d"]) await utimes(path(name), 1_700_000_000, 1_700_000_000.5);
    const volume = await read();
    expect(names(volume)).toEqual(["d", "dangling", "link"]);
    expect([...volume.readFile("/workspace/d/run")]).toEqual([0, 0xff, 0x0a]);
    expect(volume.readlink("/workspace/link")).toBe("d/run");
    expect(volume.readlink("/workspace/dangling")).toBe("/no/such");
    for (const [name, mode] of [
      ["d/run", 0o751],
      ["d/empty", 0o700],
    ] as const) {
      const stat = volume.lstat(`/workspace/${name}`);
      expect([name, stat.mode & 0o777, stat.mtimeMs]).toEqual([name, mode, 1_700_000_000_500]);
    }
    expect(volume.lstat("/workspace/d").mtimeMs).toBe(1_700_000_000_500);
  });

  it("brings nothing from outside in through a link to a folder", async () => {
    await mkdir(path("inner"));
    await writeFile(path("secret"), "");
    await symlink(folder, path("inner/out"));
    const volume = await read();
    expect(volume.readlink("/workspace/inner/out")).toBe(folder);
    expect(volume.exists("/workspace/inner/out/secret")).toBe(false);
  });

  it("leaves out what it is told to, in every spelling, at every depth", async () => {
    for (const name of [".git", ".GIT", "a/node_modules", "b/.git", "kept", "venv"])
      await mkdir(path(name), { recursive: true });
    await writeFile(path("b/.gitignore"), "");
    const volume = await read();
    expect(names(volume)).toEqual(["a", "b", "kept", "venv"]);
    expect(volume.readdir("/workspace/a")).toEqual([]);
    expect(volume.readdir("/workspace/b").map(({ name }) => name)).toEqual([".gitignore"]);
    expect(names(await read({}, { ignoredNames: new Set(["venv"]) }))).toEqual([".GIT", ".git", "a", "b", "kept"]);
  });

  it("refuses a file that is too large, without reading it", async () => {
    await writeFile(path("huge"), "");
    await truncate(path("huge"), 3 * 2 ** 30);
    await expect(read()).rejects.toMatchObject({
      code: "workspace_full",
      message: `${folder} doesn't fit into the workspace: huge has 3221225472 bytes (it holds 134217728 bytes a file)`,
    });
  });

  it.each([
    [{ maxWorkspaceBytes: 15 }, "b is beyond what it holds (15 bytes)"],
    [{ maxFiles: 1 }, "b is beyond what it holds (1 files)"],
    [{ maxDepth: 2 }, "d/d/d is beyond what it holds (folders 2 deep, paths of 4096 bytes)"],
  ])("refuses what is more than %j, and names it", async (limits, message) => {
    await writeFile(path("a"), "0123456789");
    await writeFile(path("b"), "0123456789");
    await mkdir(path("d/d/d"), { recursive: true });
    await expect(read(limits)).rejects.toMatchObject({
      code: "workspace_full",
      message: `${folder} doesn't fit into the workspace: ${message}`,
    });
  });

  it("says which folder it can't read", async () => {
    const limits = DEFAULT_LIMITS;
    for (const [name, code] of [
      ["missing", "ENOENT"],
      ["file", "ENOTDIR"],
    ] as const) {
      await writeFile(path("file"), "");
      await expect(readHostFolder(path(name), createBareVolume(limits), "/workspace", limits)).rejects.toMatchObject({
        code: "invalid_argument",
        message: `can't read the folder ${path(name)}: ${code}`,
      });
    }
  });

  it.runIf(process.platform === "linux")(
    "refuses a name that is not UTF-8, unless it is in what is left out",
    async () => {
      await mkdir(path("d"));
      await writeFile(Buffer.concat([Buffer.from(path("d/")), Buffer.from([0xff])]), "");
      await expect(read()).rejects.toMatchObject({
        code: "invalid_argument",
        message: `can't read d/\ufffd in ${folder}: its name is not UTF-8`,
      });
      expect(names(await read({}, { ignoredNames: new Set(["d"]) }))).toEqual([]);
    },
  );

  it.runIf(process.platform !== "win32")("leaves pipes out, and doesn't wait for one", async () => {
    execFileSync("mkfifo", [path("pipe")]);
    expect(names(await read())).toEqual([]);
  });
});
