import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { joined, withoutSlashes } from "../program/file-kinds.ts";
import { isDirectoryMember, KIND, type Member } from "./member.ts";
import type { MemberNames } from "./member-names.ts";
import type { Call } from "./options.ts";
import { type Report, shown } from "./report.ts";

/** Tells what differs between members and files. */
export class Comparison {
  readonly #call: Call;
  readonly #report: Report;
  readonly #names: MemberNames;

  constructor(call: Call, report: Report, names: MemberNames) {
    this.#call = call;
    this.#report = report;
    this.#names = names;
  }

  async compare(member: Member, name: string, directory: string, data: () => AsyncIterable<Uint8Array>): Promise<void> {
    const { files } = this.#call;
    const place = (one: string): string => (directory === "" || one.startsWith("/") ? one : joined(directory, one));
    const bare = withoutSlashes(name);
    const path = place(bare);
    let status: FileStatus;
    try {
      status = files.lstat(path);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#report.differs();
      await this.#report.warn(`${shown(bare)}: Warning: Cannot stat: ${error.message}`);
      return;
    }
    if (member.kind === KIND.hardLink) {
      const target = await this.#names.safe(member.linkName, "hard link targets");
      if (inoOf(files, place(target)) !== status.ino) this.#tell(bare, `Not linked to ${shown(target)}`);
      return;
    }
    if ((status.mode & S_IFMT) !== typeOf(member)) {
      this.#tell(bare, "File type differs");
      return;
    }
    if (member.kind === KIND.link) {
      if (files.readlink(path) !== member.linkName) this.#tell(bare, "Symlink differs");
      return;
    }
    if ((status.mode & 0o7777) !== member.mode) this.#tell(bare, "Mode differs");
    if (isDirectoryMember(member)) return;
    if (member.uid !== status.uid) this.#tell(bare, "Uid differs");
    if (member.gid !== status.gid) this.#tell(bare, "Gid differs");
    if (Math.floor(status.mtimeMs / 1000) !== Math.floor(member.mtimeSeconds)) this.#tell(bare, "Mod time differs");
    if (status.size !== member.size) this.#tell(bare, "Size differs");
    else if (!(await this.#hasSameData(path, data()))) this.#tell(bare, "Contents differ");
  }

  #tell(name: string, what: string): void {
    this.#report.differs();
    this.#call.output.putText(`${shown(name)}: ${what}\n`);
  }

  async #hasSameData(path: string, data: AsyncIterable<Uint8Array>): Promise<boolean> {
    const { process, files } = this.#call;
    const fd = process.descriptors.add(files.open(path, { access: "read" }, 0));
    try {
      for await (const expected of data) {
        for (let at = 0; at < expected.length; ) {
          const bytes = await process.read(fd, expected.length - at);
          if (bytes.length === 0) return false;
          for (let index = 0; index < bytes.length; index++) if (bytes[index] !== expected[at + index]) return false;
          at += bytes.length;
        }
      }
      return true;
    } finally {
      process.descriptors.close(fd);
    }
  }
}

function inoOf(files: Call["files"], path: string): number | undefined {
  try {
    return files.lstat(path).ino;
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

function typeOf(member: Member): number {
  if (isDirectoryMember(member)) return S_IFDIR;
  return member.kind === KIND.link ? S_IFLNK : S_IFREG;
}
