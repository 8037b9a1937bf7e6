import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { createSystemLayout } from "../../src/volume/system-layout.ts";
import { LAYOUT_TIME, Volume } from "../../src/volume/volume.ts";
import { dumpVolume } from "./dump.ts";
import { bytes, errnoOf, stateOf, textOf } from "./fixtures.ts";

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
  truncate: (v, path) => v.truncate(path, 0),
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
const SEALED = ["/proc", "/proc/sys", "/proc/uptime", "/proc/new"];
/** Paths of what becomes a slot's own when it is changed. */
const CHANGEABLE = [
  ...["/etc", "/etc/passwd", "/var", "/var/log", "/var/tmp", "/etc/new", "/new", "/home"],
  ...["/bin", "/bin/ls", "/usr", "/usr/bin/ls", "/usr/bin/new", "/usr/local/bin", "/dev", "/dev/null", "/dev/shm"],
];

describe("the system layout", () => {
  it.each(Object.entries(ATTEMPTS))("is not changed where it is sealed by: %s", (_, attempt) => {
    const volume = newSlot();
    volume.symlink("/proc", "/workspace/to-proc");
    const links = ["/workspace/to-proc/version", "/workspace/to-proc/new", "/workspace/../proc", "/workspace/to-proc/"];
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

  it("becomes the slot's own where it is written to", () => {
    const volume = newSlot();
    const { usedInodes } = volume;
    volume.writeFile("/etc/passwd", bytes("me"), { append: true });
    expect(textOf(volume, "/etc/passwd")).toMatch(/^root:(?:.|\n)*me$/);
    expect(volume.stat("/etc/hostname").mtimeMs).toBe(LAYOUT_TIME.getTime());
    expect(volume.usedInodes).toBe(usedInodes + 2);
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
    volume.removeTree("/home");
    volume.mkdir("/home");
    expect(volume.readdir("/home")).toEqual([]);
    volume.mkdir("/opt/tool");
    volume.rename("/usr/local", "/opt/local");
    expect([volume.exists("/usr/local"), volume.exists("/opt/local/bin")]).toEqual([false, true]);
    volume.rename("/opt", "/moved");
    expect([volume.exists("/opt"), volume.exists("/moved/local/bin"), volume.exists("/moved/tool")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("becomes the slot's own wholly, or not at all where the quota has no room", () => {
    const full = new Volume({ ...DEFAULT_LIMITS, maxFiles: 2 }, system);
    const before = stateOf(full);
    expect(errnoOf(() => full.chmod("/usr/bin/ls", 0o700))).toBe("ENOSPC");
    expect(errnoOf(() => full.rename("/usr", "/workspace/usr"))).toBe("ENOSPC");
    expect(errnoOf(() => full.writeFile("/usr/bin/new", bytes("x")))).toBe("ENOSPC");
    expect(errnoOf(() => full.rename("/usr/bin/ls", "/usr/lib"))).toBe("EISDIR");
    expect(errnoOf(() => full.rmdir("/usr/bin"))).toBe("ENOTEMPTY");
    expect(stateOf(full)).toEqual(before);
  });

  it("is copied as it is when the copy changes it", () => {
    const layout = new Volume(DEFAULT_LIMITS);
    layout.mkdirp("/a/a");
    layout.writeFile("/a/a/b", bytes("inner"));
    layout.writeFile("/a/b", bytes("outer"));
    const volume = new Volume(DEFAULT_LIMITS, layout, 1000);
    volume.copy("/a", "/", true);
    expect([textOf(volume, "/a/b"), textOf(volume, "/b")]).toEqual(["inner", "inner"]);
  });

  it.each(["/proc/version", "/proc/new"])("says EROFS for a write to %s, also with the quota used up", (path) => {
    const full = new Volume({ ...DEFAULT_LIMITS, maxFiles: 1, maxWorkspaceBytes: 4 }, system);
    full.writeFile("/workspace/f", bytes("full"));
    for (const volume of [newSlot(), full]) {
      expect(errnoOf(() => volume.writeFile(path, bytes("evil")))).toBe("EROFS");
      expect(errnoOf(() => volume.mkdir(`${path}.d`))).toBe("EROFS");
      expect(errnoOf(() => volume.rename("/workspace/f", path))).toBe("EROFS");
    }
  });

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
      () => volume.rename("/proc", path),
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
    expect(errnoOf(() => volume.truncate("/dev/null", 0))).toBe("EINVAL");
    expect(volume.takeDelta().inodes.filter(({ ino }) => ino <= 4)).toHaveLength(1);
  });
});

describe("a directory that is merged with the system layout's", () => {
  it("keeps `..`, names and times when something in it becomes the slot's own", () => {
    const volume = newSlot();
    const { mtimeMs, nlink, ino } = volume.stat("/usr/bin");
    volume.chmod("/usr/bin/ls", 0o700);
    expect(volume.stat("/usr/bin")).toMatchObject({ mtimeMs, nlink });
    expect(volume.stat("/usr/bin").ino).not.toBe(ino);
    expect(volume.realpath("/usr/bin/cat")).toBe("/usr/bin/cat");
    expect(volume.realpath("/usr/lib/python3/../../bin/../local/..")).toBe("/usr");
    expect(volume.readdir("/usr/bin").map(({ name }) => name)).toEqual(expect.arrayContaining(["ls", "cat"]));
    expect(volume.stat("/usr/bin/../lib/../bin/ls").mode & 0o777).toBe(0o700);
  });

  it("shows what was hidden in it no more, and what is made under that name instead", () => {
    const volume = newSlot();
    volume.unlink("/usr/bin/ls");
    expect([volume.exists("/bin/ls"), errnoOf(() => volume.unlink("/bin/ls"))]).toEqual([false, "ENOENT"]);
    volume.writeFile("/bin/ls", bytes("mine"));
    volume.unlink("/bin/ls");
    expect(volume.exists("/usr/bin/ls")).toBe(false);
    volume.removeTree("/usr/local");
    volume.mkdir("/usr/local");
    expect(volume.readdir("/usr/local")).toEqual([]);
    const replica = new Volume(DEFAULT_LIMITS, system);
    replica.apply(volume.snapshot());
    expect(dumpVolume(replica, ["/"])).toEqual(dumpVolume(volume, ["/"]));
  });

  it("says of each file whether it is the same as another", () => {
    const volume = newSlot();
    const inos = dumpVolume(volume, ["/"], { withIno: true }).map(({ ino }) => ino);
    const own = dumpVolume(volume, ["/workspace", "/tmp", "/root"], { withIno: true }).map(({ ino }) => ino);
    expect(new Set(inos).size).toBe(inos.length);
    expect(own.every((ino) => ino !== undefined && ino < 2 ** 31)).toBe(true);
  });

  it("is told apart by slots that share a machine", () => {
    const [changed, other] = [newSlot(), newSlot()];
    changed.unlink("/usr/bin/ls");
    expect([changed.changesPrograms, other.changesPrograms]).toEqual([true, false]);
    changed.removeTree("/bin");
    expect([changed.exists("/bin/cat"), changed.exists("/usr/bin/cat"), other.exists("/bin/cat")]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
