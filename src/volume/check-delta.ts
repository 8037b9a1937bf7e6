import type { VolumeLimits } from "../api/limits.ts";
import { assertChange, assertFits, MAX_HIDDEN_NAMES } from "./check-change.ts";
import { SEALED_DIRS } from "./copy-up.ts";
import type { Delta, DirectoryChange, InodeChange } from "./delta.ts";
import { contentSize } from "./file-content.ts";
import { hiddenNamesOf } from "./hidden-names.ts";
import { childrenOf, isDirectory, type MemfsTree } from "./memfs-tree.ts";
import type { Link } from "./memfs-types.ts";
import { type Steps, stepping } from "./steps.ts";

export interface DeltaBounds {
  readonly limits: VolumeLimits;
  /** Directories in the root that must stay where they are. */
  readonly fixed: ReadonlyMap<string, Link> | undefined;
}

/**
 * Checks, step by step, a delta that came from another thread or process before anything of it is applied: its form, and that the
 * tree it leads to is a tree, within the limits.
 * @returns the bytes that files will take
 * @throws RangeError that says what is wrong
 */
export function* assertDelta(tree: MemfsTree, delta: Delta, bounds: DeltaBounds): Steps<number> {
  if (!Array.isArray(delta?.inodes)) throw new RangeError("delta has no inodes");
  const changes = new Map<number, InodeChange>();
  for (const change of delta.inodes) {
    yield* assertChange(Object(change), bounds.limits);
    const known = tree.node(change.ino);
    assertFits(change, known && { mode: known.mode, size: known.getSize() });
    if (changes.has(change.ino)) throw new RangeError(`delta has inode ${change.ino} twice`);
    changes.set(change.ino, change);
    yield;
  }
  return yield* new Preview(tree, changes, bounds).check();
}

/** The tree as a delta would make it, as far as it differs. */
class Preview {
  readonly #tree: MemfsTree;
  readonly #changes: ReadonlyMap<number, InodeChange>;
  readonly #bounds: DeltaBounds;
  /** Names an inode gets, less those it loses. */
  readonly #names = new Map<number, number>();
  /** By directory, the names that no longer name what they did. */
  readonly #taken = new Map<number, ReadonlySet<string>>();
  /** Directories that lose the name they have. */
  readonly #unnamed = new Set<number>();
  /** Directories that get a name, and in which directory. */
  readonly #parents = new Map<number, number>();
  readonly #depths = new Map<number, number>();
  #usedNames: number;
  #usedBytes: number;
  #hiddenNames: number;

  constructor(tree: MemfsTree, changes: ReadonlyMap<number, InodeChange>, bounds: DeltaBounds) {
    this.#tree = tree;
    this.#changes = changes;
    this.#bounds = bounds;
    this.#usedNames = tree.usedNames;
    this.#usedBytes = tree.usedBytes;
    this.#hiddenNames = tree.hiddenNames;
    this.#depths.set(tree.root.ino, 0);
  }

  /** @returns the bytes that files will take */
  *check(): Steps<number> {
    const directories: DirectoryChange[] = [];
    yield* stepping(this.#changes.values(), (change) => {
      if (change.kind === "directory") directories.push(change);
    });
    for (const change of directories) yield* this.#countNames(change);
    yield* stepping(this.#changes.values(), (change) => this.#assertNamed(change));
    for (const change of directories) yield* this.#assertDepth(change);
    for (const ino of this.#unnamed) if (!this.#parents.has(ino)) yield* this.#removeBelow(ino);
    yield* stepping(this.#parents.keys(), (ino) => this.#assertOneName(ino));
    yield* this.#countBytes();
    if (this.#hiddenNames > MAX_HIDDEN_NAMES)
      throw new RangeError(`delta hides ${this.#hiddenNames} names of the system layout`);
    const { maxFiles, maxWorkspaceBytes } = this.#bounds.limits;
    const names = this.#usedNames - (this.#bounds.fixed?.size ?? 0);
    if (names > maxFiles) throw new RangeError(`delta makes ${names} files (maxFiles is ${maxFiles})`);
    if (this.#usedBytes > maxWorkspaceBytes)
      throw new RangeError(`delta makes ${this.#usedBytes} bytes (maxWorkspaceBytes is ${maxWorkspaceBytes})`);
    return this.#usedBytes;
  }

  *#countNames(change: DirectoryChange): Steps {
    const { ino, removed, set, hidden } = change;
    const known = this.#tree.directory(ino);
    const children = known?.children;
    this.#hiddenNames += (hidden?.length ?? 0) - (known ? (hiddenNamesOf(known.getNode())?.size ?? 0) : 0);
    if (this.#bounds.fixed && ino === this.#tree.root.ino) assertFixed(change, this.#bounds.fixed);
    const given = new Map(set);
    if (given.size < set.length) throw new RangeError(`delta sets a name twice in directory ${ino}`);
    const taken = new Set([...removed, ...given.keys()]);
    this.#taken.set(ino, taken);
    yield* stepping(taken, (name) => {
      const child = children?.get(name);
      if (!child) return;
      this.#addNames(child.ino, -1);
      if (isDirectory(child)) this.#unnamed.add(child.ino);
    });
    yield* stepping(given.values(), (target) => this.#giveName(ino, target));
  }

  #giveName(parent: number, ino: number): void {
    const known = this.#tree.directory(ino);
    const change = this.#changes.get(ino);
    if (!change && !this.#tree.node(ino)) throw new RangeError(`delta names the unknown inode ${ino}`);
    this.#addNames(ino, 1);
    if (!known && change?.kind !== "directory") return;
    if (this.#parents.has(ino)) throw new RangeError(`delta names directory ${ino} twice`);
    const isFixed = known && this.#bounds.fixed?.get(known.name) === known;
    if (known === this.#tree.root || (isFixed && parent !== this.#tree.root.ino))
      throw new RangeError(`delta moves directory ${ino}, which has its place`);
    this.#parents.set(ino, parent);
  }

  #addNames(ino: number, count: number): void {
    this.#names.set(ino, (this.#names.get(ino) ?? 0) + count);
    this.#usedNames += count;
  }

  #assertNamed({ ino, kind }: InodeChange): void {
    const isNew = !this.#tree.node(ino);
    if (isNew && (this.#names.get(ino) ?? 0) <= 0) throw new RangeError(`delta has a ${kind} that nothing names`);
  }

  *#assertDepth({ ino, set }: DirectoryChange): Steps {
    const depth = this.#depthOf(ino);
    for (const [, target] of set) {
      const moved = this.#tree.directory(target);
      this.#assertLevels(moved ? yield* this.#heightOf(moved) : 0, depth);
      yield;
    }
  }

  #assertLevels(height: number, depth: number): void {
    const { maxDepth } = this.#bounds.limits;
    if (depth + height > maxDepth) throw new RangeError(`delta has ${depth + height} levels (maxDepth is ${maxDepth})`);
  }

  /** Directories above what is in this one, the root not counted. Directories that contain each other have no end. */
  #depthOf(ino: number): number {
    const above: number[] = [];
    let at = ino;
    let depth = this.#depths.get(at);
    while (depth === undefined) {
      above.push(at);
      this.#assertLevels(above.length - 1, 0);
      const parent = this.#parentOf(at);
      if (parent === undefined) throw new RangeError(`delta has directory ${at}, which nothing names`);
      at = parent;
      depth = this.#depths.get(at);
    }
    for (const below of above.reverse()) this.#depths.set(below, ++depth);
    return depth;
  }

  #parentOf(ino: number): number | undefined {
    const given = this.#parents.get(ino);
    if (given !== undefined || this.#unnamed.has(ino)) return given;
    return this.#tree.directory(ino)?.parent?.ino;
  }

  /** Levels below a directory that was there before, without those that are moved or removed. */
  *#heightOf(directory: Link): Steps<number> {
    const taken = this.#taken.get(directory.ino);
    const below: Link[] = [];
    let height = 0;
    yield* stepping(childrenOf(directory), (child) => {
      if (this.#parents.has(child.ino) || taken?.has(child.name)) return;
      height = 1;
      if (isDirectory(child)) below.push(child);
    });
    for (const child of below) height = Math.max(height, 1 + (yield* this.#heightOf(child)));
    return height;
  }

  /** Counts off what is in a directory that is removed. What moved out of it has a new name, and loses this one. */
  *#removeBelow(ino: number): Steps {
    const directory = this.#tree.directory(ino);
    if (!directory) return;
    const below: number[] = [];
    yield* stepping(childrenOf(directory), (child) => {
      this.#addNames(child.ino, -1);
      if (isDirectory(child) && !this.#parents.has(child.ino)) below.push(child.ino);
    });
    for (const child of below) yield* this.#removeBelow(child);
  }

  #assertOneName(directory: number): void {
    const before = this.#tree.directory(directory) ? 1 : 0;
    if (before + (this.#names.get(directory) ?? 0) !== 1)
      throw new RangeError(`delta names directory ${directory} twice`);
  }

  *#countBytes(): Steps {
    yield* stepping(this.#changes.values(), (change) => {
      const known = this.#tree.node(change.ino);
      this.#usedBytes += changedSize(change) - (known && change.kind !== "directory" ? contentSize(known) : 0);
    });
    yield* stepping(this.#names, ([ino, names]) => {
      const known = this.#tree.node(ino);
      if (this.#tree.directory(ino) || !known || known.nlink + names > 0) return;
      const change = this.#changes.get(ino);
      this.#usedBytes -= change ? changedSize(change) : contentSize(known);
    });
  }
}

function assertFixed({ removed, set, hidden }: DirectoryChange, fixed: ReadonlyMap<string, Link>): void {
  for (const name of removed)
    if (fixed.has(name)) throw new RangeError(`delta removes ${JSON.stringify(name)} from the root`);
  // The root is merged with the layout's, whatever is in it.
  if (hidden === undefined) throw new RangeError("delta hides the whole system layout");
  for (const name of hidden)
    if (SEALED_DIRS.has(name)) throw new RangeError(`delta hides ${JSON.stringify(name)} in the root`);
  for (const [name, ino] of set) {
    const own = fixed.get(name);
    if (SEALED_DIRS.has(name) || (own && own.ino !== ino))
      throw new RangeError(`delta puts ${JSON.stringify(name)} into the root`);
  }
}

function changedSize(change: InodeChange): number {
  if (change.kind === "file") return change.size;
  return change.kind === "symlink" ? Buffer.byteLength(change.target) : 0;
}
