import { CHANGES_PROGRAMS } from "../abi/capability.ts";
import type { FileStatus } from "./description.ts";

/** Where the system layout has its programs. */
const FOLDERS = ["/usr/", "/bin/"];
const MAX_PATH_CHARS = 64;
const MAX_PATHS = 2048;

/**
 * What has been found of the system's files, for all calls of a machine: their slots have the same system layout, unless one
 * has changed it.
 */
export class SystemFiles {
  readonly #statuses = new Map<string, FileStatus>();
  readonly #realPaths = new Map<string, string>();
  readonly #heads = new Map<string, string>();
  readonly #registers: () => Float64Array;

  /** @param registers where the host says whether the slot has changed them */
  constructor(registers: () => Float64Array) {
    this.#registers = registers;
  }

  has(path: string): boolean {
    return this.#areShared && this.#statuses.has(path);
  }

  status(path: string, find: () => FileStatus): FileStatus {
    return this.#known(this.#statuses, path, find);
  }

  realPath(path: string, find: () => string): string {
    return this.#known(this.#realPaths, path, find);
  }

  head(path: string, find: () => string): string {
    return this.#known(this.#heads, path, find);
  }

  get #areShared(): boolean {
    return this.#registers()[CHANGES_PROGRAMS] === 0;
  }

  #known<T>(found: Map<string, T>, path: string, find: () => T): T {
    if (!this.#areShared) return find();
    const before = found.get(path);
    if (before !== undefined) return before;
    const answer = find();
    // The call itself can have changed them.
    if (found.size < MAX_PATHS && isSystemPath(path) && this.#areShared) found.set(path, answer);
    return answer;
  }
}

function isSystemPath(path: string): boolean {
  return (
    path.length <= MAX_PATH_CHARS &&
    FOLDERS.some((folder) => path.startsWith(folder)) &&
    !path.includes("/.") &&
    !path.includes("//") &&
    !path.endsWith("/")
  );
}
