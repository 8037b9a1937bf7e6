import { describe, expect, it } from "vitest";
import type { FileSystem, OpenFlags } from "../../runtimes/kernel/kernel.ts";
import type { Process } from "../../runtimes/kernel/process.ts";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, readText, writeText } from "./system-calls.ts";

const READ: OpenFlags = { access: "read" };
const BOTH: OpenFlags = { access: "both", create: true };
const WRITE: OpenFlags = { access: "write", create: true, truncate: true };
const APPEND: OpenFlags = { access: "write", create: true, append: true };

/** Runs as a process that opens files. */
async function inside(
  files: Record<string, string>,
  test: (
    process: Process,
    open: (path: string, flags: OpenFlags, mode?: number) => number,
    files: FileSystem,
  ) => unknown,
) {
  const fixture = startKernel({ files, limits: { maxFileBytes: 1000, maxWorkspaceBytes: 5000 } });
  await fixture.run(async (process, kernel) => {
    const own = kernel.filesOf(process);
    await test(process, (path, flags, mode = 0o666) => process.descriptors.add(own.open(path, flags, mode)), own);
    return 0;
  });
  return fixture;
}

describe("an entry of a directory", () => {
  it("has the status that lstat says, now", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const made = Object.fromEntries(names.map((name) => [`/workspace/d/${name}`, name]));
    await inside(made, async (process, open, files) => {
      files.symlink("a", "d/link");
      const entries = files.readdir("d");
      const asked = (): unknown[] => entries.map((entry) => entry.status());
      const told = (): unknown[] => entries.map(({ name }) => files.lstat(`d/${name}`));
      expect(asked()).toEqual(told());
      files.chmod("d/a", 0o600);
      expect(asked()).toEqual(told());
      await writeText(process, open("d/b", APPEND), "more");
      expect(asked()).toEqual(told());
      files.rename("d/c", "d/f");
      const codes = await Promise.all(entries.map((entry) => codeOf(() => void entry.status())));
      expect(codes.filter((code) => code === "ENOENT").length).toBe(1);
      expect(files.readdir("d").map((entry) => entry.status().size)).toEqual(
        files.readdir("d").map(({ name }) => files.lstat(`d/${name}`).size),
      );
    });
  });

  it("has one that was not known before a change if it is asked for behind it", async () => {
    await inside({ "/workspace/a": "a", "/workspace/b": "b" }, (_, __, files) => {
      const [one, other] = files.readdir(".");
      expect(one?.status().size).toBe(1);
      files.unlink(other?.name ?? "");
      files.symlink("a longer text", other?.name ?? "");
      expect(other?.status().size).toBe(13);
    });
  });
});

describe("a file that is open", () => {
  it("is read and written at one offset, which descriptors share and others don't", async () => {
    const { text } = await inside({ "/workspace/f": "0123456789" }, async (process, open) => {
      const fd = open("f", BOTH);
      process.descriptors.duplicate(fd, 9);
      expect([await readText(process, fd, 3), await readText(process, 9, 2)]).toEqual(["012", "34"]);
      expect(await readText(process, open("f", READ), 2)).toBe("01");
      await writeText(process, fd, "xy");
      expect(await readText(process, 9)).toBe("789");
      expect(process.descriptors.get(fd).seek(-1, "end")).toBe(9);
      expect(process.descriptors.get(fd).seek(-2, "current")).toBe(7);
      expect(await readText(process, fd)).toBe("789");
      expect(await codeOf(() => process.descriptors.get(fd).seek(-1, "set"))).toBe("EINVAL");
    });
    expect(text("/workspace/f")).toBe("01234xy789");
  });

  it("is made, truncated and appended to as its flags say", async () => {
    const { text } = await inside({ "/workspace/f": "old content" }, async (process, open) => {
      const fd = open("f", WRITE);
      await writeText(process, fd, "a");
      const appending = open("f", APPEND);
      await writeText(process, appending, "b");
      await writeText(process, fd, "C");
      await writeText(process, appending, "d");
      open("made", WRITE);
      expect(await codeOf(() => open("missing", READ))).toBe("ENOENT");
      expect(await codeOf(() => open("missing/f", WRITE))).toBe("ENOENT");
      expect(await codeOf(() => open("f", { ...WRITE, exclusive: true }))).toBe("EEXIST");
      expect(await codeOf(() => open("f", { access: "read", directory: true }))).toBe("ENOTDIR");
      expect(await codeOf(() => open("f/g", READ))).toBe("ENOTDIR");
      expect(await codeOf(() => process.read(fd))).toBe("EBADF");
      expect(await codeOf(() => process.write(open("f", READ), new Uint8Array(1)))).toBe("EBADF");
    });
    expect([text("/workspace/f"), text("/workspace/made")]).toEqual(["aCd", ""]);
  });

  it("leaves zeros where nothing was written, and can be cut", async () => {
    const { text } = await inside({}, async (process, open) => {
      const fd = open("f", BOTH);
      process.descriptors.get(fd).seek(3, "set");
      await writeText(process, fd, "abc");
      process.descriptors.get(fd).truncate(5);
      process.descriptors.get(fd).truncate(6);
    });
    expect(text("/workspace/f")).toBe("\0\0\0ab\0");
  });

  it("shows at once what others write to it, and a view that was read stays as it was", async () => {
    await inside({ "/workspace/f": "one\n" }, async (process, open) => {
      const reading = open("f", READ);
      const bytes = await process.read(reading);
      await writeText(process, open("f", APPEND), "two\n");
      expect(await readText(process, reading)).toBe("two\n");
      await writeText(process, open("f", { access: "write" }), "ONE");
      expect(new TextDecoder().decode(bytes)).toBe("one\n");
      process.descriptors.get(reading).seek(0, "set");
      expect(await readText(process, reading)).toBe("ONE\ntwo\n");
      open("f", WRITE);
      expect(await readText(process, reading)).toBe("");
    });
  });

  it("lives on without its name, and under another one", async () => {
    const { text } = await inside({ "/workspace/f": "old", "/workspace/d/g": "in d" }, async (process, open, files) => {
      const removed = open("f", BOTH);
      files.unlink("f");
      await writeText(process, open("f", WRITE), "new");
      await writeText(process, removed, "OLDER");
      process.descriptors.get(removed).seek(0, "set");
      expect(await readText(process, removed)).toBe("OLDER");
      expect(process.descriptors.get(removed).status()).toMatchObject({ nlink: 0, size: 5 });
      expect(process.descriptors.get(removed).path).toBe("/workspace/f (deleted)");

      const inD = open("d/g", { access: "both" });
      files.rename("d", "e");
      await writeText(process, inD, "IN");
      expect(process.descriptors.get(inD).path).toBe("/workspace/e/g");

      const replaced = open("f", READ);
      await writeText(process, open("h", WRITE), "newest");
      files.rename("h", "f");
      expect(await readText(process, replaced)).toBe("new");
      expect(await readText(process, open("f", READ))).toBe("newest");
    });
    expect(text("/workspace/e/g")).toBe("IN d");
  });

  it("keeps its content when a link to it is removed or replaced", async () => {
    await inside({ "/workspace/f": "content" }, async (process, open, files) => {
      files.symlink("f", "s");
      const fd = open("s", READ);
      expect(process.descriptors.get(fd).path).toBe("/workspace/f");
      files.unlink("s");
      await writeText(process, open("f", APPEND), "!");
      expect(await readText(process, fd)).toBe("content!");
    });
  });

  it("is not larger than the slot allows", async () => {
    await inside({}, async (process, open) => {
      const fd = open("f", BOTH);
      expect(await codeOf(() => process.write(fd, new Uint8Array(1001)))).toBe("EFBIG");
      process.descriptors.get(fd).seek(2 ** 50, "set");
      expect(await codeOf(() => process.write(fd, new Uint8Array(1)))).toBe("EFBIG");
      expect(await codeOf(() => process.descriptors.get(fd).truncate(2 ** 50))).toBe("EFBIG");
      const written: string[] = [];
      for (const name of "abcdef")
        written.push(await codeOf(() => process.write(open(name, WRITE), new Uint8Array(900))));
      expect(written).toContain("ENOSPC");
    });
  });

  it("can't be a directory that is written to, or a file of the system's", async () => {
    await inside({}, async (process, open) => {
      expect(await codeOf(() => open("/workspace", WRITE))).toBe("EISDIR");
      expect(await codeOf(() => process.read(open("/workspace", READ)))).toBe("EISDIR");
      expect(await codeOf(() => open("/proc/version", WRITE))).toBe("EROFS");
      expect(await codeOf(() => open("/proc/version", APPEND))).toBe("EROFS");
      expect(await readText(process, open("/etc/hostname", READ))).toBe("slotbox\n");
      expect(process.descriptors.get(open("/workspace", READ)).path).toBe("/workspace");
    });
  });
});

describe("a process's files", () => {
  it("are named from its directory, and made with its umask", async () => {
    const { volume } = await inside({}, (process, open, files) => {
      files.mkdir("d", 0o777);
      process.cwd = "/workspace/d";
      process.umask = 0o077;
      files.mkdir("private", 0o777);
      open("f", WRITE);
      open("../g", WRITE);
      open("tool", WRITE, 0o777);
      files.chmod("f", 0o4711);
      files.link("f", "hard");
      files.symlink("f", "soft");
      files.setTimes("g/../../g", { mtime: { ms: 0, ns: 7 } });
    });
    const modes = ["d", "d/private", "d/f", "d/hard", "g", "d/tool"].map(
      (name) => volume.stat(`/workspace/${name}`).mode & 0o7777,
    );
    expect(modes.map((mode) => mode.toString(8))).toEqual(["755", "700", "4711", "4711", "600", "700"]);
    expect(volume.readlink("/workspace/d/soft")).toBe("f");
  });

  it("fail as Linux's do", async () => {
    await inside({ "/workspace/d/f": "" }, async (_, __, files) => {
      const codes = {
        EISDIR: () => files.unlink("d"),
        ENOTDIR: () => files.rmdir("d/f"),
        ENOTEMPTY: () => files.rmdir("d"),
        EEXIST: () => files.mkdir("d", 0o777),
        ENOENT: () => files.stat(""),
        EINVAL: () => files.readlink("d"),
        EROFS: () => files.unlink("/proc/version"),
        EBUSY: () => files.rmdir("/tmp"),
      };
      for (const [code, call] of Object.entries(codes)) expect(await codeOf(call)).toBe(code);
      expect(files.readdir("d")).toMatchObject([{ name: "f", kind: "file" }]);
      expect([files.exists(""), files.exists("d"), files.exists("e")]).toEqual([false, true, false]);
    });
  });
});
