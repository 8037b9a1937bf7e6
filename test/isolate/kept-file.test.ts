import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cacheFolders, keptFile } from "../../src/isolate/kept-file.ts";

const KEY = "0".repeat(32);
const NAME = `shell-${KEY}.image`;
const NOBODY = 65_534;
/** Only root can give a file away. */
const givesAway = process.getuid?.() === 0;

let base: string;
let first: string;
let second: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "slotbox-image-"));
  [first, second] = [join(base, "first"), join(base, "second")];
});
afterEach(() => rmSync(base, { recursive: true }));

/** What is found in these folders, or made. */
const image = (made: string, folders = [first, second], key = KEY, keptOthers = 0): string =>
  Buffer.from(keptFile(folders, { kind: "shell", key, keptOthers }, () => Buffer.from(made))).toString();

it("is made once, for this user alone", () => {
  expect([image("one"), image("two"), existsSync(second)]).toEqual(["one", "one", false]);
  expect([statSync(first).mode & 0o777, statSync(join(first, NAME)).mode & 0o777]).toEqual([0o700, 0o600]);
});

it.each<[what: string, spoil: () => void]>([
  ["a folder that its group may write to", () => chmodSync(first, 0o770)],
  ["a folder that all may write to", () => chmodSync(first, 0o707)],
  [
    "a folder that is a link",
    () => {
      renameSync(first, join(base, "moved"));
      symlinkSync(join(base, "moved"), first);
    },
  ],
  ...(givesAway
    ? [["a folder of somebody else's", () => chownSync(first, NOBODY, NOBODY)] as [string, () => void]]
    : []),
])("is neither taken from nor put into %s", (_what, spoil) => {
  image("planted");
  spoil();
  expect([image("own"), image("other")]).toEqual(["own", "own"]);
  expect(readdirSync(second)).toEqual([NAME]);
  expect([image("unkept", [first]), image("unkept too", [first])]).toEqual(["unkept", "unkept too"]);
});

it.each<[what: string, spoil: (file: string) => void]>([
  ["that its group may write to", (file) => chmodSync(file, 0o660)],
  [
    "that is a link",
    (file) => {
      renameSync(file, join(base, "moved"));
      symlinkSync(join(base, "moved"), file);
    },
  ],
  [
    "that is a folder",
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
  ...(givesAway
    ? [["of somebody else's", (file: string) => chownSync(file, NOBODY, NOBODY)] as [string, (file: string) => void]]
    : []),
])("is not taken from a file %s", (_what, spoil) => {
  image("planted");
  spoil(join(first, NAME));
  expect([image("own"), image("other")]).toEqual(["own", "own"]);
});

it.each<[what: string, spoil: (content: Buffer) => Buffer]>([
  ["cut short", (content) => content.subarray(0, -1)],
  ["empty", () => Buffer.alloc(0)],
  ["changed", (content) => Buffer.concat([content.subarray(0, -1), Buffer.from("!")])],
  ["longer", (content) => Buffer.concat([content, Buffer.from("!")])],
])("is made anew if it is %s", (_what, spoil) => {
  image("one");
  const file = join(first, NAME);
  writeFileSync(file, spoil(readFileSync(file)));
  expect([image("two"), image("three")]).toEqual(["two", "two"]);
});

it("takes the place of those of other keys, and of nothing else", () => {
  image("old", [first], "1".repeat(32));
  mkdirSync(join(first, "kept"));
  writeFileSync(join(first, `python-${KEY}.image`), "");
  image("new", [first]);
  expect(readdirSync(first).sort()).toEqual(["kept", NAME, `python-${KEY}.image`].sort());
});

it("leaves so many of other keys as it is told, those that were written last", () => {
  for (const [digit, seconds] of [1, 4, 2, 3].entries()) {
    const key = String(digit + 1).repeat(32);
    image("old", [first], key, 4);
    utimesSync(join(first, `shell-${key}.image`), seconds, seconds);
  }
  image("new", [first], KEY, 2);
  expect(readdirSync(first).sort()).toEqual([0, 2, 4].map((digit) => `shell-${String(digit).repeat(32)}.image`));
});

it("is in the user's cache folder, which is absolute", () => {
  expect(cacheFolders("/cache")[0]).toBe("/cache/slotbox");
  for (const unset of [undefined, "", "cache", "./cache"])
    expect(cacheFolders(unset)[0]).toBe(join(homedir(), ".cache", "slotbox"));
});
