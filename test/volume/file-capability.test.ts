import { beforeEach, describe, expect, it } from "vitest";
import {
  CHANGES,
  ERRNO_NAMES,
  MAX_STATUSES,
  POSIX_MESSAGES,
  REGISTERS,
  STAT_FIELDS,
  STATUS_FIELDS,
} from "../../runtimes/abi/capability.ts";
import { FILE_WINDOW_BYTES } from "../../runtimes/abi/shell.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { createFileCapability, type FileCapability, type FileTarget } from "../../src/machine/file-capability.ts";
import { FileWindow } from "../../src/machine/file-window.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { Volume } from "../../src/volume/volume.ts";
import { bytes, stateOf, textOf } from "./fixtures.ts";

const system = createSystemLayout([]);
const errno = (name: (typeof ERRNO_NAMES)[number]): number => ERRNO_NAMES.indexOf(name);

describe("the file capability", () => {
  let target: FileTarget;
  let registers: Float64Array;
  let window: FileWindow;
  let files: FileCapability;
  beforeEach(() => {
    target = {
      volume: new Volume({ ...DEFAULT_LIMITS, maxWorkspaceBytes: 1000, maxFileBytes: 900, maxFiles: 20 }, system),
      deadlineMs: Number.POSITIVE_INFINITY,
      quotaError: undefined,
    };
    registers = new Float64Array(REGISTERS);
    window = new FileWindow();
    files = createFileCapability(target, registers, window);
    target.volume.writeFile("/workspace/f", bytes("grüße"));
  });

  it("has a number for every errno of a volume", () => {
    for (const code of Object.keys(POSIX_MESSAGES)) expect(ERRNO_NAMES).toContain(code);
  });

  it("answers with errnos and values", () => {
    expect(files.stat("/workspace/f", true)).toBe(0);
    expect(registers[STAT_FIELDS.size]).toBe(7);
    expect(files.stat("/workspace/missing", true)).toBe(errno("ENOENT"));
    expect(files.readBytes("/workspace")).toBe(errno("EISDIR"));
    expect(files.readBytes("/workspace/f")).toEqual(new Uint8Array(bytes("grüße")).buffer);
    expect(files.readPrefix("/workspace/f", 2)).toBe("gr");
    target.volume.symlink("f", "/workspace/l");
    target.volume.mkdir("/workspace/d");
    expect(files.readdir("/workspace")).toBe("dd/ll/ff");
    expect(files.readdir("/dev")).toContain("cnull");
    expect(files.remove("/workspace/d", false)).toBe(0);
    expect(files.remove("/workspace/l", false)).toBe(0);
    expect(files.remove("/tmp", true)).toBe(errno("EBUSY"));
    expect(files.remove("/proc/sys", true)).toBe(errno("EROFS"));
  });

  it("gives buffers of their own: a guest that writes to one changes no file", () => {
    for (const buffer of [files.readBytes("/workspace/f")])
      if (buffer instanceof ArrayBuffer) new Uint8Array(buffer).fill(0);
    const given = new Uint8Array(bytes("mine")).buffer;
    files.writeBytes("/workspace/g", given, false);
    new Uint8Array(given).fill(0);
    expect([textOf(target.volume, "/workspace/f"), textOf(target.volume, "/workspace/g")]).toEqual(["grüße", "mine"]);
  });

  it("leaves short contents in the window, and nothing but a copy of them", () => {
    const seen = new Uint8Array(window.shared);
    expect(files.readShort("/workspace/f")).toBe(7);
    expect(Buffer.from(seen).toString("utf8", 0, 9)).toBe("grüße\0\0");
    seen.fill(1);
    expect(textOf(target.volume, "/workspace/f")).toBe("grüße");
    target.volume.writeFile("/workspace/empty", bytes(""));
    expect(files.readShort("/workspace/empty")).toBe(0);
    expect(files.readShort("/workspace")).toBe(-errno("EISDIR"));
    expect(files.readShort("/workspace/missing")).toBe(-errno("ENOENT"));
    expect(files.readShort("/workspace/missing/f")).toBe(-errno("ENOENT"));
    expect(files.readShort("/dev/null")).toBe(0);
  });

  it("leaves nothing in the window that it has no room for", () => {
    const limits = { ...DEFAULT_LIMITS, maxFileBytes: FILE_WINDOW_BYTES + 1 };
    target.volume = new Volume(limits, system);
    const write = (size: number) => target.volume.writeFile("/workspace/f", new Uint8Array(size).fill(7));
    write(FILE_WINDOW_BYTES + 1);
    expect(files.readShort("/workspace/f")).toBe(-errno("EFBIG"));
    expect(files.readShort("/dev/zero")).toBe(-errno("EFBIG"));
    expect(new Uint8Array(window.shared).every((byte) => byte === 0)).toBe(true);
    expect(target.quotaError).toBe(undefined);
    write(FILE_WINDOW_BYTES);
    expect(files.readShort("/workspace/f")).toBe(FILE_WINDOW_BYTES);
    expect(new Uint8Array(window.shared).every((byte) => byte === 7)).toBe(true);
    expect(createFileCapability(target, registers).readShort("/workspace/f")).toBe(-errno("EFBIG"));
  });

  it("leaves nothing in the window for the next call", () => {
    files.readShort("/workspace/f");
    target.volume.writeFile("/workspace/f", bytes("x"));
    files.readShort("/workspace/f");
    window.wipe();
    expect(new Uint8Array(window.shared).every((byte) => byte === 0)).toBe(true);
  });

  it.each(["/", "/workspace", "/usr", "/usr/bin", "/etc", "/dev", "/proc/sys", "/workspace/l"])(
    "tells the statuses of all in %s, as of each",
    (directory) => {
      const { volume } = target;
      volume.mkdir("/workspace/d");
      volume.symlink("d", "/workspace/l");
      volume.writeFile("/workspace/d/g", bytes("two names"));
      volume.link("/workspace/d/g", "/workspace/d/h");
      volume.writeFile("/etc/mine", bytes("in the layout"));
      volume.unlink("/etc/profile");
      const all = files.statuses(directory);
      if (typeof all === "number") throw new Error("refused");
      const names = volume.readdir(directory).map(({ name }) => name);
      const each = names.flatMap((name) => {
        expect(files.stat(`${directory}/${name}`, false)).toBe(0);
        return [...registers.subarray(0, STATUS_FIELDS)];
      });
      expect(names.length).toBeGreaterThan(0);
      expect([...new Float64Array(all)]).toEqual(each);
    },
  );

  it("tells no statuses of what is no directory, has none or has too many", () => {
    expect(files.statuses("/workspace/f")).toBe(errno("ENOTDIR"));
    expect(files.statuses("/workspace/missing")).toBe(errno("ENOENT"));
    expect(files.statuses("/tmp")).toEqual(new ArrayBuffer(0));
    target.volume = new Volume(DEFAULT_LIMITS, system);
    const fill = (from: number, to: number): void => {
      for (let index = from; index < to; index++) target.volume.symlink("x", `/tmp/${index}`);
    };
    fill(0, MAX_STATUSES);
    expect(files.statuses("/tmp")).toMatchObject({ byteLength: MAX_STATUSES * STATUS_FIELDS * 8 });
    fill(MAX_STATUSES, MAX_STATUSES + 1);
    expect(files.statuses("/tmp")).toBe(errno("EFBIG"));
    expect(target.quotaError).toBe(undefined);
  });

  it("counts whatever could have changed something, and nothing else", () => {
    const counted = (call: () => unknown): number => {
      const before = registers[CHANGES] ?? 0;
      call();
      return (registers[CHANGES] ?? 0) - before;
    };
    const path = "/workspace/f";
    const none = [
      () => files.stat(path, true),
      () => files.exists(path),
      () => files.readBytes(path),
      () => files.readShort(path),
      () => files.readPrefix(path, 1),
      () => files.readdir("/workspace"),
      () => files.statuses("/workspace"),
      () => files.realpath(path),
      () => files.readlink(path),
      () => files.random(1),
      () => files.space(),
      () => files.clock(),
    ];
    expect(none.map(counted)).toEqual(none.map(() => 0));
    const some = [
      () => files.writeBytes(path, new ArrayBuffer(1), true),
      () => files.truncate(path, 3),
      () => files.mkdir("/workspace/d", false),
      () => files.chmod(path, 0o600),
      () => files.chown(path, 1, 1, true),
      () => files.utimes(path, 3, 0, 0, 0, 0, true),
      () => files.link(path, "/workspace/h"),
      () => files.symlink("f", "/workspace/l"),
      () => files.rename(path, "/workspace/g"),
      () => files.remove("/workspace/g", false),
    ];
    expect(some.map(counted)).toEqual(some.map(() => 1));
    expect([...none, ...some].length).toBe(Object.keys(files).length);
  });

  it("remembers that a quota was met, but not that a full device was written to", () => {
    const write = (path: string, count: number) => files.writeBytes(path, new ArrayBuffer(count), false);
    expect(write("/dev/full", 1)).toBe(errno("ENOSPC"));
    expect(target.quotaError).toBe(undefined);
    expect(write("/workspace/g", 901)).toBe(errno("EFBIG"));
    expect(target.quotaError).toBe("EFBIG");
    write("/workspace/g", 800);
    expect(write("/workspace/h", 800)).toBe(errno("ENOSPC"));
    expect(target.quotaError).toBe("ENOSPC");
  });

  it("takes nothing but what its types say, and never throws", () => {
    const odd: unknown[] = [
      undefined,
      null,
      7,
      -1,
      1.5,
      Number.NaN,
      1e300,
      "",
      "relative",
      "/workspace/a\0b",
      {},
      [],
      { toString: () => "/workspace/f" },
      { valueOf: () => 7 },
      ["/workspace/f"],
      new ArrayBuffer(4),
      new Uint8Array(4),
      Symbol("x"),
      () => "/workspace/f",
      2n,
    ];
    const before = stateOf(target.volume);
    const functions = Object.entries(files) as [string, (...args: unknown[]) => unknown][];
    for (const [name, call] of functions) {
      for (const first of odd) {
        for (const second of odd) {
          const answer = call(first, second, second, first);
          const kinds = name === "random" ? ["object"] : ["number", "boolean"];
          expect([name, typeof answer]).toEqual([name, expect.toSatisfy((kind) => kinds.includes(kind))]);
        }
      }
    }
    expect(stateOf(target.volume)).toEqual(before);
  });

  it.each<[string, (files: FileCapability, odd: never) => unknown]>([
    ["writeBytes", (f, odd) => f.writeBytes("/workspace/f", odd, false)],
    ["chmod", (f, odd) => f.chmod("/workspace/f", odd)],
    ["utimes", (f, odd) => f.utimes("/workspace/f", 3, 0, 0, odd, 0, true)],
    ["utimes (nanoseconds)", (f, odd) => f.utimes("/workspace/f", 3, 0, odd, 0, 0, true)],
    ["utimes (which)", (f, odd) => f.utimes("/workspace/f", odd, 0, 0, 0, 0, true)],
    ["chown", (f, odd) => f.chown("/workspace/f", odd, -1, true)],
    ["chown (group)", (f, odd) => f.chown("/workspace/f", -1, odd, true)],
    ["truncate", (f, odd) => f.truncate("/workspace/f", odd)],
    ["rename", (f, odd) => f.rename("/workspace/f", odd)],
    ["link", (f, odd) => f.link("/workspace/f", odd)],
    ["symlink", (f, odd) => f.symlink(odd, "/workspace/new")],
  ])("refuses odd second arguments of %s", (_, call) => {
    const before = stateOf(target.volume);
    for (const odd of [undefined, null, {}, [], Symbol("x"), 2n, Number.NaN, Number.POSITIVE_INFINITY, true, ["x"]])
      expect(call(files, odd as never)).toBe(errno("EINVAL"));
    expect(stateOf(target.volume)).toEqual(before);
  });

  it("gives as many random bytes as asked, within bounds", () => {
    const lengths = [0, 1, 100, 1e9, -5, 0.5, Number.NaN].map((count) => files.random(count).byteLength);
    expect(lengths).toEqual([0, 1, 100, 65_536, 0, 0, 0]);
  });
});
