import {
  adoptContent,
  childrenOf,
  contentOf,
  type Link,
  type MemfsTree,
  type Node,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from "./memfs-tree.ts";

/** The content of a file from `offset` to its end. */
export interface ContentChange {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export type InodeChange =
  | {
      readonly kind: "file";
      readonly ino: number;
      readonly mode: number;
      readonly mtimeMs: number;
      readonly size: number;
      readonly content: ContentChange | undefined;
    }
  | {
      readonly kind: "symlink";
      readonly ino: number;
      readonly mode: number;
      readonly mtimeMs: number;
      readonly target: string;
    }
  | {
      readonly kind: "directory";
      readonly ino: number;
      readonly mode: number;
      readonly mtimeMs: number;
      readonly removed: readonly string[];
      readonly set: readonly (readonly [name: string, ino: number])[];
    };

/**
 * What changed in a volume since the last delta, inode by inode, so that renames, hard links and appended logs
 * cost what changed and not what is there. Applied to a replica that was equal before, it makes it equal again.
 * A snapshot is the delta from an empty volume.
 */
export interface Delta {
  readonly inodes: readonly InodeChange[];
}

export const EMPTY_DELTA: Delta = { inodes: [] };

/** Contents from here on travel in a buffer of their own and are adopted by the receiver without a copy. */
const OWN_BUFFER_BYTES = 64 * 1024;

/** The buffers of a delta, for a transfer list. */
export function buffersOf(delta: Delta): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const change of delta.inodes) {
    if (change.kind === "file" && change.content && change.content.bytes.buffer instanceof ArrayBuffer) {
      buffers.add(change.content.bytes.buffer);
    }
  }
  return [...buffers];
}

/** Which inodes changed since the last capture. */
export class Journal {
  readonly #contentFrom = new Map<number, number>();
  readonly #names = new Map<number, Set<string>>();
  readonly #inodes = new Set<number>();

  touched(node: Node): void {
    this.#inodes.add(node.ino);
  }

  wrote(node: Node, offset: number): void {
    this.#inodes.add(node.ino);
    this.#contentFrom.set(node.ino, Math.min(offset, this.#contentFrom.get(node.ino) ?? offset));
  }

  renamed(directory: Link, name: string): void {
    const { ino } = directory.getNode();
    this.#inodes.add(ino);
    const names = this.#names.get(ino);
    if (names) names.add(name);
    else this.#names.set(ino, new Set([name]));
  }

  /** Hands over what changed and starts anew. */
  take(tree: MemfsTree): Delta {
    if (this.#inodes.size === 0) return EMPTY_DELTA;
    const writer = new ContentWriter();
    const inodes: InodeChange[] = [];
    for (const ino of this.#inodes) {
      const node = tree.node(ino);
      if (!node) continue;
      inodes.push(this.#changeOf(tree, node, writer));
    }
    this.clear();
    return { inodes };
  }

  clear(): void {
    this.#inodes.clear();
    this.#contentFrom.clear();
    this.#names.clear();
  }

  #changeOf(tree: MemfsTree, node: Node, writer: ContentWriter): InodeChange {
    const directory = tree.directory(node.ino);
    if (!directory) return leafChange(node, this.#contentFrom.get(node.ino), writer);
    const removed: string[] = [];
    const set: [string, number][] = [];
    for (const name of this.#names.get(node.ino) ?? []) {
      removed.push(name);
      const child = directory.children.get(name);
      if (child) set.push([name, child.getNode().ino]);
    }
    return { kind: "directory", ...metaOf(node), removed, set };
  }
}

/** The whole tree as a delta from an empty one. */
export function snapshotOf(tree: MemfsTree): Delta {
  const writer = new ContentWriter();
  const inodes: InodeChange[] = [];
  for (const ino of tree.inos()) {
    const node = tree.node(ino);
    if (!node) continue;
    const directory = tree.directory(ino);
    if (!directory) {
      inodes.push(leafChange(node, 0, writer));
      continue;
    }
    const set: [string, number][] = [];
    for (const child of childrenOf(directory)) set.push([child.name, child.getNode().ino]);
    inodes.push({ kind: "directory", ...metaOf(node), removed: [], set });
  }
  return { inodes };
}

function metaOf(node: Node): { ino: number; mode: number; mtimeMs: number } {
  return { ino: node.ino, mode: node.mode, mtimeMs: node.mtime.getTime() };
}

function leafChange(node: Node, contentFrom: number | undefined, writer: ContentWriter): InodeChange {
  if ((node.mode & S_IFMT) === S_IFLNK) return { kind: "symlink", ...metaOf(node), target: node.symlink ?? "" };
  const offset = contentFrom === undefined ? undefined : Math.min(contentFrom, node.getSize());
  const content = offset === undefined ? undefined : { offset, bytes: writer.copy(contentOf(node).subarray(offset)) };
  return { kind: "file", ...metaOf(node), size: node.getSize(), content };
}

/** Copies many small contents into few buffers: a transfer costs by the buffer. */
class ContentWriter {
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

/** Replays a delta. The delta must have passed {@link assertDelta}. */
export function applyDelta(tree: MemfsTree, delta: Delta): void {
  const orphans = new Set<Node>();
  for (const change of delta.inodes) {
    const node = tree.node(change.ino) ?? tree.createNode(change.mode, change.ino);
    if (change.kind === "file") writeContent(tree, node, change.size, change.content);
    else if (change.kind === "symlink") node.symlink = change.target;
    else {
      const directory = tree.directory(change.ino);
      if (!directory) continue;
      for (const name of change.removed) {
        const link = directory.children.get(name);
        if (!link) continue;
        tree.detach(link);
        orphans.add(link.getNode());
      }
    }
  }
  attachAll(tree, delta, orphans);
  for (const change of delta.inodes) {
    const node = tree.node(change.ino);
    if (!node) continue;
    node.mode = change.mode;
    node.mtime = new Date(change.mtimeMs);
  }
  for (const node of orphans) forgetTree(tree, node);
}

/** New directories can name each other in any order, so names are attached from the known ones downwards. */
function attachAll(tree: MemfsTree, delta: Delta, orphans: Set<Node>): void {
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
        if (!node) throw new RangeError(`delta names the unknown inode ${ino}`);
        const known = tree.directory(ino);
        if (known && isWithin(directory, known)) throw new RangeError(`delta puts directory ${ino} into itself`);
        orphans.delete(node);
        tree.attach(directory, name, node);
      }
    }
    if (later.length === waiting.length) throw new RangeError("delta has a directory that nothing names");
    waiting = later;
  }
}

function isWithin(link: Link, ancestor: Link): boolean {
  // memfs's root is its own parent.
  let at: Link | undefined = link;
  while (at && at !== ancestor && at.parent !== at) at = at.parent;
  return at === ancestor;
}

function writeContent(tree: MemfsTree, node: Node, size: number, content: ContentChange | undefined): void {
  if (!content) return;
  const { offset, bytes } = content;
  tree.usedBytes += size - node.getSize();
  if (offset === 0) {
    adopt(node, bytes);
    return;
  }
  node.truncate(offset);
  if (bytes.length > 0) node.write(asBuffer(bytes), 0, bytes.length, offset);
}

function adopt(node: Node, bytes: Uint8Array): void {
  const ownsBuffer = bytes.length >= OWN_BUFFER_BYTES && bytes.length === bytes.buffer.byteLength;
  adoptContent(node, ownsBuffer ? bytes : new Uint8Array(bytes));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Forgets a node and, if it is a directory that is gone for good, everything below it. */
export function forgetTree(tree: MemfsTree, node: Node): void {
  const directory = tree.directory(node.ino);
  if (directory) {
    for (const child of [...childrenOf(directory)]) {
      tree.detach(child);
      forgetTree(tree, child.getNode());
    }
    tree.forget(node);
  } else if (node.nlink <= 0) {
    tree.forget(node);
  }
}

const KIND_BITS = { file: S_IFREG, symlink: S_IFLNK, directory: S_IFDIR } as const;

/**
 * Checks a delta that came from another thread or process before it is applied.
 * @throws RangeError that says what is wrong
 */
export function assertDelta(tree: MemfsTree, delta: Delta): void {
  const directories = new Set<number>();
  for (const { kind, ino } of delta.inodes) if (kind === "directory") directories.add(ino);
  const named = new Set<number>();
  for (const change of delta.inodes) {
    if (!Number.isSafeInteger(change.ino) || change.ino < 1)
      throw new RangeError(`delta has inode number ${change.ino}`);
    if (!Number.isFinite(change.mtimeMs)) throw new RangeError(`delta has mtime ${change.mtimeMs}`);
    const kind = KIND_BITS[change.kind];
    if (kind === undefined || (change.mode & S_IFMT) !== kind)
      throw new RangeError(`delta has a ${change.kind} of mode ${change.mode}`);
    const known = tree.node(change.ino);
    if (known && (known.mode & S_IFMT) !== kind) throw new RangeError(`delta changes the kind of inode ${change.ino}`);
    if (change.kind === "file") assertContent(change.size, change.content, known?.getSize() ?? 0);
    if (change.kind !== "directory") continue;
    for (const [name, ino] of change.set) {
      if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0")) {
        throw new RangeError(`delta has the name ${JSON.stringify(name)}`);
      }
      const isDirectory = directories.has(ino) || tree.directory(ino) !== undefined;
      if (isDirectory && named.has(ino)) throw new RangeError(`delta names directory ${ino} twice`);
      named.add(ino);
    }
  }
}

function assertContent(size: number, content: ContentChange | undefined, knownSize: number): void {
  if (!content) {
    if (size !== knownSize) throw new RangeError(`delta resizes a file to ${size} bytes without content`);
    return;
  }
  const { offset, bytes } = content;
  if (!(bytes instanceof Uint8Array)) throw new RangeError("delta has content that is not bytes");
  if (offset < 0 || offset > knownSize || offset + bytes.length !== size) {
    throw new RangeError(`delta has ${bytes.length} bytes at ${offset} of a file of ${size}`);
  }
}
