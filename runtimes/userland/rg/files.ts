import type { DirectoryEntry, FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { type IgnoreFile, IgnoreFiles, isIgnored } from "./ignore-files.ts";
import type { WalkSettings } from "./walk-settings.ts";

interface Folder {
  /** What names are printed behind. */
  readonly prefix: string;
  readonly ignores: readonly IgnoreFile[];
  readonly depth: number;
}

/** What could not be read. */
export interface Unread {
  readonly path: string;
  readonly error: SystemError;
}

/** The files below a directory that nothing says to leave out, in order. */
export function* filesBelow(
  files: FileSystem,
  directory: string,
  settings: WalkSettings,
  given: readonly IgnoreFile[],
): Generator<string | Unread> {
  const walk = new Walk(files, settings, directory);
  const pending: (string | Folder)[] = [walk.start(given)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === "string") {
      yield next;
      continue;
    }
    try {
      pending.push(...walk.entriesOf(next).reverse());
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield { path: next.prefix.replace(/(?<=.)\/$/, "") || ".", error };
    }
  }
}

class Walk {
  readonly #files: FileSystem;
  readonly #settings: WalkSettings;
  readonly #directory: string;
  readonly #ignoreFiles: IgnoreFiles | undefined;
  #isInGit = false;

  constructor(files: FileSystem, settings: WalkSettings, directory: string) {
    this.#files = files;
    this.#settings = settings;
    this.#directory = directory;
    this.#ignoreFiles = settings.ignore && new IgnoreFiles(files, settings.ignore);
  }

  start(given: readonly IgnoreFile[]): Folder {
    const directory = this.#directory;
    const prefix = directory === "" || directory.endsWith("/") ? directory : `${directory}/`;
    const absolute = this.#files.realpath(directory || ".");
    this.#isInGit = this.#ignoreFiles?.isInRepository(absolute) ?? false;
    return { prefix, ignores: [...given, ...(this.#ignoreFiles?.above(absolute, prefix) ?? [])], depth: 0 };
  }

  entriesOf({ prefix, ignores, depth }: Folder): (string | Folder)[] {
    const { maxDepth, compare } = this.#settings;
    if (depth >= maxDepth) return [];
    const entries = this.#files.readdir(prefix === "" ? "." : prefix);
    const isInGit = this.#isInGit || entries.some(({ name }) => name === ".git");
    const found = this.#ignoreFiles?.inFolder(prefix, isInGit, prefix, "") ?? [];
    const all = found.length > 0 ? [...ignores, ...found] : ignores;
    const kept: (string | Folder)[] = [];
    const paths = new Map(entries.map((entry) => [prefix + entry.name, entry]));
    for (const path of [...paths.keys()].sort(compare)) {
      const entry = paths.get(path);
      const kind = entry && this.#kindOf(path, entry);
      if (kind === undefined || !this.#keeps(path, kind === "directory", all)) continue;
      if (kind === "file") kept.push(path);
      else if (depth + 1 < maxDepth) kept.push({ prefix: `${path}/`, ignores: all, depth: depth + 1 });
    }
    return kept;
  }

  #keeps(path: string, isDirectory: boolean, ignores: readonly IgnoreFile[]): boolean {
    const { types, hasHidden, maxBytes, takes } = this.#settings;
    if (!isDirectory && maxBytes < Number.POSITIVE_INFINITY && this.#files.stat(path).size > maxBytes) return false;
    const taken = takes(path, isDirectory);
    if (taken !== undefined) return taken;
    const ignored = isIgnored(ignores, path, isDirectory);
    if (ignored) return false;
    const typed = isDirectory ? undefined : types.wants(path);
    if (typed === false) return false;
    const isHidden = path.charAt(path.lastIndexOf("/") + 1) === ".";
    return ignored === false || typed === true || hasHidden || !isHidden;
  }

  /** @returns nothing for what isn't searched */
  #kindOf(path: string, { kind }: DirectoryEntry): "file" | "directory" | undefined {
    if (kind !== "link") return kind === "device" ? undefined : kind;
    if (!this.#settings.followsLinks) return undefined;
    try {
      const type = this.#files.stat(path).mode & 0o170000;
      if (type === 0o040000) return this.#isLoop(path) ? undefined : "directory";
      return type === 0o100000 ? "file" : undefined;
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }

  /** Whether a link leads to a folder that it is in. */
  #isLoop(path: string): boolean {
    const target = this.#files.realpath(path);
    const folder = this.#files.realpath(path.slice(0, path.lastIndexOf("/") + 1) || ".");
    return target === "/" || folder === target || folder.startsWith(`${target}/`);
  }
}
