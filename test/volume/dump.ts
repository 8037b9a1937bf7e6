import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { S_IFMT } from "../../runtimes/abi/file-mode.ts";
import type { Volume } from "../../src/volume/volume.ts";
import type { ModelDirectory, ModelNode } from "./model-tree.ts";

/** A tree as a list that two trees can be compared by. Entries are in directory order. */
export type Dump = readonly DumpEntry[];

export interface DumpEntry {
  readonly path: string;
  readonly kind: "file" | "directory" | "symlink" | "device";
  readonly mode: number;
  readonly nlink: number;
  readonly mtimeMs: number;
  /** Bytes as a binary string, or a link's target. */
  readonly content?: string;
  /** The first path of the same inode. */
  readonly sameAs?: string;
  readonly ino?: number;
}

const KINDS = new Map<number, DumpEntry["kind"]>([
  [0o100000, "file"],
  [0o040000, "directory"],
  [0o120000, "symlink"],
  [0o020000, "device"],
]);
export interface DumpOptions {
  /** Inode numbers, too: replicas agree on them. */
  readonly withIno?: boolean;
}

/** All below the given directories, by the volume's own read operations. */
export function dumpVolume(
  volume: Volume,
  directories: readonly string[],
  { withIno = false }: DumpOptions = {},
): Dump {
  const entries: DumpEntry[] = [];
  const firstPaths = new Map<number, string>();
  const visit = (path: string): void => {
    const { mode, mtimeMs, nlink, ino } = volume.lstat(path);
    const kind = KINDS.get(mode & S_IFMT) ?? "file";
    const sameAs = firstPaths.get(ino);
    if (sameAs === undefined) firstPaths.set(ino, path);
    entries.push({
      path,
      kind,
      mode: mode & 0o7777,
      nlink,
      mtimeMs,
      ...(kind === "file" ? { content: Buffer.from(volume.readFile(path)).toString("latin1") } : {}),
      ...(kind === "symlink" ? { content: volume.readlink(path) } : {}),
      ...(sameAs === undefined ? {} : { sameAs }),
      ...(withIno ? { ino } : {}),
    });
    if (kind === "directory") for (const { name } of volume.readdir(path)) visit(`${path === "/" ? "" : path}/${name}`);
  };
  for (const directory of directories) visit(directory);
  return entries;
}

export function dumpModel(root: ModelDirectory, directories: readonly string[]): Dump {
  const entries: DumpEntry[] = [];
  const firstPaths = new Map<ModelNode, string>();
  const links = new Map<ModelNode, number>();
  const count = (node: ModelNode): void => {
    if (node.kind !== "directory") links.set(node, (links.get(node) ?? 0) + 1);
    else for (const child of node.entries.values()) count(child);
  };
  count(root);
  const visit = (path: string, node: ModelNode): void => {
    const sameAs = firstPaths.get(node);
    if (sameAs === undefined) firstPaths.set(node, path);
    const children = node.kind === "directory" ? [...node.entries].reverse() : [];
    entries.push({
      path,
      kind: node.kind,
      mode: node.mode,
      nlink:
        node.kind === "directory"
          ? 2 + children.filter(([, { kind }]) => kind === "directory").length
          : (links.get(node) ?? 0),
      mtimeMs: node.mtime,
      ...(node.kind === "file" ? { content: Buffer.from(node.data).toString("latin1") } : {}),
      ...(node.kind === "symlink" ? { content: node.target } : {}),
      ...(sameAs === undefined ? {} : { sameAs }),
    });
    for (const [name, child] of children) visit(`${path === "/" ? "" : path}/${name}`, child);
  };
  for (const directory of directories) {
    const node = directory === "/" ? root : root.entries.get(directory.slice(1));
    if (node) visit(directory, node);
  }
  return entries;
}

/** A real folder. Its order is arbitrary and its times are not ours, so both are left out. */
export function dumpFolder(root: string, directory: string): Dump {
  const entries: DumpEntry[] = [];
  const firstPaths = new Map<number, string>();
  const visit = (path: string): void => {
    const stat = lstatSync(root + path);
    const kind = KINDS.get(stat.mode & S_IFMT) ?? "file";
    const sameAs = firstPaths.get(stat.ino);
    if (sameAs === undefined) firstPaths.set(stat.ino, path);
    entries.push({
      path,
      kind,
      mode: stat.mode & 0o7777,
      nlink: kind === "directory" ? 0 : stat.nlink,
      mtimeMs: 0,
      ...(kind === "file" ? { content: readFileSync(root + path).toString("latin1") } : {}),
      ...(kind === "symlink" ? { content: readlinkSync(root + path).replace(root, "") } : {}),
      ...(sameAs === undefined ? {} : { sameAs }),
    });
    if (kind === "directory") for (const name of readdirSync(root + path).sort()) visit(`${path}/${name}`);
  };
  visit(directory);
  return entries;
}

/** A dump without what a real folder's has not. */
export function comparableToFolder(volume: Volume, directory: string): Dump {
  const entries = dumpVolume(volume, [directory]);
  const sorted = [...entries].sort((a, b) => compare(a.path.split("/"), b.path.split("/")));
  const firstPaths = new Map<number, string>();
  return sorted.map(({ path, kind, mode, nlink, content }) => {
    const { ino } = volume.lstat(path);
    const sameAs = firstPaths.get(ino);
    if (sameAs === undefined) firstPaths.set(ino, path);
    return {
      path,
      kind,
      mode,
      nlink: kind === "directory" ? 0 : nlink,
      mtimeMs: 0,
      ...(content === undefined ? {} : { content }),
      ...(sameAs === undefined ? {} : { sameAs }),
    };
  });
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return a.length - b.length;
}
