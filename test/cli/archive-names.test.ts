import { describe, expect, it } from "vitest";
import { archiveNames } from "../../src/cli/archive-file.ts";

const MAX_FILE_NAME_BYTES = 255;
const names = (...ids: string[]): string[] => [...archiveNames(ids).values()];

describe("archiveNames", () => {
  it("keeps plain ids as they are, and encodes the others", () => {
    expect(
      names("plain-1_2.3", "a/b", "../up", ".", "..", ".hidden", "ü", "a b", "a\\b", "x%2Fy", "a\0b", "c:d*?"),
    ).toEqual(
      [
        "plain-1_2.3",
        "a%2Fb",
        "%2E.%2Fup",
        "%2E",
        "%2E.",
        "%2Ehidden",
        "%C3%BC",
        "a%20b",
        "a%5Cb",
        "x%252Fy",
        "a%00b",
        "c%3Ad%2A%3F",
      ].map((name) => `${name}.tar.gz`),
    );
  });

  it("takes no name that Windows has for a device", () => {
    expect(names("con", "NUL.x", "com1", "console")).toEqual([
      "%63on.tar.gz",
      "%4EUL.x.tar.gz",
      "%63om1.tar.gz",
      "console.tar.gz",
    ]);
  });

  it("gives each id a name of its own, on a file system without case too", () => {
    const long = "x".repeat(300);
    const ids = ["a", "A", "a~0", "\ud800", "\ud801", "\ufffd", long, `${long}y`, long.toUpperCase(), "ü".repeat(100)];
    const all = names(...ids);
    expect(new Set(all.map((name) => name.toLowerCase())).size).toBe(ids.length);
    for (const name of all) {
      expect(name).toMatch(/^[\w.%~-]+\.tar\.gz$/);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES);
    }
    expect(all.slice(0, 2)).toEqual(["a.tar.gz", expect.stringMatching(/^A~[0-9a-f]{16}\.tar\.gz$/)]);
    // What a digest ends in could be an id by itself.
    const [, upper = ""] = all;
    expect(names("a", "A", upper.replace(".tar.gz", ""))).toHaveLength(3);
    expect(new Set(names("a", "A", upper.replace(".tar.gz", ""))).size).toBe(3);
  });
});
