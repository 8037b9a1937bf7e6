import type { Binding } from "../bindings/binding.ts";
import { loop } from "../loop.ts";
import { uvException } from "../uv.ts";
import { type Entry, encoded, list } from "./directory-calls.ts";
import { FsFailure, type Path, pathText } from "./file-calls.ts";

interface Request {
  oncomplete?: (error: unknown, value?: unknown) => void;
}

/** A directory that is gone through bit by bit. */
class DirHandle {
  readonly #entries: Entry[];
  constructor(entries: Entry[]) {
    this.#entries = entries;
  }
  read(encoding: unknown, count: number, request?: Request): unknown {
    const part = this.#entries.splice(0, count);
    const result = part.length === 0 ? null : part.flatMap(({ name, type }) => [encoded(name, encoding), type]);
    if (!request) return result;
    loop.enqueue(() => request.oncomplete?.(null, result));
    return undefined;
  }
  close(request?: Request): void {
    if (request) loop.enqueue(() => request.oncomplete?.(null));
  }
}

function openDirectory(path: Path): DirHandle {
  try {
    return new DirHandle(list(pathText(path), "opendir"));
  } catch (error) {
    throw error instanceof FsFailure ? error.asUvException() : error;
  }
}

export const directoryHandles = {
  fs_dir: (bare: Binding): void => {
    Object.assign(bare, {
      opendirSync(path: Path) {
        try {
          return openDirectory(path);
        } catch (error) {
          // Node's own error for this call does not name the directory.
          throw uvException((error as { code: string }).code, "opendir");
        }
      },
      opendir(path: Path, _encoding: unknown, request?: Request) {
        if (!request) return openDirectory(path);
        loop.enqueue(() => {
          let handle: DirHandle;
          try {
            handle = openDirectory(path);
          } catch (error) {
            request.oncomplete?.(error);
            return;
          }
          request.oncomplete?.(null, handle);
        });
        return undefined;
      },
    });
  },
};
