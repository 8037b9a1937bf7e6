import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { type WrittenChanges, writeChanges } from "../../src/cli/write-changes.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import type { Volume } from "../../src/volume/volume.ts";

const NO_FAULTS = { ignored: [], faults: [] };
const W = "/workspace";
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
/** Makes files by path in the workspace. */
const put = (volume: Volume, files: Readonly<Record<string, string>>): void => {
  for (const [path, content] of Object.entries(files)) {
    volume.mkdirp(`${W}/${path}`.replace(/\/[^/]*$/, ""));
    volume.writeFile(`${W}/${path}`, text(content));
  }
};

describe("writeChanges", () => {
  let folder: string;
  let out: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slotbox-write-"));
    out = join(folder, "out");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const host = (name: string): string => join(out, name);
  const putHost = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(host(path), ".."), { recursive: true });
      await writeFile(host(path), content);
    }
  };
  const tree = async (): Promise<string[]> => (await readdir(out, { recursive: true })).sort();
  /** What `change` makes of `start`, written to the folder. */
  const write = async (
    start: (volume: Volume) => void,
    change: (volume: Volume) => void,
    ignoredNames?: ReadonlySet<string>,
  ): Promise<WrittenChanges> => {
    const before = createBareVolume(DEFAULT_LIMITS);
    start(before);
    const after = createBareVolume(DEFAULT_LIMITS);
    after.apply(before.snapshot());
    change(after);
    const { ignored, faults } = await writeChanges(before, after, W, out, ignoredNames ? { ignoredNames } : {});
    return { ignored, faults };
  };
  const nothing = (): void => {};

  it("writes what was made or changed, and nothing else", async () => {
    const result = await write(
      (volume) => put(volume, { same: "s", "d/changed": "1", "d/same": "s", touched: "t" }),
      (volume) => {
        put(volume, { "d/changed": "2", "new/deep/file": "n" });
        volume.mkdir(`${W}/empty`);
        volume.symlink("d/changed", `${W}/link`);
        volume.utimes(`${W}/touched`, 5000);
      },
    );
    expect(result).toEqual(NO_FAULTS);
    expect(await tree()).toEqual(["d", "d/changed", "empty", "link", "new", "new/deep", "new/deep/file"]);
    expect(await readFile(host("d/changed"), "utf8")).toBe("2");
    expect(await readlink(host("link"))).toBe("d/changed");
  });

  it("sets modes and times exactly, whatever the umask, and never set-user-ID", async () => {
    const umask = process.umask(0o077);
    try {
      await write(nothing, (volume) => {
        put(volume, { "locked/file": "x", "shared/inner/script": "x" });
        volume.chmod(`${W}/locked/file`, 0o4666);
        volume.chmod(`${W}/shared/inner/script`, 0o775);
        volume.chmod(`${W}/shared`, 0o777);
        volume.chmod(`${W}/locked`, 0o500);
        volume.utimes(`${W}/locked/file`, 1_700_000_000_000);
        volume.utimes(`${W}/locked`, 1_600_000_000_000);
      });
    } finally {
      process.umask(umask);
    }
    const mode = async (name: string): Promise<string> => ((await lstat(host(name))).mode & 0o7777).toString(8);
    expect(
      await Promise.all(["locked", "locked/file", "shared", "shared/inner", "shared/inner/script"].map(mode)),
    ).toEqual(["500", "666", "777", "755", "775"]);
    expect((await lstat(host("locked/file"))).mtimeMs).toBe(1_700_000_000_000);
    expect((await lstat(host("locked"))).mtimeMs).toBe(1_600_000_000_000);
  });

  it("takes over a mode that alone has changed, of a file and of a folder", async () => {
    await putHost({ "d/f": "x" });
    await write(
      (volume) => put(volume, { "d/f": "x" }),
      (volume) => {
        volume.chmod(`${W}/d/f`, 0o600);
        volume.chmod(`${W}/d`, 0o711);
      },
    );
    expect([(await lstat(host("d"))).mode & 0o777, (await lstat(host("d/f"))).mode & 0o777]).toEqual([0o711, 0o600]);
  });

  it("removes what was removed, and keeps what the guest never saw", async () => {
    await putHost({ gone: "", "d/gone": "", "d/e/gone": "", "kept/unseen": "", "kept/gone": "", other: "" });
    const result = await write(
      (volume) => put(volume, { gone: "", "d/gone": "", "d/e/gone": "", "kept/gone": "", "never/here": "" }),
      (volume) => {
        for (const name of ["gone", "d", "kept", "never"]) volume.removeTree(`${W}/${name}`);
      },
    );
    expect(result).toEqual(NO_FAULTS);
    expect(await tree()).toEqual(["kept", "kept/unseen", "other"]);
  });

  it("turns a file into a folder and a folder into a file", async () => {
    await putHost({ file: "", "folder/a": "", "full/a": "", "full/unseen": "u" });
    const result = await write(
      (volume) => put(volume, { file: "", "folder/a": "", "full/a": "" }),
      (volume) => {
        for (const name of ["file", "folder", "full"]) volume.removeTree(`${W}/${name}`);
        put(volume, { "file/in": "1", folder: "2", full: "3", last: "4" });
      },
    );
    expect(result).toEqual({ ignored: [], faults: ["full: directory not empty"] });
    expect(await tree()).toEqual(["file", "file/in", "folder", "full", "full/unseen", "last"]);
  });

  it("writes the entries of a folder that takes the place of a link to one that has the same", async () => {
    await write(
      (volume) => {
        put(volume, { "real/x": "same" });
        volume.symlink("real", `${W}/d`);
      },
      (volume) => {
        volume.unlink(`${W}/d`);
        volume.copy(`${W}/real`, `${W}/d`, true);
      },
    );
    expect(await tree()).toEqual(["d", "d/x"]);
  });

  describe("with links the guest made", () => {
    let outside: string;
    beforeEach(async () => {
      outside = join(folder, "outside");
      await mkdir(join(outside, "sub"), { recursive: true });
      await writeFile(join(outside, "victim"), "untouched");
    });
    afterEach(async () => {
      expect((await readdir(outside)).sort()).toEqual(["sub", "victim"]);
      expect(await readdir(join(outside, "sub"))).toEqual([]);
      expect(await readFile(join(outside, "victim"), "utf8")).toBe("untouched");
      expect((await lstat(join(outside, "victim"))).mode & 0o777).toBe(0o644);
    });
    /** The first run leaves links; they are in the way of what comes after. */
    const plant = () =>
      write(nothing, (volume) => {
        volume.symlink(outside, `${W}/d`);
        volume.symlink(join(outside, "victim"), `${W}/f`);
        volume.symlink(join(outside, "new"), `${W}/dangling`);
      });

    it("keeps a link as a link", async () => {
      expect(await plant()).toEqual(NO_FAULTS);
      expect(await readlink(host("d"))).toBe(outside);
    });

    it("writes beside them, not through them", async () => {
      await plant();
      const result = await write(nothing, (volume) => {
        put(volume, { "d/victim": "in", "d/new": "in", "d/sub/x": "in", f: "in", dangling: "in" });
        volume.chmod(`${W}/f`, 0o600);
      });
      expect(result).toEqual(NO_FAULTS);
      expect((await lstat(host("d"))).isDirectory()).toBe(true);
      expect(await readFile(host("f"), "utf8")).toBe("in");
    });

    it("removes them, not what they lead to", async () => {
      await plant();
      const result = await write(
        (volume) => put(volume, { "d/victim": "", "d/sub/x": "", f: "" }),
        (volume) => {
          volume.removeTree(`${W}/d`);
          volume.unlink(`${W}/f`);
        },
      );
      expect(result).toEqual(NO_FAULTS);
      expect(await tree()).toEqual(
        ["d", "dangling"].concat((await lstat(host("d"))).isSymbolicLink() ? ["d/sub", "d/victim"] : []).sort(),
      );
    });

    it("changes no mode behind them", async () => {
      await plant();
      const result = await write(
        (volume) => put(volume, { "d/victim": "x" }),
        (volume) => volume.chmod(`${W}/d`, 0o700),
      );
      expect(result).toEqual(NO_FAULTS);
    });
  });

  it("doesn't write new files under names it is told to ignore, in any spelling", async () => {
    await putHost({ ".git/config": "mine", "node_modules/m/i": "mine" });
    const result = await write(
      nothing,
      (volume) => {
        put(volume, {
          ".git/config": "evil",
          ".GIT/hooks/x": "evil",
          "a/.g\u200cit/config": "evil",
          node_modules: "evil",
        });
        put(volume, { "a/fine": "" });
      },
      new Set([".git", "node_modules"]),
    );
    expect(result).toEqual({ ignored: [".GIT", ".git", "a/.g\u200cit", "node_modules"], faults: [] });
    expect(await tree()).toEqual([
      ".git",
      ".git/config",
      "a",
      "a/fine",
      "node_modules",
      "node_modules/m",
      "node_modules/m/i",
    ]);
    expect(await readFile(host(".git/config"), "utf8")).toBe("mine");
  });

  it("leaves nothing half-written behind", async () => {
    await putHost({ "full/unseen": "u" });
    await write(nothing, (volume) => put(volume, { full: "3" }));
    expect(await tree()).toEqual(["full", "full/unseen"]);
  });
});
