import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Volume as MemfsVolume } from "memfs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Volume } from "../../src/volume/volume.ts";
import { comparableToFolder, dumpFolder } from "./dump.ts";
import { type Operation, runOnKernel, runOnVolume } from "./operations.ts";

/*
 * Where memfs's path API is at odds with POSIX, what a volume and the kernel do. Each case first shows the fault, so
 * that it is noticed when memfs has cured it.
 */

const LIMITS = { maxWorkspaceBytes: 1e6, maxFiles: 1000, maxFileBytes: 1e5, maxDepth: 100 };

const mkdir = (path: string): Operation => ({ op: "mkdir", path, mode: 0o755 });
const write = (path: string, text: string): Operation => ({
  op: "write",
  path,
  data: [...Buffer.from(text)],
  mode: 0o644,
});
const rename = (from: string, path: string): Operation => ({ op: "rename", from, path });
const symlink = (target: string, path: string): Operation => ({ op: "symlink", target, path });

interface Case {
  readonly title: string;
  /** True while memfs has the fault. */
  readonly memfsFails: () => boolean;
  readonly before: readonly Operation[];
  readonly operation: Operation;
  readonly answer: string;
}

const CASES: readonly Case[] = [
  {
    title: "rename over a full directory fails (memfs destroys what is in it)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/from/f": "", "/t/to/precious": "" });
      memfs.renameSync("/t/from", "/t/to");
      return !memfs.existsSync("/t/to/precious");
    },
    before: [mkdir("/t/from"), mkdir("/t/to"), write("/t/to/precious", "x")],
    operation: rename("/t/from", "/t/to"),
    answer: "ENOTEMPTY",
  },
  {
    title: "rename over an empty directory replaces it",
    memfsFails: () => false,
    before: [mkdir("/t/from"), write("/t/from/f", "x"), mkdir("/t/to")],
    operation: rename("/t/from", "/t/to"),
    answer: "ok",
  },
  {
    title: "a directory can't be moved into itself (memfs lets it vanish)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/a/b/f": "" });
      memfs.renameSync("/t/a", "/t/a/b/a");
      return !memfs.existsSync("/t/a");
    },
    before: [mkdir("/t/a"), mkdir("/t/a/b")],
    operation: rename("/t/a", "/t/a/b/a"),
    answer: "EINVAL",
  },
  {
    title: "a file can't take a directory's place (memfs replaces it)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/f": "", "/t/d/precious": "" });
      memfs.renameSync("/t/f", "/t/d");
      return memfs.statSync("/t/d").isFile();
    },
    before: [write("/t/f", "x"), mkdir("/t/d")],
    operation: rename("/t/f", "/t/d"),
    answer: "EISDIR",
  },
  {
    title: "a directory can't take a file's place (memfs replaces it)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/f": "", "/t/d/x": "" });
      memfs.renameSync("/t/d", "/t/f");
      return memfs.statSync("/t/f").isDirectory();
    },
    before: [write("/t/f", "x"), mkdir("/t/d")],
    operation: rename("/t/d", "/t/f"),
    answer: "ENOTDIR",
  },
  {
    title: "rename moves a symbolic link, not what it leads to (memfs moves the target)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/target": "" });
      memfs.symlinkSync("/t/target", "/t/link");
      memfs.renameSync("/t/link", "/t/moved");
      return !memfs.existsSync("/t/target");
    },
    before: [write("/t/target", "x"), symlink("target", "/t/link")],
    operation: rename("/t/link", "/t/moved"),
    answer: "ok",
  },
  {
    title: "rename onto the same inode does nothing",
    memfsFails: () => false,
    before: [write("/t/f", "x"), { op: "link", from: "/t/f", path: "/t/g" }],
    operation: rename("/t/f", "/t/g"),
    answer: "ok",
  },
  {
    title: "`..` after a link to a directory is that directory's parent (memfs: the link's)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/far/away/f": "", "/t/far/other": "" });
      memfs.symlinkSync("/t/far/away", "/t/link");
      return !memfs.existsSync("/t/link/../other");
    },
    before: [mkdir("/t/far"), mkdir("/t/far/away"), symlink("far/away", "/t/link")],
    operation: write("/t/link/../beside", "x"),
    answer: "ok",
  },
  {
    title: "a directory has no second name (memfs gives it one)",
    memfsFails: () => {
      const memfs = MemfsVolume.fromJSON({ "/t/d/f": "" });
      memfs.linkSync("/t/d", "/t/e");
      return memfs.existsSync("/t/e");
    },
    before: [mkdir("/t/d")],
    operation: { op: "link", from: "/t/d", path: "/t/e" },
    answer: "EPERM",
  },
  {
    title: "unlink of a directory says EISDIR, as Linux does (memfs: EPERM)",
    memfsFails: () => {
      try {
        MemfsVolume.fromJSON({ "/t/d/f": "" }).unlinkSync("/t/d");
        return true;
      } catch (error) {
        return (error as { code?: string }).code !== "EISDIR";
      }
    },
    before: [mkdir("/t/d")],
    operation: { op: "unlink", path: "/t/d" },
    answer: "EISDIR",
  },
  {
    title: "a path through a file fails",
    memfsFails: () => false,
    before: [write("/t/f", "x")],
    operation: write("/t/f/below", "x"),
    answer: "ENOTDIR",
  },
  {
    title: "a link that leads to itself fails",
    memfsFails: () => false,
    before: [symlink("loop", "/t/loop")],
    operation: write("/t/loop/f", "x"),
    answer: "ELOOP",
  },
  {
    title: "writing through a dangling link makes its target",
    memfsFails: () => false,
    before: [mkdir("/t/d"), symlink("d/new", "/t/link")],
    operation: write("/t/link", "x"),
    answer: "ok",
  },
  {
    title: "rmdir of a link to a directory fails",
    memfsFails: () => false,
    before: [mkdir("/t/d"), symlink("d", "/t/link")],
    operation: { op: "rmdir", path: "/t/link/" },
    answer: "ENOTDIR",
  },
];

describe.runIf(process.platform === "linux")("POSIX where memfs is not", () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "slotbox-faults-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each(CASES.map((each, index) => ({ ...each, index })))(
    "$title",
    ({ before, operation, answer, index, title, memfsFails }) => {
      const folder = join(root, String(index));
      mkdirSync(join(folder, "t"), { recursive: true });
      const volume = new Volume(LIMITS);
      volume.mkdir("/t");
      for (const step of before) expect([runOnVolume(volume, step), runOnKernel(folder, step)]).toEqual(["ok", "ok"]);
      expect(runOnVolume(volume, operation)).toBe(answer);
      expect(runOnKernel(folder, operation)).toBe(answer);
      expect(comparableToFolder(volume, "/t")).toEqual(dumpFolder(folder, "/t"));
      expect(memfsFails()).toBe(title.includes("(memfs"));
    },
  );
});

describe("what memfs's toJSON loses", () => {
  it("is kept by a snapshot: binary content, links, hard links, modes and times", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const volume = new Volume(LIMITS);
    volume.writeFile("/binary", bytes, { mode: 0o751 });
    volume.symlink("nowhere", "/link");
    volume.link("/binary", "/second");
    volume.utimes("/binary", 1234);
    const copy = new Volume(LIMITS);
    copy.apply(structuredClone(volume.snapshot()));
    expect([...copy.readFile("/binary")]).toEqual([...bytes]);
    expect(copy.readlink("/link")).toBe("nowhere");
    expect(copy.stat("/second")).toEqual({ ...volume.stat("/binary"), nlink: 2, mtimeMs: 1234 });
    expect(copy.stat("/binary").mode & 0o7777).toBe(0o751);
  });

  it("was text only, and no links", () => {
    const memfs = new MemfsVolume();
    memfs.writeFileSync("/binary", Buffer.of(0xff));
    memfs.symlinkSync("nowhere", "/link");
    expect(memfs.toJSON()).toEqual({ "/binary": "\ufffd" });
  });
});
