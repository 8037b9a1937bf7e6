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

/** Paths that are the same in every slot: directories, files, and names in directories that are free. */
const SEALED = ["/bin", "/bin/ls", "/usr/bin/ls", "/dev", "/dev/new", "/proc/self/status", "/usr/new"];
/** Paths whose folder becomes a slot's own when it is changed. */
const CHANGEABLE = ["/etc", "/etc/passwd", "/var", "/var/log", "/var/tmp", "/etc/new", "/new", "/home"];

describe("the system layout", () => {
  it.each(Object.entries(ATTEMPTS))("is not changed where it is sealed by: %s", (_, attempt) => {
    const volume = newSlot();
    volume.symlink("/usr/bin", "/workspace/to-bin");
    const links = ["/workspace/to-bin/ls", "/workspace/to-bin/new", "/workspace/../bin/ls", "/workspace/to-bin/"];
    for (const path of [...SEALED, ...links]) {
      const mine = stateOf(volume);
      const code = errnoOf(() => attempt(volume, path));
      expect([path, code]).not.toEqual([path, "ok"]);
      expect(stateOf(volume)).toEqual(mine);
    }
  });

  it.each(Object.entries(ATTEMPTS))("is not changed, nor what other slots see, by: %s", (_, attempt) => {
    const other = newSlot();
    const before = dumpVolume(system, ["/"], { withIno: true });
    const seen = dumpVolume(other, ["/"]);
    for (const path of [...CHANGEABLE, "/workspace/to-passwd", "/workspace/to-etc/new"]) {
      const volume = newSlot();
      volume.symlink("/etc", "/workspace/to-etc");
      volume.symlink("/etc/passwd", "/workspace/to-passwd");
      for (let round = 0; round < 2; round++) errnoOf(() => attempt(volume, path));
      expect(dumpVolume(system, ["/"], { withIno: true })).toEqual(before);
      expect(dumpVolume(other, ["/"])).toEqual(seen);
      // What has become the slot's own is what replicas get.
      const replica = new Volume(DEFAULT_LIMITS, system);
      replica.apply(structuredClone(volume.takeDelta()));
      expect(dumpVolume(replica, ["/"])).toEqual(dumpVolume(volume, ["/"]));
    }
  });

  it("becomes the slot's own, folder by folder, where it is written to", () => {
    const volume = newSlot();
    const { usedInodes } = volume;
    volume.writeFile("/etc/passwd", bytes("me"), { append: true });
    expect(textOf(volume, "/etc/passwd")).toMatch(/^root:(?:.|\n)*me$/);
    expect(volume.stat("/etc/hostname").mtimeMs).toBe(LAYOUT_TIME.getTime());
    expect(volume.usedInodes).toBe(usedInodes + 1 + volume.readdir("/etc").length);
    volume.unlink("/etc/hostname");
    volume.rename("/etc/hosts", "/workspace/hosts");
    volume.mkdirp("/home/user/.config");
    volume.mkdirp("/app/data");
    volume.rename("/app", "/moved");
    volume.removeTree("/moved/data");
    expect(volume.exists("/etc/hostname")).toBe(false);
    expect(volume.readdir("/").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["etc", "home", "moved", "usr"]),
    );
    volume.chmod("/srv", 0o700);
    expect([volume.stat("/srv").mode, newSlot().stat("/srv").mode]).toEqual([0o040700, 0o040755]);
    for (const path of ["/etc", "/home", "/usr"]) expect(errnoOf(() => volume.removeTree(path))).toBe("EBUSY");
  });

  it("becomes the slot's own wholly, or not at all where the quota has no room", () => {
    const full = new Volume({ ...DEFAULT_LIMITS, maxFiles: 4 }, system);
    const before = stateOf(full);
    expect(errnoOf(() => full.writeFile("/etc/new", bytes("x")))).toBe("ENOSPC");
    expect(stateOf(full)).toEqual(before);
    expect(full.readdir("/etc").map(({ name }) => name)).not.toContain("new");
  });

  it.each(["/usr/bin/ls", "/bin/new", "/proc/new"])(
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
    expect(errnoOf(() => volume.rmdir(path))).toBe("EBUSY");
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
