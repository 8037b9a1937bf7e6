import { createRequire } from "node:module";
import { Volume as MemfsVolume } from "memfs";
import { beforeEach, describe, expect, it } from "vitest";
import { S_IFDIR, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import {
  adoptContent,
  appendContent,
  contentOf,
  replaceContent,
  resizeContent,
} from "../../src/volume/file-content.ts";
import { childrenOf, MemfsTree } from "../../src/volume/memfs-tree.ts";
import type { Link } from "../../src/volume/memfs-types.ts";

/*
 * What src/volume assumes of memfs's inode layer, which memfs promises to nobody. If memfs is updated and this fails,
 * src/volume/memfs-tree.ts and file-content.ts are to be looked at.
 */

describe("memfs", () => {
  it("is the version that was looked at", () => {
    const require = createRequire(import.meta.url);
    const { dependencies } = require("../../package.json") as { dependencies: Record<string, string> };
    const { version } = require("memfs/package.json") as { version: string };
    expect([dependencies["memfs"], version]).toEqual(["4.80.1", "4.80.1"]);
  });

  it("starts with a root that is its own parent and has inode 1", () => {
    const { root } = new MemfsVolume()._core;
    expect(root.parent).toBe(root);
    expect(root.ino).toBe(1);
    expect([...root.children]).toEqual([
      [".", root],
      ["..", root],
    ]);
    expect(root.steps).toEqual([""]);
  });

  it("numbers inodes one by one, and modulo 2³² − 1", () => {
    const core = new MemfsVolume()._core;
    core.ino = 41;
    expect(core.createNode(S_IFREG).ino).toBe(42);
    core.ino = 0xffffffff;
    expect(core.createNode(S_IFREG).ino).toBe(1);
  });

  it("keeps inodes in a plain object by number", () => {
    const core = new MemfsVolume()._core;
    const node = core.createNode(S_IFREG);
    expect(core.inodes[node.ino]).toBe(node);
    expect(Object.keys(core.inodes)).toEqual(["1", String(node.ino)]);
  });

  it("gives a new inode one link, its type and now as its time", () => {
    const before = Date.now();
    const node = new MemfsVolume()._core.createNode(S_IFREG | 0o640);
    expect([node.nlink, node.mode, node.getSize(), node.symlink]).toEqual([1, S_IFREG | 0o640, 0, undefined]);
    expect(node.mtime.getTime()).toBeGreaterThanOrEqual(before);
  });
});

describe("links of memfs", () => {
  let volume: MemfsVolume;
  let root: Link;
  beforeEach(() => {
    volume = new MemfsVolume();
    root = volume._core.root;
  });

  const makeDirectory = (parent: Link, name: string): Link =>
    parent.createChild(name, volume._core.createNode(S_IFDIR | 0o755));

  it("know their superblock, parent, name and steps", () => {
    const a = makeDirectory(root, "a");
    const file = a.createChild("f", volume._core.createNode(S_IFREG));
    expect(file.vol).toBe(root.vol);
    expect(file.parent).toBe(a);
    expect([file.name, file.getName()]).toEqual(["f", "f"]);
    expect(file.steps).toEqual(["", "a", "f"]);
    expect(file.ino).toBe(file.getNode().ino);
  });

  it("of directories keep `.` and `..` among their children and count themselves as POSIX does", () => {
    const before = root.getNode().nlink;
    const a = makeDirectory(root, "a");
    expect([...a.children]).toEqual([
      [".", a],
      ["..", root],
    ]);
    expect(a.getNode().nlink).toBe(2);
    expect(root.getNode().nlink).toBe(before + 1);
    root.deleteChild(a);
    expect(root.getNode().nlink).toBe(before);
    expect(a.getNode().nlink).toBe(2);
    expect(root.children.get("a")).toBe(undefined);
  });

  it("keep their children when they move, and take on new steps by syncSteps", () => {
    const a = makeDirectory(root, "a");
    const b = makeDirectory(root, "b");
    const file = a.createChild("f", volume._core.createNode(S_IFREG));
    root.deleteChild(a);
    a.name = "c";
    b.setChild("c", a);
    a.syncSteps();
    expect(a.parent).toBe(b);
    expect(a.children.get("..")).toBe(b);
    expect(file.steps).toEqual(["", "b", "c", "f"]);
    expect(volume.existsSync("/b/c/f")).toBe(true);
  });

  it("list their children in the order they were set", () => {
    for (const name of ["z", "a", "1"]) makeDirectory(root, name);
    root.deleteChild(root.children.get("a") as Link);
    makeDirectory(root, "a");
    expect([...childrenOf(root)].map(({ name }) => name)).toEqual(["z", "1", "a"]);
  });

  it("set the directory's time when a name is given or taken", () => {
    const node = root.getNode();
    const long = new Date(0);
    node.mtime = long;
    const a = makeDirectory(root, "a");
    expect(node.mtime).not.toBe(long);
    node.mtime = long;
    root.deleteChild(a);
    expect(node.mtime).not.toBe(long);
  });
});

describe("the content slotbox puts into memfs's inodes", () => {
  it("is what memfs reads", () => {
    const tree = new MemfsTree();
    const node = tree.createNode(S_IFREG | 0o644);
    tree.attach(tree.root, "f", node);
    const read = (): string => tree.volume.readFileSync("/f", "latin1") as string;
    replaceContent(node, Buffer.from("hello"));
    expect(read()).toBe("hello");
    appendContent(node, Buffer.from(" world"));
    expect(read()).toBe("hello world");
    resizeContent(node, 4);
    expect(read()).toBe("hell");
    resizeContent(node, 6);
    expect(read()).toBe("hell\0\0");
    adoptContent(node, Uint8Array.of(0xff, 0, 0x80));
    expect(read()).toBe("\xff\0\x80");
    expect(tree.volume.statSync("/f").size).toBe(3);
  });

  it("can be written to by memfs, which never writes past the capacity", () => {
    const tree = new MemfsTree();
    const node = tree.createNode(S_IFREG | 0o644);
    tree.attach(tree.root, "f", node);
    const bytes = Uint8Array.of(1, 2, 3);
    adoptContent(node, bytes);
    tree.volume.appendFileSync("/f", Buffer.of(4, 5));
    expect([...contentOf(node)]).toEqual([1, 2, 3, 4, 5]);
    expect([...bytes]).toEqual([1, 2, 3]);
  });
});

describe("the tree over memfs", () => {
  it("counts names and bytes, and forgets an inode with its last name", () => {
    const tree = new MemfsTree();
    const node = tree.createNode(S_IFREG | 0o644);
    const first = tree.attach(tree.root, "f", node);
    const second = tree.attach(tree.root, "g", node);
    expect([node.nlink, tree.usedNames]).toEqual([2, 2]);
    tree.detach(first);
    tree.forgetTree(node);
    expect(tree.node(node.ino)).toBe(node);
    tree.detach(second);
    tree.forgetTree(node);
    tree.forget(node);
    expect([tree.node(node.ino), tree.usedNames, tree.usedBytes]).toEqual([undefined, 0, 0]);
  });

  it("makes inodes with given numbers and goes on after the highest", () => {
    const tree = new MemfsTree();
    expect(tree.createNode(S_IFREG, 100).ino).toBe(100);
    expect(tree.createNode(S_IFREG, 7).ino).toBe(7);
    expect(tree.createNode(S_IFREG).ino).toBe(101);
  });
});
