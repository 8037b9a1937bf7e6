import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { compareTimes, type FileTime } from "../../kernel/file-times.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { compareText } from "../../web/collation.ts";
import { isDirectory, isLink, statusOf } from "../program/file-kinds.ts";
import { compareVersions } from "../program/version-order.ts";
import type { LsSettings, LsSort } from "./settings.ts";

type Kind = ReturnType<FileSystem["readdir"]>[number]["kind"];

const TYPES: Readonly<Record<Kind, number>> = { file: S_IFREG, directory: S_IFDIR, link: S_IFLNK, device: S_IFCHR };

/** A file of a listing; what is known of it is asked for when it is needed. */
export class Entry {
  readonly name: string;
  readonly path: string;
  readonly #files: FileSystem;
  readonly #kind: Kind | undefined;
  #status: FileStatus | undefined;
  #target: FileStatus | undefined;
  #hasTarget = false;
  /** A link that was to be followed, and leads nowhere. */
  readonly #isLost: boolean = false;

  constructor(files: FileSystem, name: string, path: string, known: Kind | FileStatus | "lost") {
    this.#files = files;
    this.name = name;
    this.path = path;
    if (known === "lost") this.#isLost = true;
    else if (typeof known === "string") this.#kind = known;
    else this.#status = known;
  }

  /** Of the link, where it is one that is not followed. Nothing if it has gone. */
  get status(): FileStatus | undefined {
    if (this.#kind !== undefined) this.#status ??= statusOf(this.#files, this.path, false);
    return this.#status;
  }

  get type(): number {
    if (this.#isLost) return S_IFLNK;
    return this.#status ? this.#status.mode & S_IFMT : this.#kind === undefined ? 0 : TYPES[this.#kind];
  }

  get isDirectory(): boolean {
    return this.type === S_IFDIR;
  }

  get isLink(): boolean {
    return this.type === S_IFLNK;
  }

  /** What a link leads to. */
  get target(): FileStatus | undefined {
    if (!this.#hasTarget) this.#target = statusOf(this.#files, this.path);
    this.#hasTarget = true;
    return this.#target;
  }

  get targetText(): string {
    if (this.#isLost) return "";
    try {
      return this.#files.readlink(this.path);
    } catch (error) {
      if (error instanceof SystemError) return "";
      throw error;
    }
  }

  get leadsToDirectory(): boolean {
    return this.isDirectory || (this.isLink && this.target !== undefined && isDirectory(this.target));
  }
}

/** @throws SystemError */
export function operandEntry(files: FileSystem, path: string, follows: LsSettings["follows"]): Entry {
  if (follows === "always" || follows === "operands") return new Entry(files, path, path, files.stat(path));
  const own = path.endsWith("/") ? files.stat(path) : files.lstat(path);
  if (follows === "never" || !isLink(own)) return new Entry(files, path, path, own);
  const target = statusOf(files, path);
  return new Entry(files, path, path, target && isDirectory(target) ? target : own);
}

export function sortEntries(
  entries: Entry[],
  { sort, time, isReversed, directoriesFirst }: LsSettings,
  widthOf: (entry: Entry) => number,
): void {
  const compare = sort === "none" ? undefined : comparison(sort, time, widthOf);
  if (compare) entries.sort((a, b) => (isReversed ? compare(b, a) : compare(a, b)));
  if (!directoriesFirst || !compare) return;
  const rank = (entry: Entry): number => (entry.leadsToDirectory ? 0 : 1);
  entries.sort((a, b) => rank(a) - rank(b));
}

function comparison(
  sort: Exclude<LsSort, "none">,
  time: LsSettings["time"],
  widthOf: (entry: Entry) => number,
): (a: Entry, b: Entry) => number {
  const byName = (a: Entry, b: Entry): number => compareText(a.name, b.name);
  const by = (difference: (a: Entry, b: Entry) => number) => (a: Entry, b: Entry) => difference(a, b) || byName(a, b);
  const timeOf = ({ status }: Entry): FileTime => (status ? time(status) : { ms: 0, ns: 0 });
  switch (sort) {
    case "name":
      return byName;
    case "size":
      return by((a, b) => (b.status?.size ?? 0) - (a.status?.size ?? 0));
    case "time":
      return by((a, b) => compareTimes(timeOf(b), timeOf(a)));
    case "extension":
      return by((a, b) => compareText(extensionOf(a.name), extensionOf(b.name)));
    case "version":
      return by((a, b) => compareVersions(a.name, b.name));
    case "width":
      return by((a, b) => widthOf(a) - widthOf(b));
  }
}

function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

/** What is appended to a name. */
export function indicatorOf(mode: number, indicator: LsSettings["indicator"]): string {
  if (indicator === "none") return "";
  const type = mode & S_IFMT;
  if (type === S_IFDIR) return "/";
  if (indicator === "slash") return "";
  if (type === S_IFLNK) return "@";
  if (type === S_IFIFO) return "|";
  return indicator === "classify" && type === S_IFREG && (mode & 0o111) !== 0 ? "*" : "";
}
