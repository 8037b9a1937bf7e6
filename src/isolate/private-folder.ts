import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const OTHERS_MAY_WRITE = 0o022;
/** Absent on Windows, where folders of a user's are theirs without more. */
const ownUid = process.getuid?.();

/**
 * A folder of files that only this user can have written: what is in it is run. One that belongs to somebody else, that
 * others may write to or that is a link is as good as none, and so is such a file in it.
 */
export class PrivateFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns nothing if there is no such file, or none to be trusted */
  read(name: string): Buffer | undefined {
    let file: number | undefined;
    try {
      if (!this.#isPrivate) return undefined;
      // What is looked at is what is read, whatever takes its name meanwhile.
      file = openSync(join(this.#path, name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      const stats = fstatSync(file);
      return stats.isFile() && isOwn(stats) ? readFileSync(file) : undefined;
    } catch {
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** Makes the folder, if need be, and the file, whole or not at all. @returns whether it did */
  write(name: string, content: Uint8Array): boolean {
    const partial = join(this.#path, `${name}.${process.pid}.${Math.random().toString(36).slice(2)}`);
    try {
      this.#make();
      if (!this.#isPrivate) return false;
      writeFileSync(partial, content, { mode: 0o600, flag: "wx" });
      renameSync(partial, join(this.#path, name));
      return true;
    } catch {
      removeIfPossible(partial);
      return false;
    }
  }

  /** Removes files of these names, but for so many that were written last. */
  removeOldest(isOne: (name: string) => boolean, kept: number): void {
    try {
      const files = readdirSync(this.#path)
        .filter(isOne)
        .map((name) => ({ path: join(this.#path, name), writtenMs: lstatSync(join(this.#path, name)).mtimeMs }))
        .sort((a, b) => b.writtenMs - a.writtenMs);
      for (const { path } of files.slice(kept)) rmSync(path, { force: true });
    } catch {
      // They take room, and nothing else.
    }
  }

  #make(): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    try {
      mkdirSync(this.#path, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }

  get #isPrivate(): boolean {
    const stats = lstatSync(this.#path);
    return stats.isDirectory() && isOwn(stats);
  }
}

function isOwn({ uid, mode }: Stats): boolean {
  return ownUid === undefined || (uid === ownUid && (mode & OTHERS_MAY_WRITE) === 0);
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Who may not write there has left nothing.
  }
}
