import { describe, expect, it } from "vitest";
import { FileTime } from "../../src/volume/file-time.ts";
import { bytes, errnoOf, volumeWith } from "./fixtures.ts";

const FILE = "/workspace/f";

describe("what is known of a file", () => {
  it("is root's, whoever runs the host", () => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"));
    expect(volume.stat(FILE)).toMatchObject({ uid: 0, gid: 0 });
  });

  it("is kept to the nanosecond, and reaches a replica", () => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"));
    volume.setTimes(FILE, { atime: new FileTime(-1, 999_999), mtime: new FileTime(1_700_000_000_123, 456_789) });
    volume.chown(FILE, { uid: 1000, gid: 7 });
    const replica = volumeWith();
    replica.apply(volume.takeDelta());
    expect(replica.stat(FILE)).toEqual(volume.stat(FILE));
    expect(replica.stat(FILE)).toMatchObject({
      uid: 1000,
      gid: 7,
      atimeMs: -1,
      atimeNs: 999_999,
      mtimeMs: 1_700_000_000_123,
      mtimeNs: 456_789,
    });
  });

  it("has another time after each change of its content", () => {
    const volume = volumeWith();
    const times = Array.from({ length: 2000 }, () => {
      volume.writeFile(FILE, bytes("x"));
      const { ctimeMs, ctimeNs } = volume.stat(FILE);
      return `${ctimeMs} ${ctimeNs}`;
    });
    expect(new Set(times).size).toBe(times.length);
  });

  it("keeps the time that isn't set, and the owner that isn't named", () => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"));
    volume.utimes(FILE, 5000);
    volume.setTimes(FILE, { mtime: new FileTime(7000) });
    volume.chown(FILE, { gid: 3 });
    expect(volume.stat(FILE)).toMatchObject({ uid: 0, gid: 3, atimeMs: 5000, mtimeMs: 7000 });
  });

  it("changes its ctime with mode, owner, times and names, and its mtime only with the content", () => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"));
    for (const change of [
      () => volume.chmod(FILE, 0o600),
      () => volume.chown(FILE, { uid: 1 }),
      () => volume.link(FILE, "/workspace/g"),
    ]) {
      volume.utimes(FILE, 1000);
      const { ctimeMs, ctimeNs } = volume.stat(FILE);
      change();
      const after = volume.stat(FILE);
      expect(after.mtimeMs).toBe(1000);
      expect(after.ctimeMs - ctimeMs || after.ctimeNs - ctimeNs).toBeGreaterThanOrEqual(0);
      expect(after.ctimeMs).toBeGreaterThan(1000);
    }
    volume.writeFile(FILE, bytes("y"));
    const { mtimeMs, mtimeNs, ctimeMs, ctimeNs } = volume.stat(FILE);
    expect([mtimeMs, mtimeNs]).toEqual([ctimeMs, ctimeNs]);
  });

  it("never goes back from one change to the next", () => {
    const volume = volumeWith();
    let last = 0;
    let lastNs = 0;
    for (let count = 0; count < 500; count++) {
      volume.writeFile(FILE, bytes(String(count)));
      const { mtimeMs, mtimeNs } = volume.stat(FILE);
      if (mtimeMs === last) expect(mtimeNs).toBeGreaterThanOrEqual(lastNs);
      else expect(mtimeMs).toBeGreaterThan(last);
      [last, lastNs] = [mtimeMs, mtimeNs];
    }
  });

  it("takes set-id bits from what gets another owner", () => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"), { mode: 0o6755 });
    volume.chown(FILE, { uid: 5 });
    expect(volume.stat(FILE).mode & 0o7777).toBe(0o755);
  });

  it("is of a link itself when that is asked for", () => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"));
    volume.symlink("f", "/workspace/link");
    volume.chown("/workspace/link", { uid: 9 }, { follow: false });
    volume.utimes("/workspace/link", 3000, { follow: false });
    expect(volume.lstat("/workspace/link")).toMatchObject({ uid: 9, mtimeMs: 3000 });
    expect(volume.stat(FILE).uid).toBe(0);
  });

  it.each([-1, 2 ** 32 - 1, 1.5, Number.NaN])("refuses the owner %s", (uid) => {
    const volume = volumeWith();
    volume.writeFile(FILE, bytes("x"));
    expect(errnoOf(() => volume.chown(FILE, { uid }))).toBe("EINVAL");
  });
});
