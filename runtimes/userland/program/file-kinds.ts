import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import { SystemError } from "../../kernel/system-error.ts";

export function isDirectory({ mode }: FileStatus): boolean {
  return (mode & S_IFMT) === S_IFDIR;
}

export function isLink({ mode }: FileStatus): boolean {
  return (mode & S_IFMT) === S_IFLNK;
}

const PAGE_BYTES = 4096;
/** Targets of links that are shorter lie in the inode. */
const INODE_BYTES = 60;

/** What a file takes on a disk of pages of 4 KiB. */
export function diskBytes({ mode, size }: FileStatus): number {
  const type = mode & S_IFMT;
  if (type === S_IFCHR || type === S_IFIFO || (type === S_IFLNK && size < INODE_BYTES)) return 0;
  return Math.ceil(size / PAGE_BYTES) * PAGE_BYTES;
}

/** What a file is called in questions. */
export function kindName({ mode, size }: FileStatus): string {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return size === 0 ? "regular empty file" : "regular file";
    case S_IFDIR:
      return "directory";
    case S_IFLNK:
      return "symbolic link";
    case S_IFIFO:
      return "fifo";
    case S_IFCHR:
      return "character special file";
    default:
      return "weird file";
  }
}

/** @returns nothing if there is no such file, or it can't be reached */
export function statusOf(files: FileSystem, path: string, followsLink = true): FileStatus | undefined {
  try {
    return followsLink ? files.stat(path) : files.lstat(path);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** Whether a path leads through something that is no directory. */
export function isBelowFile(files: FileSystem, path: string): boolean {
  try {
    files.lstat(path);
    return false;
  } catch (error) {
    if (error instanceof SystemError) return error.code === "ENOTDIR";
    throw error;
  }
}

export function isDirectoryAt(files: FileSystem, path: string): boolean {
  const status = statusOf(files, path);
  return status !== undefined && isDirectory(status);
}

/** The last part of a path, without slashes behind it. */
export function lastPart(path: string): string {
  const trimmed = withoutSlashes(path);
  return trimmed === "/" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

export function withoutSlashes(path: string): string {
  return path.replace(/(?<=[^/])\/+$/, "");
}

/** The folder that a path is in. */
export function folderOf(path: string): string {
  const trimmed = withoutSlashes(path);
  const slash = trimmed.lastIndexOf("/");
  return slash < 0 ? "." : slash === 0 ? "/" : trimmed.slice(0, slash);
}

/** The path of an entry of a folder. */
export function joined(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** As `ls -l` shows it. */
export function modeText(mode: number): string {
  const kinds = new Map([
    [S_IFDIR, "d"],
    [S_IFLNK, "l"],
    [S_IFCHR, "c"],
    [S_IFIFO, "p"],
  ]);
  const bits = [...(mode & 0o777).toString(2).padStart(9, "0")];
  const letters = bits.map((bit, index) => (bit === "1" ? "rwxrwxrwx".charAt(index) : "-"));
  for (const [special, index, set, alone] of [
    [0o4000, 2, "s", "S"],
    [0o2000, 5, "s", "S"],
    [0o1000, 8, "t", "T"],
  ] as const)
    if (mode & special) letters[index] = letters[index] === "-" ? alone : set;
  return (kinds.get(mode & S_IFMT) ?? "-") + letters.join("");
}
