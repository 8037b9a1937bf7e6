import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Volume } from "../../src/volume/volume.ts";
import { bytes, errnoOf, LIMITS, textOf } from "./fixtures.ts";

describe.runIf(process.platform === "linux")("the kernel and a volume follow links alike", () => {
  let root: string;
  let volume: Volume;
  beforeEach(() => {
    root = mkdtempSync(join(realpathSync(tmpdir()), "slotbox-links-"));
    volume = new Volume(LIMITS);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function mkdir(path: string): void {
    mkdirSync(root + path);
    volume.mkdir(path);
  }
  function write(path: string, text: string): void {
    writeFileSync(root + path, text);
    volume.writeFile(path, bytes(text));
  }
  function symlink(target: string, path: string): void {
    symlinkSync(target, root + path);
    volume.symlink(target, path);
  }

  it("with `..` after them", () => {
    for (const path of ["/a", "/a/b", "/c"]) mkdir(path);
    write("/a/f", "content");
    symlink("../a/b", "/c/link");
    symlink("link/..", "/c/up");
    symlink("up/f", "/c/file");
    for (const path of ["/c/link", "/c/link/..", "/c/up/", "/c/file", "/c/up/b/../f"]) {
      const real = realpathSync.native(root + path).slice(root.length);
      expect([volume.realpath(path), volume.canonicalPath(path)]).toEqual([real, real]);
    }
    expect(textOf(volume, "/c/file")).toBe(readFileSync(`${root}/c/file`, "utf8"));
  });

  it("forty times and no more", () => {
    write("/0", "content");
    for (let i = 1; i <= 41; i++) symlink(String(i - 1), `/${i}`);
    expect(realpathSync.native(`${root}/40`)).toBe(`${root}/0`);
    expect([volume.realpath("/40"), volume.canonicalPath("/40")]).toEqual(["/0", "/0"]);
    expect(() => realpathSync.native(`${root}/41`)).toThrow("ELOOP");
    expect(errnoOf(() => volume.realpath("/41"))).toBe("ELOOP");
    expect(errnoOf(() => volume.canonicalPath("/41"))).toBe("ELOOP");
  });
});
