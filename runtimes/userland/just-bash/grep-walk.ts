import type { IFileSystem } from "just-bash/browser";
import { compilePattern, type Pattern } from "../../bash/expansion/pattern.ts";

/** What a recursive search takes its files from. */
export interface Walk {
  readonly cwd: string;
  readonly fs: Pick<IFileSystem, "lstat" | "readdirWithFileTypes" | "resolvePath" | "stat">;
  /** Directories that are left out, as patterns. */
  readonly excluded: readonly string[];
  /** Whether links below the operands are followed, as `-R` does it. */
  readonly followsLinks: boolean;
}

export interface Found {
  readonly files: string[];
  /** What can't be found, or read. */
  readonly missing: string[];
}

/** The files below the operands, each named as grep names it; no operand stands for the working directory. */
export async function filesBelow(operands: readonly string[], walk: Walk): Promise<Found> {
  const found: Found = { files: [], missing: [] };
  const excluded = walk.excluded.map((text) => compilePattern(text, { extglob: false, ignoreCase: false }));
  const open = new Set<number | bigint>();
  for (const operand of operands.length > 0 ? operands : [""]) {
    if (operand === "-") {
      found.files.push(operand);
      continue;
    }
    const status = await statusOf(operand, walk, true);
    if (!status) found.missing.push(operand);
    else if (!status.isDirectory) found.files.push(operand);
    else if (!isExcluded(operand, excluded)) await visit(operand, status.ino ?? 0);
  }
  return found;

  async function visit(directory: string, ino: number | bigint): Promise<void> {
    if (open.has(ino)) return;
    open.add(ino);
    const prefix = directory === "" ? "" : `${directory.replace(/\/+$/, "")}/`;
    for (const entry of (await walk.fs.readdirWithFileTypes?.(walk.fs.resolvePath(walk.cwd, directory || "."))) ?? []) {
      const path = `${prefix}${entry.name}`;
      if (entry.isSymbolicLink && !walk.followsLinks) continue;
      const status = await statusOf(path, walk, walk.followsLinks);
      if (!status) found.missing.push(path);
      else if (!status.isDirectory) found.files.push(path);
      else if (!isExcluded(path, excluded)) await visit(path, status.ino ?? 0);
    }
    open.delete(ino);
  }
}

async function statusOf(path: string, { fs, cwd }: Walk, followsLink: boolean) {
  try {
    const absolute = fs.resolvePath(cwd, path === "" ? "." : path);
    return await (followsLink ? fs.stat(absolute) : fs.lstat(absolute));
  } catch {
    return undefined;
  }
}

function isExcluded(path: string, patterns: readonly Pattern[]): boolean {
  const trimmed = path.replace(/\/+$/, "");
  const name = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  return patterns.some((pattern) => pattern.matches(name) || pattern.matches(trimmed));
}
