import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { LAYOUT_TIME, Volume } from "../../src/volume/volume.ts";
import { dumpVolume } from "./dump.ts";
import { bytes, errnoOf, stateOf, textOf } from "./fixtures.ts";
import { truncate } from "./truncate.ts";

const system = createSystemLayout(["ls", "cat"]);
const newSlot = (): Volume => {
  const volume = new Volume(DEFAULT_LIMITS, system);
  volume.writeFile("/workspace/f", bytes("mine"));
  volume.mkdir("/workspace/d");
  return volume;
};

/** Everything a guest can try on a path. */
const ATTEMPTS: Record<string, (volume: Volume, path: string) => void> = {
  write: (v, path) => v.writeFile(path, bytes("evil")),
  append: (v, path) => v.writeFile(path, bytes("evil"), { append: true }),
  "write below": (v, path) => v.writeFile(`${path}/evil`, bytes("evil")),
  truncate: (v, path) => truncate(v, path, 0),
  mkdir: (v, path) => v.mkdir(path),
  "mkdir below": (v, path) => v.mkdir(`${path}/evil`),
  mkdirp: (v, path) => v.mkdirp(`${path}/evil/er`),
  symlink: (v, path) => v.symlink("evil", path),
  "symlink below": (v, path) => v.symlink("evil", `${path}/evil`),
  "link to": (v, path) => v.link(path, "/workspace/evil"),
  "link from": (v, path) => v.link("/workspace/f", path),
  "link below": (v, path) => v.link("/workspace/f", `${path}/evil`),
  unlink: (v, path) => v.unlink(path),
  rmdir: (v, path) => v.rmdir(path),
  removeTree: (v, path) => v.removeTree(path),
  "rename out": (v, path) => v.rename(path, "/workspace/evil"),
  "rename a file over": (v, path) => v.rename("/workspace/f", path),
  "rename a directory over": (v, path) => v.rename("/workspace/d", path),
  "rename into": (v, path) => v.rename("/workspace/f", `${path}/evil`),
  "rename within": (v, path) => v.rename(path, `${path}.evil`),
  "copy over": (v, path) => v.copy("/workspace/f", path, true),
  "copy a directory over": (v, path) => v.copy("/workspace", path, true),
  chmod: (v, path) => v.chmod(path, 0o777),
  utimes: (v, path) => v.utimes(path, 0),
  "utimes of a link": (v, path) => v.utimes(path, 0, { follow: false }),
};

/** Paths of the layout: directories, files, links, and names in its directories that are free. */
const PATHS = [
  "/etc",
  "/etc/passwd",
  "/bin",
  "/bin/ls",
  "/usr/bin/ls",
  "/var",
  "/dev",
  "/proc/self/status",
  "/etc/new",
];

describe("the system layout", () => {
  it.each(Object.entries(ATTEMPTS))("is not changed by: %s", (_, attempt) => {
    const volume = newSlot();
    const other = newSlot();
    volume.symlink("/etc", "/workspace/to-etc");
    volume.symlink("/etc/passwd", "/workspace/to-passwd");
    const before = dumpVolume(system, ["/"], { withIno: true });
    const seen = dumpVolume(other, ["/"]);
    const links = [
      "/workspace/to-etc/passwd",
      "/workspace/to-etc/new",
      "/workspace/../etc/passwd",
      "/workspace/to-etc/",
    ];
    for (const path of [...PATHS, ...links]) {
      const mine = stateOf(volume);
      const code = errnoOf(() => attempt(volume, path));
      expect([path, code]).not.toEqual([path, "ok"]);
      expect(stateOf(volume)).toEqual(mine);
    }
    expect(dumpVolume(system, ["/"], { withIno: true })).toEqual(before);
    expect(dumpVolume(other, ["/"])).toEqual(seen);
  });

  it.each(["/etc/passwd", "/usr/bin/ls", "/etc/new", "/new", "/proc/new"])(
    "says EROFS for a write to %s, also with the quota used up",
    (path) => {
      const full = new Volume({ ...DEFAULT_LIMITS, maxFiles: 1, maxWorkspaceBytes: 4 }, system);
      full.writeFile("/workspace/f", bytes("full"));
      for (const volume of [newSlot(), full]) {
        expect(errnoOf(() => volume.writeFile(path, bytes("evil")))).toBe("EROFS");
        expect(errnoOf(() => volume.mkdir(`${path}.d`))).toBe("EROFS");
        expect(errnoOf(() => volume.rename("/workspace/f", path))).toBe("EROFS");
      }
    },
  );

  it.each(["/workspace", "/tmp", "/root"])("keeps %s where it is", (path) => {
    const volume = newSlot();
    volume.removeTree("/workspace/f");
    volume.rmdir("/workspace/d");
    const before = stateOf(volume);
    for (const operation of [
      () => volume.rmdir(path),
      () => volume.removeTree(path),
      () => volume.removeTree(`${path}/`),
      () => volume.removeTree(`${path}/.`),
      () => volume.removeTree("/"),
      () => volume.rename(path, "/tmp/moved"),
      () => volume.rename(path, "/workspace/moved"),
      () => volume.rename(path, "/moved"),
      () => volume.rename("/etc", path),
      () => volume.unlink(path),
      () => volume.link(path, "/tmp/second"),
      () => volume.symlink("/etc", path),
      () => volume.writeFile(path, bytes("x")),
    ])
      expect(errnoOf(operation)).not.toBe("ok");
    expect(errnoOf(() => volume.rmdir(path))).toBe("EROFS");
    expect(stateOf(volume)).toEqual(before);
  });

  it("lets the writable directories' own mode and time be changed, not the root's", () => {
    const volume = newSlot();
    volume.chmod("/workspace", 0o700);
    volume.utimes("/workspace", 5000);
    expect(volume.stat("/workspace")).toMatchObject({ mode: 0o040700, mtimeMs: 5000 });
    expect(errnoOf(() => volume.chmod("/", 0o777))).toBe("EROFS");
    expect(errnoOf(() => volume.utimes("/", 0))).toBe("EROFS");
  });

  it("is seen beside the slot's own directories", () => {
    const volume = newSlot();
    const names = volume.readdir("/").map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(expect.arrayContaining(["workspace", "tmp", "root", "etc", "bin", "usr", "dev"]));
    expect(volume.realpath("/etc/..")).toBe("/");
    expect(volume.realpath("/usr/bin/../../workspace/f")).toBe("/workspace/f");
    expect(volume.realpath("/var/tmp")).toBe("/tmp");
    volume.writeFile("/var/tmp/shared", bytes("x"));
    expect(textOf(volume, "/tmp/shared")).toBe("x");
    volume.copy("/etc/passwd", "/workspace/passwd", false);
    expect(textOf(volume, "/workspace/passwd")).toBe(textOf(volume, "/etc/passwd"));
  });

  it("looks the same in every worker and every run", () => {
    const first = dumpVolume(new Volume(DEFAULT_LIMITS, createSystemLayout(["ls"])), ["/"], { withIno: true });
    const second = dumpVolume(new Volume(DEFAULT_LIMITS, createSystemLayout(["ls"])), ["/"], { withIno: true });
    expect(first).toEqual(second);
    expect(new Set(first.map(({ mtimeMs }) => mtimeMs))).toEqual(new Set([LAYOUT_TIME.getTime()]));
  });

  it("has devices that can be written to and not kept", () => {
    const volume = newSlot();
    volume.writeFile("/dev/null", bytes("gone"));
    volume.writeFile("/dev/null", bytes("gone"), { append: true });
    expect(volume.readFile("/dev/null")).toHaveLength(0);
    expect(errnoOf(() => volume.writeFile("/dev/full", bytes("x")))).toBe("ENOSPC");
    expect(volume.readPrefix("/dev/zero", 10)).toEqual(new Uint8Array(10));
    expect(errnoOf(() => volume.readPrefix("/dev/zero", 1e12))).toBe("EFBIG");
    expect(Buffer.from(volume.readPrefix("/workspace/f", 1e12)).toString()).toBe("mine");
    expect(errnoOf(() => truncate(volume, "/dev/null", 0))).toBe("EINVAL");
    expect(volume.takeDelta().inodes.filter(({ ino }) => ino <= 4)).toHaveLength(1);
  });
});
