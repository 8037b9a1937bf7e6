import type { MaybePromise } from "../../kernel/description.ts";
import type { DirectoryEntry } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { quoted } from "../program/quoting.ts";
import type { FindRun } from "./find-run.ts";
import { FoundFile } from "./found-file.ts";

/** A directory that is being looked through. */
interface OpenDirectory {
  readonly file: FoundFile;
  /** What stands before the names in it. */
  readonly prefix: string;
  readonly entries: readonly DirectoryEntry[];
  at: number;
}

/** Goes through all that is below starting points, in the order in which directories have it. */
export class Walk {
  readonly #run: FindRun;
  readonly #visit: (file: FoundFile) => MaybePromise<void>;
  readonly #open: OpenDirectory[] = [];
  /** Directories that are open, where links could lead back into them. */
  readonly #paths = new Map<number, string>();

  /** @param visit called for each file; it may prune it */
  constructor(run: FindRun, visit: (file: FoundFile) => MaybePromise<void>) {
    this.#run = run;
    this.#visit = visit;
  }

  async below(start: string): Promise<void> {
    const run = this.#run;
    const followsLink = run.settings.follows !== "never";
    const first = new FoundFile(run.files, start, { start, depth: 0, followsLink });
    await run.finishInFolders();
    let level = 0;
    for (let pending = this.#meet(first); ; ) {
      if (pending) await pending;
      if (run.outputs.areFull) await run.outputs.flush();
      const pause = run.call.process.checkpoint();
      if (pause) await pause;
      const last = this.#open.at(-1);
      if (!last || run.isOver) break;
      const entry = last.entries[last.at++];
      const nextLevel = last.file.depth + (entry ? 1 : 0);
      const finished = nextLevel === level ? undefined : run.finishInFolders();
      if (finished) await finished;
      level = nextLevel;
      pending = entry ? this.#meet(this.#child(last, entry)) : this.#leave();
    }
    this.#open.length = 0;
    this.#paths.clear();
  }

  #child({ file: { start, depth }, prefix }: OpenDirectory, entry: DirectoryEntry): FoundFile {
    const followsLink = this.#run.settings.follows === "always";
    return new FoundFile(this.#run.files, prefix + entry.name, { start, depth: depth + 1, followsLink }, entry);
  }

  #meet(file: FoundFile): MaybePromise<void> {
    let isDirectory: boolean;
    try {
      isDirectory = file.isDirectory;
      if (isDirectory && this.#run.settings.follows === "always") {
        const loop = this.#paths.get(file.status.ino);
        if (loop !== undefined) return this.#complainOfLoop(file.path, loop);
      }
    } catch (error) {
      return this.#refuse(file.path, error);
    }
    const { isDepthFirst, maxDepth } = this.#run.settings;
    if (!isDirectory || file.depth >= maxDepth) return this.#look(file);
    if (isDepthFirst) return this.#enter(file);
    const pending = this.#look(file);
    return pending ? pending.then(() => this.#enterUnlessPruned(file)) : this.#enterUnlessPruned(file);
  }

  #enterUnlessPruned(file: FoundFile): MaybePromise<void> {
    if (!file.isPruned && !this.#run.isOver) return this.#enter(file);
  }

  #enter(file: FoundFile): MaybePromise<void> {
    const { path } = file;
    const prefix = path.endsWith("/") ? path : `${path}/`;
    try {
      this.#open.push({ file, prefix, entries: this.#run.files.readdir(path), at: 0 });
      if (this.#run.settings.follows === "always") this.#paths.set(file.status.ino, path);
    } catch (error) {
      const pending = this.#run.complainOf(path, error);
      return this.#run.settings.isDepthFirst ? pending.then(() => this.#look(file)) : pending;
    }
  }

  #leave(): MaybePromise<void> {
    const last = this.#open.pop();
    if (!last) return;
    if (this.#run.settings.follows === "always") this.#paths.delete(last.file.status.ino);
    if (this.#run.settings.isDepthFirst) return this.#look(last.file);
  }

  #look(file: FoundFile): MaybePromise<void> {
    if (file.depth >= this.#run.settings.minDepth) return this.#visit(file);
  }

  async #refuse(path: string, error: unknown): Promise<void> {
    const hasGone = error instanceof SystemError && error.code === "ENOENT";
    if (!hasGone || !this.#run.settings.ignoresRaces || this.#open.length === 0)
      await this.#run.complainOf(path, error);
  }

  #complainOfLoop(path: string, loop: string): Promise<void> {
    return this.#run.complain(
      `File system loop detected; ${quoted(path)} is part of the same file system loop as ${quoted(loop)}.`,
    );
  }
}
