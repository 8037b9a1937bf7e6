import { S_IFLNK, S_IFMT } from "../../abi/file-mode.ts";
import type { FileStatus, MaybePromise } from "../../kernel/description.ts";
import { type FileTime, settableTimes } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { bytesOfLatin1, encodeUtf8, latin1Of } from "../../web/encoding.ts";
import { Failure } from "../program/failure.ts";
import { folderOf, isDirectoryAt, isLink, joined, lastPart, statusOf } from "../program/file-kinds.ts";
import { quoteIfNeeded } from "../program/quoting.ts";
import { backupPath } from "./backup-path.ts";
import type { Dialog } from "./dialog.ts";
import { directoriesOf, fileName, isSafeName } from "./file-names.ts";
import type { PatchCall, PatchSettings } from "./patch-options.ts";

/** A file as it is to be. Its content is text of one character a byte. */
interface FileToWrite {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** Whether the mode is set as it is, without regard to the umask. */
  readonly setsMode: boolean;
  readonly mtime: FileTime | undefined;
  readonly isBackedUp: boolean;
}

interface FileToDelete {
  readonly path: string;
  readonly isBackedUp: boolean;
}

const NEW_MODE = 0o666;
const DIRECTORY_MODE = 0o777;
const PERMISSIONS = 0o777;

/** Reads and writes files, some of them later: a patch may need them as they were. */
export class PatchFiles {
  readonly #call: PatchCall;
  readonly #settings: PatchSettings;
  readonly #dialog: Dialog;
  readonly #created = new Set<string>();
  readonly #toWrite = new Map<string, FileToWrite>();
  readonly #toDelete = new Map<string, FileToDelete>();

  constructor(call: PatchCall, settings: PatchSettings, dialog: Dialog) {
    this.#call = call;
    this.#settings = settings;
    this.#dialog = dialog;
  }

  /** @returns nothing for a file that isn't there, or soon won't be */
  status(path: string): FileStatus | undefined {
    if (this.#toDelete.has(keyOf(path)) || !this.isBelow(path)) return undefined;
    return statusOf(this.#call.files, path, this.#settings.followsLinks);
  }

  /** Whether a file is below the working directory, where links lead nowhere else. One that was named may be anywhere. */
  isBelow(path: string): boolean {
    const { files, process } = this.#call;
    if (this.#settings.file !== undefined || process.cwd === "/") return true;
    if (!isSafeName(path)) return false;
    const folder = directoriesOf(path).findLast((directory) => isDirectoryAt(files, directory)) ?? ".";
    return joined(files.realpath(folder), "").startsWith(joined(process.cwd, ""));
  }

  /** @throws Failure */
  async read(path: string, status: FileStatus): Promise<string> {
    const { files } = this.#call;
    const read = (): Uint8Array => (isLink(status) ? encodeUtf8(files.readlink(path)) : files.readFile(path));
    return latin1Of(await attempt(`can't open file ${quoteIfNeeded(path)}`, read));
  }

  isQueued(path: string): boolean {
    return this.#toWrite.has(keyOf(path));
  }

  writeLater(file: FileToWrite): void {
    this.#toWrite.set(keyOf(file.path), file);
  }

  deleteLater(path: string, isBackedUp: boolean): void {
    this.#toDelete.set(keyOf(path), { path, isBackedUp });
  }

  async writeQueued(): Promise<void> {
    for (const file of this.#toWrite.values()) await this.write(file);
    this.#toWrite.clear();
  }

  async deleteQueued(): Promise<void> {
    const { files } = this.#call;
    for (const { path, isBackedUp } of this.#toDelete.values()) {
      this.#dialog.sayIfVerbose(`Removing file ${quoteIfNeeded(path)}\n`);
      const status = statusOf(files, path, false);
      if (isBackedUp) await this.#backUp(path, status);
      else if (status) await attempt(`Can't remove file ${quoteIfNeeded(path)}`, () => files.unlink(path));
      this.#removeEmptyDirectories(path);
    }
    this.#toDelete.clear();
  }

  /** @throws Failure */
  async write({ path, content, mode, setsMode, mtime, isBackedUp }: FileToWrite): Promise<void> {
    const { files } = this.#call;
    if (isBackedUp) await this.#backUp(path, statusOf(files, path, this.#settings.followsLinks));
    this.#makeDirectories(path);
    if ((mode & S_IFMT) === S_IFLNK) {
      if (statusOf(files, path, false)) files.unlink(path);
      await attempt(`Can't create symbolic link ${path}`, () => files.symlink(fileName(content), path));
    } else {
      const beside = `${folderOf(path)}/${lastPart(path)}.o${suffixOf(this.#call.kernel.random(6))}`;
      await attempt(`Can't create temporary file ${beside}`, () => this.#put(beside, content, mode & PERMISSIONS));
      if (setsMode) files.chmod(beside, mode & PERMISSIONS);
      if (mtime !== undefined) files.setTimes(beside, { atime: mtime, mtime });
      await attempt(`Can't rename file ${quoteIfNeeded(beside)} to ${quoteIfNeeded(path)}`, () =>
        files.rename(beside, path),
      );
    }
    this.#created.add(keyOf(path));
    this.#toDelete.delete(keyOf(path));
  }

  /** Keeps a copy of a file that is not changed. */
  async keepCopy(path: string): Promise<void> {
    const { files } = this.#call;
    const status = statusOf(files, path, this.#settings.followsLinks);
    if (!status || this.#created.has(keyOf(path))) return;
    const backup = backupPath(files, path, this.#settings.backup);
    this.#makeDirectories(backup);
    await this.#put(backup, await this.read(path, status), status.mode & PERMISSIONS);
    files.setTimes(backup, settableTimes(status));
  }

  /** A file of rejects: what one run writes to the same one is put together. */
  async writeRejects(path: string, content: string, isNamed: boolean): Promise<void> {
    const isMore = this.#created.has(keyOf(path));
    await attempt(`Can't create file ${quoteIfNeeded(path)}`, async () => {
      if (!isMore && !isNamed && statusOf(this.#call.files, path, false)) this.#call.files.unlink(path);
      this.#makeDirectories(path);
      await this.#put(path, content, NEW_MODE, isMore);
    });
    this.#created.add(keyOf(path));
  }

  async #put(path: string, content: string, mode: number, appends = false): Promise<void> {
    const { files, process } = this.#call;
    const flags = { access: "write", create: true, truncate: !appends, append: appends } as const;
    const fd = process.descriptors.add(files.open(path, flags, mode | 0o600));
    try {
      await process.write(fd, bytesOfLatin1(content));
    } finally {
      process.descriptors.close(fd);
    }
  }

  async #backUp(path: string, status: FileStatus | undefined): Promise<void> {
    const { files } = this.#call;
    if (status && this.#created.has(keyOf(path))) return;
    const backup = backupPath(files, path, this.#settings.backup);
    this.#makeDirectories(backup);
    if (status) {
      await attempt(`Can't rename file ${quoteIfNeeded(path)} to ${quoteIfNeeded(backup)}`, () =>
        files.rename(path, backup),
      );
      return;
    }
    if (statusOf(files, backup, false)) files.unlink(backup);
    await attempt(`Can't create file ${quoteIfNeeded(backup)}`, () => this.#put(backup, "", NEW_MODE));
  }

  #makeDirectories(path: string): void {
    const { files } = this.#call;
    for (const directory of directoriesOf(path))
      if (!statusOf(files, directory)) files.mkdir(directory, DIRECTORY_MODE);
  }

  #removeEmptyDirectories(path: string): void {
    for (const directory of directoriesOf(path).reverse()) {
      if (/(?:^|\/)\.\.?$/.test(directory)) continue;
      try {
        this.#call.files.rmdir(directory);
        this.#dialog.sayIfVerbose(`Removed empty directory ${quoteIfNeeded(directory)}\n`);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
      }
    }
  }
}

/** @throws Failure with what could not be done */
async function attempt<Result>(what: string, action: () => MaybePromise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof SystemError ? new Failure(`**** ${what} : ${error.message}`) : error;
  }
}

/** One for all ways to write a path. */
function keyOf(path: string): string {
  return path.replace(/\/(?:\.?\/)+/g, "/").replace(/^(?:\.\/)+/, "");
}

function suffixOf(random: Uint8Array): string {
  return Array.from(random, (byte) => (byte % 36).toString(36)).join("");
}
