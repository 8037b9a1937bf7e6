import type { FileStatus } from "../../kernel/description.ts";
import { bothTimes } from "../../kernel/file-times.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { concatBytes } from "../../web/bytes.ts";
import { decodeUtf8 } from "../../web/encoding.ts";
import { DataFault } from "../compression/data-fault.ts";
import { folderOf, isDirectory, isLink, joined, lastPart, statusOf, withoutSlashes } from "../program/file-kinds.ts";
import { timeZone } from "../program/time-zone.ts";
import { timeOfDos } from "./dos-time.ts";
import { isFolder, isSymbolicLink, METHOD, type ZipEntry } from "./entry.ts";
import { canRead, entryData } from "./entry-data.ts";
import type { UnzipCall } from "./unzip-options.ts";
import { padded, type UnzipReport } from "./unzip-report.ts";
import { ZipFault, type ZipFile } from "./zip-file.ts";

interface ExtractionManner {
  /** What it is put into; empty: the directory of the call. */
  readonly folder: string;
  readonly replaces: "ask" | "all" | "nothing";
  readonly onlyNewer: boolean;
  readonly onlyExisting: boolean;
  readonly withoutFolders: boolean;
  readonly lowers: boolean;
  readonly isQuiet: boolean;
  readonly keepsFolderTimes: boolean;
  readonly marksText: boolean;
}

/** Makes files of entries. */
export class UnzipExtraction {
  readonly #call: UnzipCall;
  readonly #file: ZipFile;
  readonly #report: UnzipReport;
  readonly #manner: ExtractionManner;
  #replaces: ExtractionManner["replaces"];
  readonly #links: { readonly path: string; readonly target: string }[] = [];
  readonly #folders: { readonly path: string; readonly entry: ZipEntry }[] = [];

  constructor(call: UnzipCall, file: ZipFile, report: UnzipReport, manner: ExtractionManner) {
    this.#call = call;
    this.#file = file;
    this.#report = report;
    this.#manner = manner;
    this.#replaces = manner.replaces;
  }

  async extract(entry: ZipEntry): Promise<void> {
    const name = await this.#safeName(entry);
    if (name === "") return;
    if (!canRead(entry) && !isFolder(entry)) {
      await this.#report.skip(entry, `need PK compat. v${entry.versionNeeded / 10} (can do v4.6)`);
      return;
    }
    if ((entry.flags & 1) !== 0) {
      await this.#report.skip(entry, "unable to get password", true);
      return;
    }
    const { folder } = this.#manner;
    const path = folder === "" ? name : joined(folder, name);
    const blocked = this.#blockedAt(isFolder(entry) ? path : folderOf(path));
    if (blocked !== undefined) {
      await this.#report.error(
        `checkdir error:  ${blocked} exists but is not directory\n                 unable to process ${entry.name}.\n`,
        2,
      );
      return;
    }
    if (isFolder(entry)) this.#makeFolder(withoutSlashes(path), path, entry);
    else await this.#extractFile(path, entry);
  }

  /** Links, then modes and times of directories. */
  async finish(): Promise<void> {
    const { files } = this.#call;
    if (this.#links.length > 0) this.#tell("finishing deferred symbolic links:\n");
    for (const { path, target } of this.#links) {
      this.#tell(`  ${padded(path)} -> ${target}\n`);
      try {
        if (statusOf(files, path, false)) files.unlink(path);
        files.symlink(target, path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        await this.#report.error(`error:  cannot create symlink ${path}: ${error.message}\n`, 1);
      }
    }
    for (const { path, entry } of this.#folders.reverse()) {
      files.chmod(path, entry.mode & 0o777 & ~this.#call.process.umask);
      if (this.#manner.keepsFolderTimes) files.setTimes(path, bothTimes(this.#timeOf(entry)));
    }
  }

  /** A name that doesn't lead out of the directory; empty if nothing is left. */
  async #safeName({ name, system }: ZipEntry): Promise<string> {
    let safe = system === 0 && !name.includes("/") ? name.replaceAll("\\", "/") : name;
    if (safe.startsWith("/")) await this.#report.error(`warning:  stripped absolute path spec from ${name}\n`, 1);
    const parts = safe
      .split("/")
      .filter((part, index, all) => (part !== "" || index === all.length - 1) && part !== ".");
    if (parts.includes("..")) {
      this.#report.raise(1);
      this.#tell(`warning:  skipped "../" path component(s) in ${name}\n`);
    }
    safe = parts.filter((part) => part !== "..").join("/");
    if (this.#manner.withoutFolders) safe = safe.endsWith("/") ? "" : lastPart(safe);
    return this.#manner.lowers ? safe.toLowerCase() : safe;
  }

  /** A file where a directory ought to be. */
  #blockedAt(folder: string): string | undefined {
    const { files } = this.#call;
    let at = withoutSlashes(folder);
    for (let status = statusOf(files, at); !status && folderOf(at) !== at; status = statusOf(files, at))
      at = folderOf(at);
    const status = statusOf(files, at);
    return status && !isDirectory(status) ? at : undefined;
  }

  #makeFolder(path: string, shown: string, entry: ZipEntry): void {
    if (statusOf(this.#call.files, path)) return;
    if (this.#manner.onlyExisting) return;
    this.#tell(`   creating: ${shown}\n`);
    this.#makeFolders(path);
    this.#folders.push({ path, entry });
  }

  #makeFolders(path: string): void {
    const { files } = this.#call;
    const missing: string[] = [];
    for (let at = path; !statusOf(files, at); at = folderOf(at)) missing.push(at);
    for (const one of missing.reverse()) files.mkdir(one, 0o777);
  }

  async #extractFile(wanted: string, entry: ZipEntry): Promise<void> {
    const path = await this.#placeFor(wanted, entry);
    if (path === undefined) return;
    this.#makeFolders(folderOf(path));
    const isLinkEntry = isSymbolicLink(entry);
    const verb = isLinkEntry
      ? "    linking"
      : entry.method === METHOD.stored
        ? " extracting"
        : entry.method === METHOD.bzip2
          ? " bunzipping"
          : "  inflating";
    this.#tell(`${verb}: ${padded(path)}  `);
    try {
      if (isLinkEntry) await this.#delayLink(path, entry);
      else await this.#write(path, entry);
    } catch (error) {
      await this.#tellFault(path, entry, error);
    }
  }

  async #delayLink(path: string, entry: ZipEntry): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const bytes of entryData(this.#file, entry)) pieces.push(bytes);
    const target = decodeUtf8(concatBytes(pieces), "escape");
    this.#links.push({ path, target });
    this.#tell(`-> ${target} \n`);
  }

  async #write(path: string, entry: ZipEntry): Promise<void> {
    const { files, process } = this.#call;
    if (statusOf(files, path, false)) files.unlink(path);
    const flags = { access: "write", create: true, exclusive: true } as const;
    const fd = process.descriptors.add(files.open(path, flags, 0o666));
    try {
      for await (const bytes of entryData(this.#file, entry)) await process.write(fd, bytes);
    } finally {
      process.descriptors.close(fd);
      files.chmod(path, entry.mode & 0o777 & ~process.umask);
      files.setTimes(path, bothTimes(this.#timeOf(entry)));
    }
    const mark = entry.plainBytes === 0 ? "[empty] " : entry.isText ? "[text]  " : "[binary]";
    this.#tell(this.#manner.marksText ? `${mark}\n` : "\n");
  }

  async #tellFault(path: string, entry: ZipEntry, error: unknown): Promise<void> {
    if (error instanceof DataFault) await this.#report.dataError(error, this.#manner.isQuiet ? entry.name : undefined);
    else if (error instanceof ZipFault) await this.#report.badOffset(this.#file.entries.indexOf(entry) + 1, error);
    else if (error instanceof SystemError)
      await this.#report.error(`error:  cannot create ${path}\n        ${error.message}\n`, 50);
    else throw error;
  }

  /** What a file is to be called, after the user was asked if need be; nothing if it is left out. */
  async #placeFor(wanted: string, entry: ZipEntry): Promise<string | undefined> {
    const { files } = this.#call;
    let path = wanted;
    for (;;) {
      const there = statusOf(files, path, false);
      if (!there) return this.#manner.onlyExisting ? undefined : path;
      if (this.#manner.onlyNewer && !this.#isNewer(entry, there)) return undefined;
      if (this.#replaces === "all") return path;
      const answer = this.#replaces === "nothing" ? "n" : await this.#report.ask(path);
      if (answer === "A") this.#replaces = "all";
      else if (answer === "N" || answer === "end") {
        this.#replaces = "nothing";
        if (answer === "end") this.#report.raise(1);
      }
      if (answer === "y" || answer === "A") return path;
      if (typeof answer === "object") {
        path = this.#manner.folder === "" ? answer.name : joined(this.#manner.folder, answer.name);
        continue;
      }
      if (isLink(there)) this.#tell(`${path} exists and is a symbolic link.\n`);
      return undefined;
    }
  }

  #isNewer(entry: ZipEntry, { mtimeMs }: FileStatus): boolean {
    return Math.floor(this.#timeOf(entry) / 1000) > Math.floor(mtimeMs / 1000);
  }

  #timeOf({ mtimeSeconds, dosTime }: ZipEntry): number {
    return mtimeSeconds === undefined
      ? timeOfDos(dosTime, timeZone(this.#call.process.env.get("TZ")))
      : mtimeSeconds * 1000;
  }

  #tell(text: string): void {
    if (!this.#manner.isQuiet) this.#call.output.putText(text);
  }
}
