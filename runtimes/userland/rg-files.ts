import { SystemError } from "../kernel/system-error.ts";
import { decodeUtf8 } from "../web/encoding.ts";
import type { ProgramCall } from "./program/program.ts";
import { type IgnoreRule, ignoredBy, ignoreRules } from "./search/ignore-rules.ts";

export interface RgWalk {
  readonly hasHidden: boolean;
  readonly usesIgnoreFiles: boolean;
  readonly followsLinks: boolean;
  readonly maxDepth: number;
  /** What is left out, or else taken, by the options; nothing if they don't say. */
  chooses(path: string, isDirectory: boolean): boolean | undefined;
}

/** The rules in one folder; paths are matched behind `base`, with `lead` before them. */
interface FolderRules {
  readonly base: string;
  readonly lead: string;
  readonly rules: readonly IgnoreRule[];
}

interface Folder {
  /** What names are printed behind. */
  readonly prefix: string;
  readonly rules: readonly FolderRules[];
  readonly depth: number;
}

type Files = ProgramCall["files"];

/** The files below a directory that nothing says to leave out, sorted. */
export function* rgFiles(
  files: Files,
  directory: string,
  walk: RgWalk,
): Generator<string | { readonly path: string; readonly error: SystemError }> {
  const prefix = directory === "" || directory.endsWith("/") ? directory : `${directory}/`;
  const absolute = files.realpath(directory || ".");
  const isInGit = walk.usesIgnoreFiles && isInRepository(files, absolute);
  const above = walk.usesIgnoreFiles ? rulesAbove(files, absolute, prefix, isInGit) : [];
  const pending: (string | Folder)[] = [{ prefix, rules: above, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === "string") {
      yield next;
      continue;
    }
    try {
      pending.push(...entriesOf(files, next, walk, isInGit).reverse());
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield { path: next.prefix.replace(/(?<=.)\/$/, "") || ".", error };
    }
  }
}

function entriesOf(
  files: Files,
  { prefix, rules, depth }: Folder,
  walk: RgWalk,
  isInGit: boolean,
): (string | Folder)[] {
  const entries = files.readdir(prefix === "" ? "." : prefix);
  const names = new Set(entries.map(({ name }) => name));
  const found = (walk.usesIgnoreFiles ? ignoreFiles(isInGit) : [])
    .filter((name) => names.has(name))
    .map((name) => ({ base: prefix, lead: "", rules: rulesIn(files, prefix + name) }));
  const all = [...rules, ...found];
  const kept: (string | Folder)[] = [];
  for (const { name, kind } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = prefix + name;
    if (kind === "link" && !walk.followsLinks) continue;
    const isDirectory = kind === "directory" || (kind === "link" && isFolder(files, path));
    const choice = walk.chooses(path, isDirectory);
    if (choice === false) continue;
    if (choice === undefined) {
      if (name.startsWith(".") && !walk.hasHidden) continue;
      const verdicts = all.map((one) => ignoredBy(one.rules, one.lead + path.slice(one.base.length), isDirectory));
      if (verdicts.findLast((verdict) => verdict !== undefined) === true) continue;
    }
    if (!isDirectory) kept.push(path);
    else if (depth + 1 < walk.maxDepth) kept.push({ prefix: `${path}/`, rules: all, depth: depth + 1 });
  }
  return kept;
}

function ignoreFiles(isInGit: boolean): string[] {
  return isInGit ? [".gitignore", ".ignore", ".rgignore"] : [".ignore", ".rgignore"];
}

function rulesIn(files: Files, path: string): IgnoreRule[] {
  return ignoreRules(decodeUtf8(files.readFile(path), "escape"));
}

/** Those of the folders that a folder is in, up to the root of its repository. */
function rulesAbove(files: Files, folder: string, base: string, isInGit: boolean): FolderRules[] {
  const found: FolderRules[] = [];
  for (let path = folder; path !== "" && path !== "/" && !(isInGit && files.exists(`${path}/.git`)); ) {
    path = path.slice(0, path.lastIndexOf("/"));
    for (const name of ignoreFiles(isInGit).reverse()) {
      const file = `${path}/${name}`;
      if (files.exists(file))
        found.unshift({ base, lead: `${folder.slice(path.length + 1)}/`, rules: rulesIn(files, file) });
    }
  }
  return found;
}

function isFolder(files: Files, path: string): boolean {
  try {
    return (files.stat(path).mode & 0o170000) === 0o040000;
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

function isInRepository(files: Files, directory: string): boolean {
  for (let path = directory; ; path = path.slice(0, path.lastIndexOf("/"))) {
    if (files.exists(`${path}/.git`)) return true;
    if (path === "" || path === "/") return false;
  }
}
