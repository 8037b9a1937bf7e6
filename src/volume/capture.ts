import {
  type Delta,
  type FileChange,
  type InodeChange,
  type InodeMeta,
  OWN_BUFFER_BYTES,
  type SymlinkChange,
} from "./delta.ts";
import { contentOf } from "./file-content.ts";
import { timesOf } from "./file-time.ts";
import { hiddenNamesOf } from "./hidden-names.ts";
import { childrenOf, type MemfsTree } from "./memfs-tree.ts";
import type { Node } from "./memfs-types.ts";

/** The whole tree as a delta from an empty one. */
export function snapshotOf(tree: MemfsTree): Delta {
  const writer = new ContentWriter();
  const inodes: InodeChange[] = [];
  for (const ino of tree.inos()) {
    const node = tree.node(ino);
    if (!node) continue;
    const directory = tree.directory(ino);
    if (!directory) {
      inodes.push(captureLeaf(node, 0, writer));
      continue;
    }
    const set: [string, number][] = [];
    for (const child of childrenOf(directory)) set.push([child.name, child.getNode().ino]);
    inodes.push({ kind: "directory", ...captureMeta(node), removed: [], set, ...captureHidden(node) });
  }
  return { inodes };
}

export function captureMeta(node: Node): InodeMeta {
  const { ino, mode, uid, gid } = node;
  const { atime, mtime, ctime } = timesOf(node);
  return {
    ino,
    mode,
    uid,
    gid,
    atimeMs: atime.getTime(),
    atimeNs: atime.ns,
    mtimeMs: mtime.getTime(),
    mtimeNs: mtime.ns,
    ctimeMs: ctime.getTime(),
    ctimeNs: ctime.ns,
  };
}

export function captureHidden(node: Node): { hidden?: readonly string[] } {
  const hidden = hiddenNamesOf(node);
  return hidden ? { hidden: [...hidden] } : {};
}

/** @param contentFrom where the content begins to differ, if it does; at most the size */
export function captureLeaf(
  node: Node,
  contentFrom: number | undefined,
  writer: ContentWriter,
): FileChange | SymlinkChange {
  if (node.symlink !== undefined) return { kind: "symlink", ...captureMeta(node), target: node.symlink };
  const content =
    contentFrom === undefined
      ? undefined
      : { offset: contentFrom, bytes: writer.copy(contentOf(node).subarray(contentFrom)) };
  return { kind: "file", ...captureMeta(node), size: node.getSize(), content };
}

/** Copies many small contents into few buffers: a transfer costs by the buffer. */
export class ContentWriter {
  #block = new Uint8Array(0);
  #used = 0;

  copy(bytes: Uint8Array): Uint8Array {
    if (bytes.length >= OWN_BUFFER_BYTES) return new Uint8Array(bytes);
    if (this.#used + bytes.length > this.#block.length) {
      this.#block = new Uint8Array(this.#block.length === 0 ? Math.max(4096, bytes.length) : OWN_BUFFER_BYTES);
      this.#used = 0;
    }
    const copy = this.#block.subarray(this.#used, this.#used + bytes.length);
    copy.set(bytes);
    this.#used += bytes.length;
    return copy;
  }
}
