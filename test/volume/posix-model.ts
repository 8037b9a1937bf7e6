import type { VolumeLimits } from "../../src/api/limits.ts";
import {
  ancestorsOf,
  bytesBelow,
  type Found,
  heightOf,
  isWithin,
  type Last,
  type ModelDirectory,
  ModelError,
  type ModelFile,
  type ModelNode,
  namesBelow,
  resolve,
} from "./model-tree.ts";

/*
 * What a volume should do, written as plainly as possible: maps of maps, arrays of bytes, one recursive look-up, and
 * for every operation the checks of the Linux system call in their order. It shares no code with src/.
 */

export class PosixModel {
  readonly root: ModelDirectory;
  now = 0;
  readonly #limits: VolumeLimits;
  readonly #fixed: readonly string[];

  /** @param fixed directories in the root that stay; none for a plain tree */
  constructor(limits: VolumeLimits, fixed: readonly string[], now: number) {
    this.#limits = limits;
    this.#fixed = fixed;
    const root = { kind: "directory", mode: 0o755, mtime: now, entries: new Map() } as unknown as ModelDirectory;
    root.parent = root;
    this.root = root;
    for (const name of fixed)
      root.entries.set(name, {
        kind: "directory",
        mode: name === "tmp" ? 0o1777 : 0o755,
        mtime: now,
        entries: new Map(),
        parent: root,
      });
  }

  get usedNames(): number {
    return namesBelow(this.root) - this.#fixed.length;
  }

  get usedBytes(): number {
    return bytesBelow(this.root, new Set());
  }

  write(path: string, bytes: readonly number[], mode: number, append: boolean): void {
    const found = this.#find(path, "follow unless slash");
    if (found.slash || found.node?.kind === "directory") throw new ModelError("EISDIR");
    const file = found.node as ModelFile | undefined;
    if (!file) {
      const dir = this.#writable(found);
      this.#assertBytes(0, bytes.length);
      this.#add(dir, found.name, { kind: "file", mode, mtime: this.now, data: [...bytes] });
      return;
    }
    if (append && bytes.length === 0) return;
    const data = append ? [...file.data, ...bytes] : [...bytes];
    this.#assertBytes(file.data.length, data.length);
    file.data = data;
    file.mtime = this.now;
  }

  truncate(path: string, size: number): void {
    const node = this.#existing(path, "follow");
    if (node.kind !== "file") throw new ModelError("EISDIR");
    this.#assertBytes(node.data.length, size);
    node.data = Array.from({ length: size }, (_, i) => node.data[i] ?? 0);
    node.mtime = this.now;
  }

  mkdir(path: string, mode: number): void {
    const found = this.#find(path, "keep");
    if (found.node) throw new ModelError("EEXIST");
    const parent = this.#writable(found);
    this.#add(parent, found.name, { kind: "directory", mode, mtime: this.now, entries: new Map(), parent });
  }

  mkdirp(path: string): void {
    const names = path.split("/").filter((name) => name !== "");
    this.#allOrNothing(() =>
      names.forEach((_, i) => {
        const prefix = `/${names.slice(0, i + 1).join("/")}`;
        const { node } = this.#find(prefix, "follow");
        if (!node) this.mkdir(prefix, 0o755);
        else if (node.kind !== "directory") throw new ModelError(i === names.length - 1 ? "EEXIST" : "ENOTDIR");
      }),
    );
  }

  unlink(path: string): void {
    const found = this.#find(path, "keep");
    if (!found.node) throw new ModelError("ENOENT");
    if (found.node.kind === "directory") throw new ModelError("EISDIR");
    if (found.slash) throw new ModelError("ENOTDIR");
    this.#drop(this.#writable(found), found.name);
  }

  rmdir(path: string): void {
    const found = this.#find(path, "keep");
    if (!found.node) throw new ModelError("ENOENT");
    if (found.node.kind !== "directory") throw new ModelError("ENOTDIR");
    if (found.name === "..") throw new ModelError("ENOTEMPTY");
    const dir = this.#writable(found);
    if (found.node.entries.size > 0) throw new ModelError("ENOTEMPTY");
    this.#drop(dir, found.name);
  }

  removeTree(path: string): void {
    const found = this.#find(path, "keep");
    if (!found.node) throw new ModelError("ENOENT");
    if (found.slash && found.node.kind !== "directory") throw new ModelError("ENOTDIR");
    this.#drop(this.#writable(found), found.name);
  }

  rename(from: string, to: string): void {
    const source = this.#find(from, "keep");
    const target = this.#find(to, "keep");
    const sourceDir = this.#writable(source);
    const targetDir = this.#writable(target);
    const { node } = source;
    if (!node) throw new ModelError("ENOENT");
    if (node.kind !== "directory" && (source.slash || target.slash)) throw new ModelError("ENOTDIR");
    if (isWithin(targetDir, node)) throw new ModelError("EINVAL");
    const old = target.node;
    if (old && isWithin(sourceDir, old)) throw new ModelError("ENOTEMPTY");
    if (old === node) return;
    if (old && node.kind === "directory" && old.kind !== "directory") throw new ModelError("ENOTDIR");
    if (old && node.kind !== "directory" && old.kind === "directory") throw new ModelError("EISDIR");
    if (old?.kind === "directory" && old.entries.size > 0) throw new ModelError("ENOTEMPTY");
    this.#assertDepth(targetDir, heightOf(node));
    if (old) this.#drop(targetDir, target.name);
    this.#drop(sourceDir, source.name);
    this.#put(targetDir, target.name, node);
  }

  link(from: string, to: string): void {
    const node = this.#existing(from, "follow before slash");
    const { dir, name } = this.#free(to);
    if (node.kind === "directory") throw new ModelError("EPERM");
    this.#add(dir, name, node);
  }

  symlink(target: string, path: string): void {
    const { dir, name } = this.#free(path);
    this.#assertBytes(0, Buffer.byteLength(target), Number.POSITIVE_INFINITY);
    this.#add(dir, name, { kind: "symlink", mode: 0o777, mtime: this.now, target });
  }

  chmod(path: string, mode: number): void {
    this.#changeable(path, "follow").mode = mode;
  }

  utimes(path: string, mtime: number, follow: boolean): void {
    this.#changeable(path, follow ? "follow" : "follow before slash").mtime = mtime;
  }

  copy(from: string, to: string, recursive: boolean): void {
    const source = this.#existing(from, "follow before slash");
    const target = this.#find(to, "keep");
    if (source.kind === "directory") {
      if (!recursive) throw new ModelError("EISDIR");
      const inside = target.node ?? target.dir;
      if (inside?.kind === "directory" && isWithin(inside, source)) throw new ModelError("EINVAL");
    } else if (target.slash) throw new ModelError(target.node ? "ENOTDIR" : "ENOENT");
    this.#allOrNothing(() => this.#copyInto(source, target, to));
  }

  #copyInto(source: ModelNode, target: Found, path: string): void {
    if (source.kind === "directory") {
      if (target.node && target.node.kind !== "directory") throw new ModelError("ENOTDIR");
      let into = target.node;
      if (!into) {
        const parent = this.#writable(target);
        into = { kind: "directory", mode: source.mode, mtime: this.now, entries: new Map(), parent };
        this.#add(parent, target.name, into);
      }
      for (const [name, child] of [...source.entries])
        this.#copyInto(child, { node: into.entries.get(name), dir: into, name, slash: false }, `${path}/${name}`);
      return;
    }
    if (target.node?.kind === "directory") throw new ModelError("EISDIR");
    if (source.kind === "file") {
      this.write(path, source.data, source.mode, false);
      return;
    }
    const dir = this.#writable(target);
    const old = target.node;
    if (old?.kind === "file") throw new ModelError("EEXIST");
    const oldBytes = old ? Buffer.byteLength(old.target) : 0;
    this.#assertBytes(oldBytes, Buffer.byteLength(source.target), Number.POSITIVE_INFINITY);
    if (old) Object.assign(old, { target: source.target, mtime: this.now });
    else this.#add(dir, target.name, { kind: "symlink", mode: 0o777, mtime: this.now, target: source.target });
  }

  #find(path: string, last: Last): Found {
    return resolve(this.root, this.root, path.split("/"), path.endsWith("/"), last, 0);
  }

  #existing(path: string, last: Last): ModelNode {
    const { node, slash } = this.#find(path, last);
    if (!node) throw new ModelError("ENOENT");
    if (slash && node.kind !== "directory") throw new ModelError("ENOTDIR");
    return node;
  }

  #changeable(path: string, last: Last): ModelNode {
    const node = this.#existing(path, last);
    if (node === this.root) throw new ModelError("EROFS");
    return node;
  }

  #writable({ dir, name }: Found): ModelDirectory {
    if (!dir) throw new ModelError("EINVAL");
    if (dir === this.root && this.#fixed.includes(name)) throw new ModelError("EBUSY");
    return dir;
  }

  #free(path: string): { dir: ModelDirectory; name: string } {
    const found = this.#find(path, "keep");
    if (found.node) throw new ModelError("EEXIST");
    if (found.slash) throw new ModelError("ENOENT");
    return { dir: this.#writable(found), name: found.name };
  }

  #add(dir: ModelDirectory, name: string, node: ModelNode): void {
    this.#assertDepth(dir, 0);
    if (this.usedNames >= this.#limits.maxFiles) throw new ModelError("ENOSPC");
    this.#put(dir, name, node);
  }

  #put(dir: ModelDirectory, name: string, node: ModelNode): void {
    dir.entries.set(name, node);
    dir.mtime = this.now;
    if (node.kind === "directory") node.parent = dir;
  }

  #drop(dir: ModelDirectory, name: string): void {
    dir.entries.delete(name);
    dir.mtime = this.now;
  }

  #assertDepth(dir: ModelDirectory, below: number): void {
    if (ancestorsOf(dir).length - 1 + below > this.#limits.maxDepth) throw new ModelError("ENAMETOOLONG");
  }

  #assertBytes(oldSize: number, size: number, maxFileBytes = this.#limits.maxFileBytes): void {
    if (size > maxFileBytes) throw new ModelError("EFBIG");
    if (size > oldSize && this.usedBytes + size - oldSize > this.#limits.maxWorkspaceBytes)
      throw new ModelError("ENOSPC");
  }

  #allOrNothing(operation: () => void): void {
    const before = structuredClone(this.root);
    try {
      operation();
    } catch (error) {
      Object.assign(this.root, before, { parent: this.root });
      for (const child of this.root.entries.values()) if (child.kind === "directory") child.parent = this.root;
      throw error;
    }
  }
}
