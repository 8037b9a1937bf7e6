import type { FileSystem } from "../../kernel/kernel.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { type IgnoreRule, ignoredBy, ignoreRules } from "../search/ignore-rules.ts";

/** Which files with patterns are looked at. */
export interface IgnoreSettings {
  readonly usesDot: boolean;
  readonly usesVcs: boolean;
  readonly usesExclude: boolean;
  readonly usesParents: boolean;
  readonly needsRepository: boolean;
  readonly ignoresCase: boolean;
}

/** The rules of one file; paths are matched behind `base`, with `lead` before them. */
export interface IgnoreFile {
  readonly kind: "rgignore" | "ignore" | "git" | "exclude" | "given";
  readonly base: string;
  readonly lead: string;
  readonly rules: readonly IgnoreRule[];
}

/** Those that say more than others, first. */
const KINDS = ["rgignore", "ignore", "git", "exclude", "given"] as const;
const FILES = {
  ".rgignore": "rgignore",
  ".ignore": "ignore",
  ".gitignore": "git",
  ".git/info/exclude": "exclude",
} as const;

/** Finds the files with patterns of what to leave out. */
export class IgnoreFiles {
  readonly #files: FileSystem;
  readonly #settings: IgnoreSettings;

  constructor(files: FileSystem, settings: IgnoreSettings) {
    this.#files = files;
    this.#settings = settings;
  }

  /** Those in a folder. @param isInGit it is in a repository */
  inFolder(folder: string, isInGit: boolean, base: string, lead: string): IgnoreFile[] {
    const found: IgnoreFile[] = [];
    for (const [name, kind] of Object.entries(FILES)) {
      if (!this.#uses(kind, isInGit) || !this.#files.exists(folder + name)) continue;
      found.push(this.read(folder + name, kind, base, lead));
    }
    return found;
  }

  /** @throws SystemError */
  read(path: string, kind: IgnoreFile["kind"], base: string, lead: string): IgnoreFile {
    const text = decodeUtf8(this.#files.readFile(path), "escape");
    return { kind, base, lead, rules: ignoreRules(text, this.#settings.ignoresCase) };
  }

  /** Those of the folders that a folder is in, the outermost first; of a repository only up to its root. */
  above(folder: string, base: string): IgnoreFile[] {
    const found: IgnoreFile[][] = [];
    let isInGit = this.isInRepository(folder);
    if (!this.#settings.usesParents) return [];
    for (let path = folder; path !== "" && path !== "/"; ) {
      if (isInGit && this.#files.exists(`${path}/.git`)) isInGit = false;
      path = path.slice(0, path.lastIndexOf("/"));
      found.unshift(this.inFolder(`${path}/`, isInGit, base, `${folder.slice(path.length + 1)}/`));
    }
    return found.flat();
  }

  isInRepository(folder: string): boolean {
    for (let path = folder; ; path = path.slice(0, path.lastIndexOf("/"))) {
      if (this.#files.exists(`${path}/.git`)) return true;
      if (path === "" || path === "/") return false;
    }
  }

  #uses(kind: IgnoreFile["kind"], isInGit: boolean): boolean {
    const { usesDot, usesVcs, usesExclude, needsRepository } = this.#settings;
    if (kind === "rgignore" || kind === "ignore") return usesDot;
    return (isInGit || !needsRepository) && (kind === "git" ? usesVcs : usesVcs && usesExclude);
  }
}

/** Whether a path is to be left out; no if it is to be kept, and nothing if no rule fits. */
export function isIgnored(files: readonly IgnoreFile[], path: string, isDirectory: boolean): boolean | undefined {
  for (const kind of KINDS) {
    for (const one of files.toReversed()) {
      if (one.kind !== kind) continue;
      const verdict = ignoredBy(one.rules, one.lead + path.slice(one.base.length), isDirectory);
      if (verdict !== undefined) return verdict;
    }
  }
  return undefined;
}
