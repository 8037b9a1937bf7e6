import type { FileStatus } from "./description.ts";

/** Where the system layout has its programs, which no slot can change. */
const FOLDERS = ["/usr/", "/bin/"];
const MAX_PATH_CHARS = 64;
const MAX_PATHS = 2048;

/** What has been found of the system's files, for all calls of a machine: their slots have the same system layout. */
export class SystemFiles {
  readonly #statuses = new Map<string, FileStatus>();
  readonly #realPaths = new Map<string, string>();

  has(path: string): boolean {
    return this.#statuses.has(path);
  }

  status(path: string, find: () => FileStatus): FileStatus {
    return known(this.#statuses, path, find);
  }

  realPath(path: string, find: () => string): string {
    return known(this.#realPaths, path, find);
  }
}

function known<T>(found: Map<string, T>, path: string, find: () => T): T {
  const before = found.get(path);
  if (before !== undefined) return before;
  const answer = find();
  if (found.size < MAX_PATHS && isSystemPath(path)) found.set(path, answer);
  return answer;
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
