import type { FileSystem } from "../../kernel/kernel.ts";
import type { DescriptorTable } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { statusOf } from "../program/file-kinds.ts";

interface Delayed {
  readonly path: string;
  readonly target: string;
  readonly ino: number;
}

/**
 * Links that lead out of the directory are made last: what comes behind them in an archive can't be written through them.
 * Meanwhile an empty file is in their place.
 */
export class DelayedLinks {
  readonly #files: FileSystem;
  readonly #descriptors: DescriptorTable;
  readonly #delayed = new Map<string, Delayed>();

  constructor(files: FileSystem, descriptors: DescriptorTable) {
    this.#files = files;
    this.#descriptors = descriptors;
  }

  /** @throws SystemError */
  delay(path: string, target: string): void {
    const flags = { access: "write", create: true, exclusive: true } as const;
    this.#descriptors.close(this.#descriptors.add(this.#files.open(path, flags, 0)));
    this.#delayed.set(path, { path, target, ino: this.#files.lstat(path).ino });
  }

  /** What a path will lead to. */
  targetOf(path: string): string | undefined {
    return this.#delayed.get(path)?.target;
  }

  /** Makes those whose place was not taken. @returns what failed */
  make(): { readonly path: string; readonly error: SystemError }[] {
    const failed: { readonly path: string; readonly error: SystemError }[] = [];
    for (const { path, target, ino } of this.#delayed.values()) {
      if (statusOf(this.#files, path, false)?.ino !== ino) continue;
      try {
        this.#files.unlink(path);
        this.#files.symlink(target, path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        failed.push({ path, error });
      }
    }
    return failed;
  }
}
