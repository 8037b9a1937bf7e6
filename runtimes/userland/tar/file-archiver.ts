import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { deviceNumbers } from "../program/device-numbers.ts";
import { isDirectory, joined, withoutSlashes } from "../program/file-kinds.ts";
import type { Attributes } from "./attributes.ts";
import { blockPadding, type Format } from "./header.ts";
import type { Listing } from "./listing.ts";
import { KIND, type Member } from "./member.ts";
import { memberBlocks } from "./member-blocks.ts";
import type { MemberNames } from "./member-names.ts";
import type { NamedFile } from "./name-list.ts";
import type { Call } from "./options.ts";
import { Fatal, type Report, shown } from "./report.ts";

interface ArchiverManner {
  readonly format: Format;
  readonly attributes: (status: FileStatus) => Attributes;
  readonly followsLinks: boolean;
  readonly keepsHardLinks: boolean;
  /** Whether one file may be met several times, though it has one name only. */
  readonly mayRepeat: boolean;
  readonly sortsBy: "name" | "inode" | undefined;
  /** Only files that were changed later. */
  readonly newerMs: number | undefined;
  readonly removes: boolean;
  readonly showsChangedNames: boolean;
  readonly archiveIno: number | undefined;
  /** Whether the archive has what is to be put into it already. */
  readonly isInArchive: (name: string, mtimeMs: number) => boolean;
}

const KINDS: Readonly<Record<number, string>> = {
  [S_IFREG]: KIND.file,
  [S_IFDIR]: KIND.directory,
  [S_IFLNK]: KIND.link,
  [S_IFCHR]: KIND.characterDevice,
  [S_IFIFO]: KIND.fifo,
};

/** Makes members of files, and of all that is in directories. */
export class FileArchiver {
  readonly #call: Call;
  readonly #report: Report;
  readonly #names: MemberNames;
  readonly #listing: Listing;
  readonly #manner: ArchiverManner;
  /** Under what names files with several were archived first, by inode. */
  readonly #stored = new Map<number, string>();
  readonly #archived: { readonly path: string; readonly isDirectory: boolean }[] = [];

  constructor(call: Call, report: Report, names: MemberNames, listing: Listing, manner: ArchiverManner) {
    this.#call = call;
    this.#report = report;
    this.#names = names;
    this.#listing = listing;
    this.#manner = manner;
  }

  /** The blocks of a file, and of all below it. @throws Fatal */
  async *blocksOf(file: NamedFile): AsyncGenerator<Uint8Array> {
    this.#enter(file.directory);
    const waiting = [file.name];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      await this.#call.process.checkpoint();
      const trimmed = withoutSlashes(name);
      if (file.excludes.some((pattern) => pattern.matches(trimmed))) continue;
      const path = file.directory === "" || name.startsWith("/") ? name : joined(file.directory, name);
      await this.#names.safe(name);
      const status = await this.#statusOf(path, name, name === file.name);
      if (!status) continue;
      const isArchived = yield* this.#blocks(path, name, status);
      if (isArchived && isDirectory(status) && file.isRecursive) {
        const entries = await this.#entriesOf(path, name);
        for (const entry of entries.reverse()) waiting.push(joined(name, entry));
      }
    }
  }

  /** With `--remove-files`, what is in the archive now is removed. */
  async removeArchived(): Promise<void> {
    if (!this.#manner.removes) return;
    for (const { path, isDirectory: isFolder } of this.#archived.reverse()) {
      try {
        if (isFolder) this.#call.files.rmdir(path);
        else this.#call.files.unlink(path);
      } catch (error) {
        await this.#report.errorOf(`${shown(path)}: Cannot ${isFolder ? "rmdir" : "unlink"}`, error);
      }
    }
  }

  /** @throws Fatal */
  #enter(directory: string): void {
    if (directory === "") return;
    try {
      if (!isDirectory(this.#call.files.stat(directory))) throw new SystemError("ENOTDIR");
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new Fatal(`${shown(directory)}: Cannot open: ${error.message}`);
    }
  }

  async #statusOf(path: string, name: string, isNamed: boolean): Promise<FileStatus | undefined> {
    try {
      return this.#manner.followsLinks ? this.#call.files.stat(path) : this.#call.files.lstat(path);
    } catch (error) {
      if (isNamed || !(error instanceof SystemError) || error.code !== "ENOENT")
        await this.#report.errorOf(`${shown(name)}: Cannot stat`, error);
      else {
        this.#report.differs();
        await this.#report.warn(`${shown(name)}: File removed before we read it`);
      }
      return undefined;
    }
  }

  async #entriesOf(path: string, name: string): Promise<string[]> {
    const { files } = this.#call;
    try {
      const names = files.readdir(path).map((entry) => entry.name);
      if (this.#manner.sortsBy === "name") return names.sort((a, b) => (a < b ? -1 : 1));
      if (this.#manner.sortsBy === undefined) return names;
      const inos = new Map(names.map((entry) => [entry, files.lstat(joined(path, entry)).ino]));
      return names.sort((a, b) => (inos.get(a) ?? 0) - (inos.get(b) ?? 0));
    } catch (error) {
      await this.#report.errorOf(`${shown(name)}: Cannot open`, error);
      return [];
    }
  }

  /** @returns whether what is in a directory belongs into the archive, too */
  async *#blocks(path: string, name: string, status: FileStatus): AsyncGenerator<Uint8Array, boolean> {
    const { archiveIno, newerMs, format, isInArchive } = this.#manner;
    const isFolder = isDirectory(status);
    if (archiveIno !== undefined && status.ino === archiveIno) {
      await this.#report.warn(`${shown(name)}: file is the archive; not dumped`);
      return false;
    }
    if (!isFolder && newerMs !== undefined && status.mtimeMs < newerMs) return false;
    const shownName = isFolder && !name.endsWith("/") ? `${name}/` : name;
    const safe = await this.#names.safe(shownName);
    const stored = this.#names.changedFile(safe);
    if (stored === undefined || stored === "" || isInArchive(withoutSlashes(stored), status.mtimeMs)) return true;
    const member = await this.#memberOf(path, name, stored, status);
    if (!member) return false;
    const blocks = memberBlocks(member, format);
    if (typeof blocks === "string") {
      await this.#report.error(blocks);
      return false;
    }
    const fd = await this.#opened(path, name, member);
    if (fd === undefined) return false;
    // Listings have the file's own time, whatever the archive has.
    const listed = { ...member, mtimeSeconds: status.mtimeMs / 1000 };
    await this.#listing.put(listed, this.#manner.showsChangedNames ? stored : shownName);
    yield blocks;
    if (member.kind === KIND.file) {
      try {
        yield* this.#dataOf(fd, name, member.size);
      } finally {
        this.#call.process.descriptors.close(fd);
      }
    }
    this.#archived.push({ path, isDirectory: isFolder });
    return true;
  }

  async #memberOf(path: string, name: string, stored: string, status: FileStatus): Promise<Member | undefined> {
    const kind = KINDS[status.mode & S_IFMT];
    if (kind === undefined) {
      await this.#report.warn(`${shown(path)}: socket ignored`);
      return undefined;
    }
    const member: Member = {
      ...this.#manner.attributes(status),
      name: stored,
      linkName: "",
      kind,
      size: kind === KIND.file ? status.size : 0,
      device: kind === KIND.characterDevice ? deviceNumbers(this.#call.files, status) : [0, 0],
    };
    const first = this.#stored.get(status.ino);
    if (first !== undefined) return { ...member, kind: KIND.hardLink, linkName: first, size: 0 };
    const { keepsHardLinks, mayRepeat, followsLinks, removes } = this.#manner;
    const mayHaveOthers = status.nlink > 1 || mayRepeat || followsLinks || removes;
    if (kind !== KIND.directory && mayHaveOthers && keepsHardLinks) {
      const safe = await this.#names.safe(name, "hard link targets");
      this.#stored.set(status.ino, this.#names.changed(safe, "hard link") ?? safe);
    }
    if (kind !== KIND.link) return member;
    return { ...member, linkName: this.#names.transformed(this.#call.files.readlink(path), "link") };
  }

  /** @returns a descriptor of a file with data, nothing if it can't be opened */
  async #opened(path: string, name: string, { kind }: Member): Promise<number | undefined> {
    if (kind !== KIND.file) return -1;
    try {
      const { process, files } = this.#call;
      return process.descriptors.add(files.open(path, { access: "read" }, 0));
    } catch (error) {
      await this.#report.errorOf(`${shown(name)}: Cannot open`, error);
      return undefined;
    }
  }

  /** As many bytes as the header says, whatever has become of the file. */
  async *#dataOf(fd: number, name: string, size: number): AsyncGenerator<Uint8Array> {
    const { process } = this.#call;
    let left = size;
    while (left > 0) {
      const bytes = await process.read(fd, Math.min(left, 65_536));
      if (bytes.length === 0) break;
      left -= bytes.length;
      yield bytes;
      await process.checkpoint();
    }
    if (left > 0) {
      await this.#report.warn(`${shown(name)}: File shrank by ${left} bytes; padding with zeros`);
      this.#report.differs();
      for (; left > 65_536; left -= 65_536) yield new Uint8Array(65_536);
      yield new Uint8Array(left);
    }
    yield blockPadding(size);
  }
}
