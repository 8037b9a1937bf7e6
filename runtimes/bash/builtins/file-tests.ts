import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import type { FileStatus } from "../../kernel/description.ts";
import { accessTime, compareTimes, modificationTime } from "../../kernel/file-times.ts";
import type { FileSystem } from "../../kernel/kernel.ts";
import type { Process } from "../../kernel/process.ts";
import { SystemError } from "../../kernel/system-error.ts";

/* What `test`, `[[ ]]` and the program `/usr/bin/test` ask of files. */

const S_IFBLK = 0o060000;
const S_IFSOCK = 0o140000;
const TYPES: Readonly<Record<string, number>> = {
  "-b": S_IFBLK,
  "-c": S_IFCHR,
  "-d": S_IFDIR,
  "-f": S_IFREG,
  "-p": S_IFIFO,
  "-S": S_IFSOCK,
};
const MODE_BITS: Readonly<Record<string, number>> = {
  "-r": 0o400,
  "-w": 0o200,
  "-x": 0o111,
  "-g": 0o2000,
  "-u": 0o4000,
  "-k": 0o1000,
};

/** @param operator one that takes a file; `-a` and `-e` ask whether there is one @param isRoot who may read and write all */
export function testFile(files: FileSystem, operator: string, path: string, isRoot: boolean): boolean {
  if (operator === "-h" || operator === "-L")
    return ((statusOf(() => files.lstat(path))?.mode ?? 0) & S_IFMT) === S_IFLNK;
  const status = statusOf(() => files.stat(path));
  if (status === undefined) return false;
  const type = TYPES[operator];
  if (type !== undefined) return (status.mode & S_IFMT) === type;
  const bits = MODE_BITS[operator];
  if (bits !== undefined) return (isRoot && (operator === "-r" || operator === "-w")) || (status.mode & bits) !== 0;
  if (operator === "-s") return status.size > 0;
  if (operator === "-N") return compareTimes(accessTime(status), modificationTime(status)) < 0;
  if (operator === "-O") return status.uid === 0;
  if (operator === "-G") return status.gid === 0;
  return true;
}

/** `-nt`, `-ot` and `-ef`. */
export function compareFiles(files: FileSystem, operator: string, left: string, right: string): boolean {
  const a = statusOf(() => files.stat(left));
  const b = statusOf(() => files.stat(right));
  if (operator === "-nt") return a !== undefined && (b === undefined || isNewer(a, b));
  if (operator === "-ot") return b !== undefined && (a === undefined || isNewer(b, a));
  return a !== undefined && b !== undefined && a.ino === b.ino;
}

export function isTerminal({ descriptors }: Process, fd: number): boolean {
  if (!descriptors.has(fd)) return false;
  const { kind, path } = descriptors.get(fd);
  return kind === "device" && (path === "/dev/tty" || path.startsWith("/dev/pts/"));
}

function isNewer(a: FileStatus, b: FileStatus): boolean {
  return compareTimes(modificationTime(a), modificationTime(b)) > 0;
}

function statusOf(ask: () => FileStatus): FileStatus | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}
