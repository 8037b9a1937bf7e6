import { beforeEach, describe, it } from "vitest";
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import type { Volume } from "../../src/volume/volume.ts";
import {
  directory,
  expectRefused,
  type Fields,
  file,
  INO,
  inWorkspace,
  named,
  sampleVolume,
  symlink,
} from "./delta-samples.ts";
import { bytes } from "./fixtures.ts";

describe("a delta is refused, and nothing of it is applied,", () => {
  let volume: Volume;
  beforeEach(() => {
    volume = sampleVolume();
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["text", "delta"],
    ["an empty object", {}],
    ["inodes that are no array", { inodes: { length: 1 } }],
    ["an inode that is null", { inodes: [null] }],
    ["an inode that is a number", { inodes: [7] }],
    ["an inode without fields", { inodes: [{}] }],
    ["an array in an array", { inodes: [[]] }],
  ])("that is or has %s", (_, delta) => expectRefused(volume, delta));

  it.each<unknown>(["device", "toString", "__proto__", "", 1, null, undefined, ["file"]])("of kind %j", (kind) =>
    expectRefused(volume, named(file(100, { kind }))),
  );

  it.each<unknown>([0, -1, 1.5, Number.NaN, 2 ** 53, 2 ** 32, 0xffffffff + 2, "100", null, undefined, "constructor"])(
    "of inode number %s",
    (ino) => {
      expectRefused(volume, named(file(ino as number)));
      expectRefused(volume, { inodes: [directory(INO.workspace, [["new", ino]])] });
    },
  );

  it.each<unknown>([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, 1.5, "1", null, new Date()])(
    "of mtime %s",
    (mtimeMs) => expectRefused(volume, named(file(100, { mtimeMs }))),
  );

  it.each<unknown>([-1, 1_000_000, 1.5, Number.NaN, "1", null, undefined])("of %s nanoseconds", (ns) => {
    for (const name of ["atimeNs", "mtimeNs", "ctimeNs"]) expectRefused(volume, named(file(100, { [name]: ns })));
  });

  it.each<unknown>([-1, 2 ** 32 - 1, 1.5, Number.NaN, "0", null, undefined])("of owner %s", (id) => {
    for (const name of ["uid", "gid"]) expectRefused(volume, named(file(100, { [name]: id })));
  });

  it.each<unknown>([
    0,
    0o644,
    S_IFDIR | 0o755,
    S_IFLNK | 0o777,
    S_IFCHR | 0o666,
    S_IFREG | 0o644 | (2 ** 20),
    (S_IFREG | 0o644) + 0.5,
    -S_IFREG,
    2 ** 32 + (S_IFREG | 0o644),
    "33188",
    null,
  ])("of a file with mode %s", (mode) => expectRefused(volume, named(file(100, { mode }))));

  it.each<unknown>([
    "",
    ".",
    "..",
    "a/b",
    "/",
    "a\0b",
    "\ud800",
    "x".repeat(256),
    "é".repeat(128),
    7,
    null,
    ["a"],
    { toString: () => "a" },
  ])("with the name %j", (name) => {
    expectRefused(volume, named(file(100), name));
    expectRefused(volume, inWorkspace([], [name]));
  });

  it.each<unknown>([undefined, null, "ab", [], ["a"], [["a"]], [["a", "b"]], [["a", {}]], { length: 0 }])(
    "with the names %j",
    (set) => {
      if (Array.isArray(set) && set.length === 0) return;
      expectRefused(volume, { inodes: [directory(INO.workspace, [], [], { set })] });
    },
  );

  it.each<unknown>([undefined, null, "f", { length: 1 }])("with the removed names %j", (removed) =>
    expectRefused(volume, { inodes: [directory(INO.workspace, [], [], { removed })] }),
  );

  it.each<unknown>(["", "a\0b", "\ud800", "x".repeat(4096), "é".repeat(2048), 7, null, undefined])(
    "with a link to %j",
    (target) => expectRefused(volume, named(symlink(100, target))),
  );

  it.each<[string, Fields]>([
    ["a size that is not the content's", { size: 2 }],
    ["a negative size", { size: -1, content: undefined }],
    ["a size that is no integer", { size: 1.5, content: { offset: 0.5, bytes: bytes("x") } }],
    ["a size that is text", { size: "1" }],
    ["an offset beyond a new file", { size: 2, content: { offset: 1, bytes: bytes("x") } }],
    ["a negative offset", { size: 0, content: { offset: -1, bytes: bytes("x") } }],
    ["an offset that is text", { content: { offset: "0", bytes: bytes("x") } }],
    ["content that is text", { content: { offset: 0, bytes: "x" } }],
    ["content that is an array", { content: { offset: 0, bytes: [120] } }],
    ["content that is a buffer", { content: { offset: 0, bytes: new ArrayBuffer(1) } }],
    ["content that others can write to", { content: { offset: 0, bytes: new Uint8Array(new SharedArrayBuffer(1)) } }],
    ["content that is null", { content: null }],
    ["a size without content", { content: undefined }],
  ])("with a file of %s", (_, fields) => expectRefused(volume, named(file(100, fields))));

  it("that writes at an offset beyond a known file's end, or resizes it without content", () => {
    expectRefused(volume, { inodes: [file(INO.file, { size: 7, content: { offset: 6, bytes: bytes("x") } })] });
    expectRefused(volume, { inodes: [file(INO.file, { size: 6, content: undefined })] });
    expectRefused(volume, { inodes: [file(INO.file, { size: 4, content: undefined })] });
  });

  it("that changes the kind of an inode", () => {
    expectRefused(volume, { inodes: [file(INO.directory)] });
    expectRefused(volume, { inodes: [file(INO.symlink)] });
    expectRefused(volume, { inodes: [symlink(INO.file, "x")] });
    expectRefused(volume, { inodes: [symlink(INO.workspace, "/etc")] });
    expectRefused(volume, { inodes: [directory(INO.file)] });
  });
});
