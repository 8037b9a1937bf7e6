import { describe, expect, it } from "vitest";
import { startKernel } from "./kernel-fixture.ts";
import { codeOf, readText, writeText } from "./system-calls.ts";

describe("devices", () => {
  it("are endless, empty, random or full", async () => {
    await startKernel().run(async (process, kernel) => {
      const open = (path: string): number =>
        process.descriptors.add(kernel.filesOf(process).open(path, { access: "both" }, 0));
      expect(await process.read(open("/dev/null"))).toHaveLength(0);
      await writeText(process, open("/dev/null"), "gone");
      expect(await process.read(open("/dev/zero"), 5)).toEqual(new Uint8Array(5));
      expect(new Set(await process.read(open("/dev/urandom"), 1000)).size).toBeGreaterThan(100);
      expect(await codeOf(() => writeText(process, open("/dev/full"), "x"))).toBe("ENOSPC");
      expect(process.descriptors.get(open("/dev/random")).status().mode & 0o170000).toBe(0o020000);
      kernel.files.symlink("/dev/zero", "/workspace/z");
      expect(await process.read(open("z"), 3)).toEqual(new Uint8Array(3));
      return 0;
    });
  });

  it("are asked for so many bytes that it is no matter how many are wanted", async () => {
    await startKernel().run(async (process, kernel) => {
      const fd = process.descriptors.add(kernel.files.open("/dev/zero", { access: "read" }, 0));
      expect((await process.read(fd, 2 ** 40)).length).toBeLessThanOrEqual(65_536);
      return 0;
    });
  });
});

describe("descriptors as files", () => {
  it("are shared if they are pipes, and opened anew if they are files", async () => {
    const { run } = startKernel({ files: { "/workspace/f": "abc" } });
    const { stdout } = await run(
      async (process, kernel) => {
        const files = kernel.filesOf(process);
        const open = (path: string): number => process.descriptors.add(files.open(path, { access: "read" }, 0));
        expect(await readText(process, open("/dev/stdin"), 2)).toBe("in");
        expect(await readText(process, open("/dev/fd/0"))).toBe("put");
        const fd = open("f");
        await process.read(fd, 1);
        expect(await readText(process, open(`/dev/fd/${fd}`))).toBe("abc");
        expect(await readText(process, fd)).toBe("bc");
        await writeText(process, process.descriptors.add(files.open("/dev/stdout", { access: "write" }, 0)), "out");
        expect(await codeOf(() => open("/dev/fd/77"))).toBe("ENOENT");
        return 0;
      },
      { stdin: "input" },
    );
    expect(stdout).toBe("out");
  });

  it("have a name, a status and a directory", async () => {
    await startKernel({ files: { "/workspace/f": "abc" } }).run((process, kernel) => {
      const files = kernel.filesOf(process);
      process.descriptors.set(5, files.open("f", { access: "read" }, 0));
      process.descriptors.set(6, kernel.pipe().readEnd);
      expect(files.readdir("/dev/fd").map(({ name }) => name)).toEqual(["0", "1", "2", "5", "6"]);
      for (const directory of ["/dev/fd", "/dev", "/proc/self"])
        for (const entry of files.readdir(directory))
          expect(entry.status()).toEqual(files.lstat(`${directory}/${entry.name}`));
      expect(files.readlink("/proc/self/fd/5")).toBe("/workspace/f");
      expect(files.realpath("/dev/fd/6")).toMatch(/^\/proc\/\d+\/fd\/pipe:\[\d+\]$/);
      expect([files.exists("/dev/fd/6"), files.exists("/dev/fd/7"), files.exists("/dev/stderr")]).toEqual([
        true,
        false,
        true,
      ]);
      expect(files.stat("/dev/fd/5").size).toBe(3);
      expect(files.stat("/dev/fd/6").mode & 0o170000).toBe(0o010000);
      expect(files.lstat("/dev/fd/6").mode & 0o170000).toBe(0o120000);
      return 0;
    });
  });
});
