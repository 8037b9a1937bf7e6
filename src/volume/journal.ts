import { ContentWriter, captureHidden, captureLeaf, captureMeta } from "./capture.ts";
import { type Delta, EMPTY_DELTA, type InodeChange } from "./delta.ts";
import type { MemfsTree } from "./memfs-tree.ts";
import type { Link, Node } from "./memfs-types.ts";

/**
 * Which inodes changed since the last capture. It holds nothing of what was made and removed since, so that a guest
 * that makes and removes files for hours doesn't make it grow.
 */
export class Journal {
  readonly #inodes = new Set<number>();
  readonly #contentFrom = new Map<number, number>();
  /** By directory, the names given or taken since, in the order they were last given, and whether each was there before. */
  readonly #names = new Map<number, Map<string, boolean>>();

  touched(node: Node): void {
    this.#inodes.add(node.ino);
  }

  /** The content changed from `offset` on. */
  wrote(node: Node, offset: number): void {
    this.#inodes.add(node.ino);
    const from = this.#contentFrom.get(node.ino);
    if (from === undefined || offset < from) this.#contentFrom.set(node.ino, offset);
  }

  /** To be called before the directory gets the name. */
  givesName(directory: Link, name: string): void {
    const names = this.#namesOf(directory);
    const wasThere = names.get(name) ?? false;
    // The name goes to the end, as it does in the directory: so a replica lists its entries in the same order.
    names.delete(name);
    names.set(name, wasThere);
  }

  /** To be called before the directory loses the name. */
  takesName(directory: Link, name: string): void {
    const names = this.#namesOf(directory);
    const wasThere = names.get(name);
    if (wasThere === undefined) names.set(name, true);
    else if (!wasThere) names.delete(name);
  }

  forgot(node: Node): void {
    this.#inodes.delete(node.ino);
    this.#contentFrom.delete(node.ino);
    this.#names.delete(node.ino);
  }

  /** Hands over what changed and starts anew. */
  take(tree: MemfsTree): Delta {
    if (this.#inodes.size === 0) return EMPTY_DELTA;
    const writer = new ContentWriter();
    const inodes: InodeChange[] = [];
    for (const ino of this.#inodes) {
      const node = tree.node(ino);
      if (node) inodes.push(this.#changeOf(tree, node, writer));
    }
    this.#inodes.clear();
    this.#contentFrom.clear();
    this.#names.clear();
    return { inodes };
  }

  #namesOf(directory: Link): Map<string, boolean> {
    const { ino } = directory.getNode();
    this.#inodes.add(ino);
    let names = this.#names.get(ino);
    if (!names) {
      names = new Map();
      this.#names.set(ino, names);
    }
    return names;
  }

  #changeOf(tree: MemfsTree, node: Node, writer: ContentWriter): InodeChange {
    const directory = tree.directory(node.ino);
    if (!directory) return captureLeaf(node, this.#contentFrom.get(node.ino), writer);
    const removed: string[] = [];
    const set: [string, number][] = [];
    for (const [name, wasThere] of this.#names.get(node.ino) ?? []) {
      if (wasThere) removed.push(name);
      const child = directory.children.get(name);
      if (child) set.push([name, child.getNode().ino]);
    }
    return { kind: "directory", ...captureMeta(node), removed, set, ...captureHidden(node) };
  }
}
