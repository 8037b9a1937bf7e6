/* The model's tree, and how a path is looked up in it. */

export interface ModelFile {
  kind: "file";
  mode: number;
  mtime: number;
  data: number[];
}

export interface ModelLink {
  kind: "symlink";
  mode: number;
  mtime: number;
  target: string;
}

export interface ModelDirectory {
  kind: "directory";
  mode: number;
  mtime: number;
  entries: Map<string, ModelNode>;
  parent: ModelDirectory;
}

export type ModelNode = ModelFile | ModelLink | ModelDirectory;

/** An errno. */
export class ModelError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface Found {
  node: ModelNode | undefined;
  /** Absent if the path ends in `.`, `..` or is `/`. */
  dir: ModelDirectory | undefined;
  name: string;
  slash: boolean;
}

export type Last = "follow" | "follow before slash" | "follow unless slash" | "keep";

export function resolve(
  root: ModelDirectory,
  start: ModelDirectory,
  parts: string[],
  slash: boolean,
  last: Last,
  hops: number,
): Found {
  const names = parts.filter((part) => part !== "");
  let at: ModelNode = start;
  let dir: ModelDirectory | undefined;
  let name = "";
  for (const [i, part] of names.entries()) {
    if (at.kind !== "directory") throw new ModelError("ENOTDIR");
    const isLast = i === names.length - 1;
    name = part;
    if (part === "." || part === "..") {
      dir = undefined;
      if (part === "..") at = at.parent;
      continue;
    }
    dir = at;
    const child: ModelNode | undefined = at.entries.get(part);
    if (!child) {
      if (isLast) return { node: undefined, dir, name, slash };
      throw new ModelError("ENOENT");
    }
    const follow = !isLast || last === "follow" || last === (slash ? "follow before slash" : "follow unless slash");
    if (child.kind === "symlink" && follow) {
      if (hops === 40) throw new ModelError("ELOOP");
      const rest = [...child.target.split("/"), ...names.slice(i + 1)];
      const endsInSlash = slash || (isLast && child.target.endsWith("/"));
      return resolve(root, child.target.startsWith("/") ? root : at, rest, endsInSlash, last, hops + 1);
    }
    at = child;
  }
  return { node: at, dir, name, slash };
}

export function ancestorsOf(dir: ModelDirectory): ModelDirectory[] {
  return dir.parent === dir ? [dir] : [dir, ...ancestorsOf(dir.parent)];
}

export function isWithin(dir: ModelDirectory, ancestor: ModelNode): boolean {
  return ancestorsOf(dir).some((each) => each === ancestor);
}

/** Levels below a node. */
export function heightOf(node: ModelNode): number {
  if (node.kind !== "directory") return 0;
  return Math.max(0, ...[...node.entries.values()].map((child) => 1 + heightOf(child)));
}

export function namesBelow(node: ModelNode): number {
  if (node.kind !== "directory") return 0;
  return [...node.entries.values()].reduce((sum, child) => sum + 1 + namesBelow(child), 0);
}

/** Each file once, however many names it has. */
export function bytesBelow(node: ModelNode, seen: Set<ModelNode>): number {
  if (seen.has(node)) return 0;
  seen.add(node);
  if (node.kind === "file") return node.data.length;
  if (node.kind === "symlink") return Buffer.byteLength(node.target);
  return [...node.entries.values()].reduce((sum, child) => sum + bytesBelow(child, seen), 0);
}
