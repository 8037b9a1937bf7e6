import { S_IFCHR, S_IFIFO, S_IFMT } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { settableTimes } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { folderOf, isBelowFile, isDirectory, isLink, joined, lastPart, statusOf } from "./file-kinds.ts";
import type { ProgramCall } from "./program.ts";
import { quoteAlways, quoteIfNeeded } from "./quoting.ts";
import { backUp, mayReplace } from "./replacing.ts";

/** How files are copied. */
export interface CopyManner {
  readonly isRecursive: boolean;
  /** Links that are followed: all, those that were named, or none. */
  readonly follows: "all" | "named" | "none";
  readonly preservesMode: boolean;
  readonly preservesOwner: boolean;
  readonly preservesTimes: boolean;
  /** Whether files that are hard links to each other stay so. */
  readonly preservesLinks: boolean;
  readonly withContent: boolean;
  readonly asLinks: "hard" | "symbolic" | undefined;
  /** Whether a file that can't be written to is removed first, or each. */
  readonly removes: "unwritable" | "all" | undefined;
  readonly isVerbose: boolean;
}

/** Copies files and directories, and complains of what fails. */
export class Copier {
  readonly #call: ProgramCall;
  readonly #manner: CopyManner;
  /** Where files with several names went, by inode. */
  readonly #linked = new Map<number, string>();
  /** The first directory that was made for the source that was named last: it is not copied into itself. */
  #firstMade: number | undefined;
  /** Whether that one was met, so that nothing more is copied of its source. */
  #isIntoItself = false;
  /** Directories whose content is being copied, by inode. */
  readonly #open = new Set<number>();
  /** The source that was named last, and its target. */
  #top: readonly [source: string, target: string] = ["", ""];
  readonly #written = new Set<string>();
  /** Sources and targets that were named before. */
  readonly #named = new Set<string>();

  constructor(call: ProgramCall, manner: CopyManner) {
    this.#call = call;
    this.#manner = manner;
  }

  async copy(source: string, target: string, isNamed = true): Promise<boolean> {
    const { files } = this.#call;
    const followsLink = this.#manner.follows === "all" || (this.#manner.follows === "named" && isNamed);
    let status: FileStatus;
    try {
      status = followsLink ? files.stat(source) : files.lstat(source);
    } catch (error) {
      return this.#failed(`cannot stat ${quoteAlways(source)}`, error);
    }
    await this.#call.process.checkpoint();
    if (isNamed && this.#named.has(`${source}\0${target}`)) {
      const kind = isDirectory(status) ? "directory" : "file";
      const warning = `warning: source ${kind} ${quoteAlways(source)} specified more than once`;
      await this.#call.process.printError(`${this.#call.name}: ${warning}\n`);
      return true;
    }
    if (isNamed) {
      this.#named.add(`${source}\0${target}`);
      this.#firstMade = undefined;
      this.#isIntoItself = false;
      this.#top = [source, target];
    }
    if (isDirectory(status) && !this.#manner.isRecursive) {
      await this.#call.complain(`-r not specified; omitting directory ${quoteAlways(source)}`);
      return false;
    }
    if (isNamed && isBelowFile(files, target)) {
      await this.#call.complain(`cannot stat ${quoteAlways(target)}: Not a directory`);
      return false;
    }
    return isDirectory(status)
      ? this.#copyDirectory(source, target, status)
      : this.#copyFile(source, target, status, isNamed);
  }

  async #copyDirectory(source: string, target: string, status: FileStatus): Promise<boolean> {
    const { files, process } = this.#call;
    if (this.#firstMade === status.ino) {
      const [from, to] = this.#top;
      await this.#call.complain(`cannot copy a directory, ${quoteAlways(from)}, into itself, ${quoteAlways(to)}`);
      this.#isIntoItself = true;
      return false;
    }
    if (this.#open.has(status.ino)) {
      await this.#call.complain(`cannot copy cyclic symbolic link ${quoteAlways(source)}`);
      return false;
    }
    const there = statusOf(files, target);
    if (there && !isDirectory(there)) {
      await this.#call.complain(
        `cannot overwrite non-directory ${quoteAlways(target)} with directory ${quoteAlways(source)}`,
      );
      return false;
    }
    if (!there) {
      try {
        files.mkdir(target, (status.mode & 0o7777) | 0o700);
        this.#firstMade ??= files.stat(target).ino;
      } catch (error) {
        return this.#failed(`cannot create directory ${quoteAlways(target)}`, error);
      }
      this.#tell(source, target);
    }
    let entries: ReturnType<typeof files.readdir>;
    try {
      // What was made first is copied first, as GNU's does, which goes by the numbers of inodes.
      entries = files.readdir(source).reverse();
    } catch (error) {
      return this.#failed(`cannot access ${quoteAlways(source)}`, error);
    }
    let isComplete = true;
    this.#open.add(status.ino);
    for (const { name } of entries) {
      isComplete = (await this.copy(joined(source, name), joined(target, name), false)) && isComplete;
      if (this.#isIntoItself) break;
    }
    this.#open.delete(status.ino);
    if (this.#manner.preservesOwner) files.chown(target, status.uid, status.gid);
    if (!there)
      files.chmod(target, this.#manner.preservesMode ? status.mode & 0o7777 : status.mode & 0o777 & ~process.umask);
    if (this.#manner.preservesTimes) files.setTimes(target, settableTimes(status));
    return isComplete;
  }

  /** The same for all names of a place, if the file is no link. */
  #placeOf(target: string): string {
    return `${this.#call.files.realpath(folderOf(target))}/${lastPart(target)}`;
  }

  async #copyFile(source: string, target: string, status: FileStatus, isNamed: boolean): Promise<boolean> {
    const { files } = this.#call;
    const there = statusOf(files, target, false);
    let backup: string | undefined;
    if (there) {
      const reached = isLink(there) ? statusOf(files, target) : there;
      const isSame = reached?.ino === status.ino && (!isLink(there) || !isLink(status));
      const linksAnew = this.#manner.asLinks !== undefined && this.#call.options.has("force");
      const isReplacedLink = isLink(there) && (this.#manner.removes === "all" || linksAnew);
      if (isSame && !this.#call.options.has("backup", "b") && !isReplacedLink) {
        if (this.#manner.asLinks === "hard" && there.ino === status.ino) return true;
        if (this.#call.options.last("no-clobber", "interactive", "force") === "no-clobber") return true;
        await this.#call.complain(`${quoteAlways(source)} and ${quoteAlways(target)} are the same file`);
        return false;
      }
      if (isDirectory(there)) {
        await this.#call.complain(`cannot overwrite directory ${quoteAlways(target)} with non-directory`);
        return false;
      }
      if (!(await mayReplace(this.#call, status, there, target))) return true;
      if (isNamed && this.#written.has(this.#placeOf(target))) {
        await this.#call.complain(`will not overwrite just-created ${quoteAlways(target)} with ${quoteAlways(source)}`);
        return false;
      }
      backup = backUp(this.#call, there, target);
      if (backup === undefined && (this.#manner.removes === "all" || isLink(status) || linksAnew)) files.unlink(target);
      else if (backup === undefined && isLink(there) && !reached) {
        await this.#call.complain(`not writing through dangling symlink ${quoteAlways(target)}`);
        return false;
      }
    }
    if (!(await this.#make(source, target, status))) return false;
    if (isNamed && statusOf(files, target)) this.#written.add(this.#placeOf(target));
    this.#tell(source, target, backup);
    return true;
  }

  async #make(source: string, target: string, status: FileStatus): Promise<boolean> {
    const { files } = this.#call;
    const { preservesLinks, asLinks } = this.#manner;
    const first = preservesLinks && status.nlink > 1 ? this.#linked.get(status.ino) : undefined;
    try {
      if (first !== undefined) {
        if (statusOf(files, target, false)) files.unlink(target);
        files.link(first, target);
        return true;
      }
      if (asLinks === "hard") files.link(source, target);
      else if (asLinks === "symbolic") {
        if (!source.startsWith("/") && target.replace(/^\.\//, "").includes("/")) {
          await this.#call.complain(
            `${quoteIfNeeded(target)}: can make relative symbolic links only in current directory`,
          );
          return false;
        }
        files.symlink(source, target);
      } else if (isLink(status)) {
        files.symlink(files.readlink(source), target);
        if (this.#manner.preservesOwner) files.chown(target, status.uid, status.gid, false);
        if (this.#manner.preservesTimes) files.setTimes(target, settableTimes(status), false);
      } else if (!(await this.#copyContent(source, target, status))) return false;
    } catch (error) {
      const kind = asLinks === "hard" ? "hard link" : isLink(status) || asLinks ? "symbolic link" : "regular file";
      const isNoDirectory = target.endsWith("/") && error instanceof SystemError;
      return this.#failed(
        `cannot create ${kind} ${quoteAlways(target)}`,
        isNoDirectory ? new SystemError("ENOTDIR") : error,
      );
    }
    if (preservesLinks && status.nlink > 1) this.#linked.set(status.ino, target);
    return true;
  }

  async #copyContent(source: string, target: string, status: FileStatus): Promise<boolean> {
    const { files, process } = this.#call;
    const { preservesMode, preservesOwner, preservesTimes, withContent, removes } = this.#manner;
    const isNew = statusOf(files, target) === undefined;
    let input: number;
    try {
      input = process.descriptors.add(files.open(source, { access: "read" }, 0));
    } catch (error) {
      return this.#failed(`cannot open ${quoteAlways(source)} for reading`, error);
    }
    try {
      const kind = status.mode & S_IFMT;
      const mode = kind === S_IFCHR || kind === S_IFIFO ? 0o666 : status.mode & 0o777;
      const flags = { access: "write", create: true, truncate: withContent } as const;
      let output: number;
      try {
        output = process.descriptors.add(files.open(target, flags, mode));
      } catch (error) {
        if (removes === undefined || isNew || !(error instanceof SystemError)) throw error;
        files.unlink(target);
        output = process.descriptors.add(files.open(target, flags, mode));
      }
      try {
        for (let bytes = await process.read(input); withContent && bytes.length > 0; bytes = await process.read(input))
          await process.write(output, bytes);
      } catch (error) {
        return await this.#failed(`error writing ${quoteAlways(target)}`, error);
      } finally {
        process.descriptors.close(output);
      }
    } finally {
      process.descriptors.close(input);
    }
    if (preservesOwner) files.chown(target, status.uid, status.gid);
    if (preservesMode) files.chmod(target, status.mode & 0o7777);
    if (preservesTimes) files.setTimes(target, settableTimes(status));
    return true;
  }

  #tell(source: string, target: string, backup?: string): void {
    if (!this.#manner.isVerbose) return;
    const kept = backup === undefined ? "" : ` (backup: ${quoteAlways(backup)})`;
    this.#call.output.putText(`${quoteAlways(source)} -> ${quoteAlways(target)}${kept}\n`);
  }

  async #failed(what: string, error: unknown): Promise<false> {
    if (!(error instanceof SystemError)) throw error;
    await this.#call.complain(`${what}: ${error.message}`);
    return false;
  }
}
