import { type Delta, type DirectoryChange, type FileChange, OWN_BUFFER_BYTES } from "./delta.ts";
import { adoptContent, appendContent, contentSize, replaceContent, resizeContent } from "./file-content.ts";
import { FileTime, setTimes } from "./file-time.ts";
import { setHiddenNames } from "./hidden-names.ts";
import type { MemfsTree } from "./memfs-tree.ts";
import type { Node } from "./memfs-types.ts";
import { type Steps, stepping } from "./steps.ts";

/** Replays, step by step, a delta which must have passed `assertDelta`. Until the last step the tree is neither old nor new. */
export function* applyDelta(tree: MemfsTree, delta: Delta): Steps {
  /** Inodes that lost a name; those that get no other are gone. */
  const unnamed = new Set<Node>();
  for (const change of delta.inodes) {
    const node = tree.node(change.ino) ?? tree.createNode(change.mode, change.ino);
    if (change.kind === "directory") yield* takeNames(tree, change, unnamed);
    else {
      const before = contentSize(node);
      if (change.kind === "symlink") node.symlink = change.target;
      else writeContent(node, change);
      tree.usedBytes += contentSize(node) - before;
      yield;
    }
  }
  yield* giveNames(tree, delta, unnamed);
  for (const node of unnamed) yield* tree.forgetTree(node);
  // Times are set last: names given and taken have changed those of the directories.
  yield* stepping(delta.inodes, (change) => {
    const node = tree.node(change.ino);
    if (!node) return;
    node.mode = change.mode;
    if (change.kind === "directory") setHiddenNames(tree, node, change.hidden);
    node.uid = change.uid;
    node.gid = change.gid;
    setTimes(node, {
      atime: new FileTime(change.atimeMs, change.atimeNs),
      mtime: new FileTime(change.mtimeMs, change.mtimeNs),
      ctime: new FileTime(change.ctimeMs, change.ctimeNs),
    });
  });
}

function writeContent(node: Node, { content }: FileChange): void {
  if (!content) return;
  const { offset, bytes } = content;
  if (offset > 0) {
    if (offset < node.getSize()) resizeContent(node, offset);
    appendContent(node, bytes);
  } else if (bytes.length >= OWN_BUFFER_BYTES && bytes.length === bytes.buffer.byteLength) adoptContent(node, bytes);
  else replaceContent(node, bytes);
}

/** All names are taken before one is given: what was moved may have got the place of what was moved or removed. */
function* takeNames(tree: MemfsTree, change: DirectoryChange, unnamed: Set<Node>): Steps {
  const directory = tree.directory(change.ino);
  if (!directory) return;
  const taken = [...change.removed];
  // A snapshot removes nothing, and finds the writable directories in place.
  for (const [name, ino] of change.set) if (directory.children.get(name)?.ino !== ino) taken.push(name);
  yield* stepping(taken, (name) => {
    const link = directory.children.get(name);
    if (!link) return;
    tree.detach(link);
    unnamed.add(link.getNode());
  });
}

/** New directories can name each other in any order, so names are given from the known ones downwards. */
function* giveNames(tree: MemfsTree, delta: Delta, unnamed: Set<Node>): Steps {
  let waiting = delta.inodes.filter((change) => change.kind === "directory");
  while (waiting.length > 0) {
    const later: typeof waiting = [];
    for (const change of waiting) {
      const directory = tree.directory(change.ino);
      if (!directory) {
        later.push(change);
        continue;
      }
      for (const [name, ino] of change.set) {
        const node = tree.node(ino);
        if (!node || directory.children.get(name)?.ino === ino) continue;
        unnamed.delete(node);
        tree.attach(directory, name, node);
        yield;
      }
    }
    if (later.length === waiting.length) throw new RangeError("delta has a directory that nothing names");
    waiting = later;
  }
}
