import type { FileStatus } from "../../kernel/description.ts";
import { bothTimes } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Accounts } from "../program/accounts.ts";
import { formatDate, momentOf } from "../program/date-format.ts";
import { folderOf, isDirectory, isLink, joined, statusOf, withoutSlashes } from "../program/file-kinds.ts";
import { quoted } from "../program/quoting.ts";
import { timeZone } from "../program/time-zone.ts";
import { DelayedLinks } from "./delayed-links.ts";
import { isDirectoryMember, isFileKind, KIND, type Member } from "./member.ts";
import type { MemberNames } from "./member-names.ts";
import type { Call } from "./options.ts";
import { type Report, shown } from "./report.ts";

export interface ExtractorManner {
  readonly replaces: "all" | "in place" | "nothing" | "nothing, silently" | "older" | "unlinked";
  readonly removesDirectories: boolean;
  readonly keepsModes: boolean;
  readonly keepsOwners: boolean;
  /** Whether owners are told by their numbers, not by their names. */
  readonly hasNumericOwners: boolean;
  readonly keepsTimes: boolean;
  readonly keepsDirectoryModes: boolean;
  readonly keepsDirectoryLinks: boolean;
  readonly keepsAbsolute: boolean;
  readonly isVerbose: boolean;
}

type Data = () => AsyncIterable<Uint8Array>;

/** Makes files of members. What is wrong is told, and the rest goes on. */
export class Extractor {
  readonly #call: Call;
  readonly #report: Report;
  readonly #names: MemberNames;
  readonly #manner: ExtractorManner;
  readonly #links: DelayedLinks;
  /** They get their modes and times when all is in them. */
  readonly #directories: { readonly path: string; readonly member: Member; readonly isNew: boolean }[] = [];

  readonly #accounts: Accounts;

  constructor(call: Call, report: Report, names: MemberNames, manner: ExtractorManner) {
    this.#call = call;
    this.#accounts = new Accounts(call.files);
    this.#report = report;
    this.#names = names;
    this.#manner = manner;
    this.#links = new DelayedLinks(call.files, call.process.descriptors);
  }

  /** @param directory where the name belongs; empty: the directory of the call */
  async extract(member: Member, name: string, directory: string, data: Data): Promise<void> {
    const place = (one: string): string => (directory === "" || one.startsWith("/") ? one : joined(directory, one));
    const path = place(withoutSlashes(name));
    const there = statusOf(this.#call.files, path, false);
    if (there && !(await this.#mayReplace(path, withoutSlashes(name), there, member))) return;
    try {
      await this.#make(member, path, name, place, data);
    } catch (error) {
      await this.#report.errorOf(`${shown(withoutSlashes(name))}: Cannot open`, error);
    }
  }

  /** Links that had to wait, then modes and times of directories. */
  async finish(): Promise<void> {
    for (const { path, error } of this.#links.make())
      await this.#report.errorOf(`${shown(path)}: Cannot create symlink`, error);
    for (const { path, member, isNew } of this.#directories.reverse()) {
      try {
        if (!isDirectory(this.#call.files.lstat(path))) continue;
        if (isNew || this.#manner.keepsDirectoryModes) this.#finishFile(path, member);
      } catch (error) {
        await this.#report.errorOf(`${shown(path)}: Cannot change mode`, error);
      }
    }
  }

  async #mayReplace(path: string, name: string, there: FileStatus, member: Member): Promise<boolean> {
    const isFolder = isDirectoryMember(member);
    switch (this.#manner.replaces) {
      case "nothing, silently":
        if (this.#manner.isVerbose) await this.#report.warn(`${shown(name)}: skipping existing file`);
        return false;
      case "older":
        if (isFolder || there.mtimeMs / 1000 < member.mtimeSeconds) return true;
        await this.#report.warn(`Current ${quoted(name)} is newer or same age`);
        return false;
      case "unlinked":
        try {
          if (isDirectory(there)) this.#call.files.rmdir(path);
          else this.#call.files.unlink(path);
        } catch (error) {
          await this.#report.errorOf(`${shown(name)}: Cannot unlink`, error);
        }
        return true;
      default:
        return true;
    }
  }

  async #make(member: Member, path: string, name: string, place: (name: string) => string, data: Data): Promise<void> {
    const { kind } = member;
    if (isDirectoryMember(member)) await this.#makeDirectory(path, name, member);
    else if (kind === KIND.link) await this.#makeLink(path, name, this.#names.transformed(member.linkName, "link"));
    else if (kind === KIND.hardLink) await this.#makeHardLink(path, name, member, place);
    else if (kind === KIND.fifo) await this.#report.error(`${shown(name)}: Cannot mkfifo: Operation not permitted`);
    else if (kind === KIND.characterDevice || kind === KIND.blockDevice)
      await this.#report.error(`${shown(name)}: Cannot mknod: Operation not permitted`);
    else {
      if (kind === KIND.contiguous) await this.#report.warnOnce("Extracting contiguous files as regular files");
      else if (!isFileKind(kind))
        await this.#report.warn(`${shown(name)}: Unknown file type '${kind}', extracted as normal file`);
      await this.#makeFile(path, name, member, data);
    }
  }

  async #makeFile(path: string, name: string, member: Member, data: Data): Promise<void> {
    const { process, files } = this.#call;
    const isInPlace = this.#manner.replaces === "in place";
    const flags = { access: "write", create: true, ...(isInPlace ? { truncate: true } : { exclusive: true }) } as const;
    const fd = this.#placed(path, () => process.descriptors.add(files.open(path, flags, 0o600)));
    try {
      for await (const bytes of data()) await process.write(fd, bytes);
    } catch (error) {
      await this.#report.errorOf(`${shown(name)}: Cannot write`, error);
    } finally {
      process.descriptors.close(fd);
    }
    await this.#tellOddTime(path, name, member);
    this.#finishFile(path, member);
  }

  async #makeDirectory(path: string, name: string, member: Member): Promise<void> {
    const { files } = this.#call;
    const there = statusOf(files, path, false);
    const isThere =
      there !== undefined &&
      (isDirectory(there) || (this.#manner.keepsDirectoryLinks && isLink(there) && isFolderAt(statusOf(files, path))));
    try {
      if (!isThere) this.#placed(path, () => files.mkdir(path, (member.mode | 0o700) & 0o777));
    } catch (error) {
      await this.#report.errorOf(`${shown(withoutSlashes(name))}: Cannot mkdir`, error);
      return;
    }
    this.#directories.push({ path, member, isNew: !isThere });
  }

  async #makeLink(path: string, name: string, target: string): Promise<void> {
    const leadsOut = target.startsWith("/") || target.split("/").includes("..");
    try {
      this.#placed(path, () => {
        if (leadsOut && !this.#manner.keepsAbsolute) this.#links.delay(path, target);
        else this.#call.files.symlink(target, path);
      });
    } catch (error) {
      await this.#report.errorOf(`${shown(name)}: Cannot create symlink to ${quoted(target)}`, error);
    }
  }

  async #makeHardLink(path: string, name: string, member: Member, place: (name: string) => string): Promise<void> {
    const { files } = this.#call;
    const safe = await this.#names.safe(this.#names.changed(member.linkName, "hard link") ?? "", "hard link targets");
    const target = place(safe);
    try {
      this.#placed(path, () => {
        const delayed = this.#links.targetOf(target);
        if (delayed !== undefined) this.#links.delay(path, delayed);
        else if (statusOf(files, path, false)?.ino !== files.lstat(target).ino) files.link(target, path);
      });
    } catch (error) {
      await this.#report.errorOf(`${shown(name)}: Cannot hard link to ${quoted(safe)}`, error);
    }
  }

  /** Makes something, after what is in its way is removed, or the directories it belongs into are made. @throws SystemError */
  #placed<Made>(path: string, make: () => Made): Made {
    for (let attempt = 0; ; attempt++) {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof SystemError) || attempt > 1 || !this.#recovered(path, error)) throw error;
      }
    }
  }

  #recovered(path: string, { code }: SystemError): boolean {
    const { files } = this.#call;
    if (code === "ENOENT") return this.#makeParents(folderOf(path));
    if (code !== "EEXIST" && code !== "EISDIR") return false;
    const { replaces } = this.#manner;
    const there = statusOf(files, path, false);
    if (!there || replaces === "nothing") return false;
    try {
      if (!isDirectory(there)) files.unlink(path);
      else if (this.#manner.removesDirectories) this.#removeTree(path);
      else files.rmdir(path);
      return true;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return false;
    }
  }

  #makeParents(folder: string): boolean {
    const { files } = this.#call;
    const missing: string[] = [];
    for (let at = folder; !statusOf(files, at, false); at = folderOf(at)) missing.push(at);
    try {
      for (const path of missing.reverse()) files.mkdir(path, 0o777);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return false;
    }
    return missing.length > 0;
  }

  #removeTree(top: string): void {
    const { files } = this.#call;
    const folders: string[] = [];
    const waiting = [top];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const folder = path;
      if (!isDirectory(files.lstat(folder))) {
        files.unlink(folder);
        continue;
      }
      folders.push(folder);
      waiting.push(...files.readdir(folder).map(({ name }) => joined(folder, name)));
    }
    for (const folder of folders.reverse()) files.rmdir(folder);
  }

  #finishFile(path: string, member: Member): void {
    const { files, process } = this.#call;
    if (this.#manner.keepsOwners) this.#giveBack(path, member);
    files.chmod(path, this.#manner.keepsModes ? member.mode : member.mode & 0o777 & ~process.umask);
    if (this.#manner.keepsTimes) files.setTimes(path, bothTimes(member.mtimeSeconds * 1000));
  }

  #giveBack(path: string, { user, group, uid, gid }: Member): void {
    const isNumeric = this.#manner.hasNumericOwners;
    const owner = isNumeric ? undefined : this.#accounts.userNamed(user)?.uid;
    const ownGroup = isNumeric ? undefined : this.#accounts.groupNamed(group)?.gid;
    this.#call.files.chown(path, owner ?? uid, ownGroup ?? gid);
  }

  async #tellOddTime(path: string, name: string, { mtimeSeconds }: Member): Promise<void> {
    if (!this.#manner.keepsTimes) return;
    const { files, process } = this.#call;
    // It was made just now, by the clock that all files have their times from.
    const ahead = mtimeSeconds - files.lstat(path).mtimeMs / 1000;
    const text = (): string =>
      formatDate("%Y-%m-%d %H:%M:%S", momentOf(mtimeSeconds * 1000), timeZone(process.env.get("TZ")));
    if (mtimeSeconds < 0) await this.#report.warn(`${shown(name)}: implausibly old time stamp ${text()}`);
    else if (ahead > 0) await this.#report.warn(`${shown(name)}: time stamp ${text()} is ${ahead} s in the future`);
  }
}

function isFolderAt(status: FileStatus | undefined): boolean {
  return status !== undefined && isDirectory(status);
}
