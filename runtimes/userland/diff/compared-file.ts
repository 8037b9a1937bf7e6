import { S_IFMT, S_IFREG } from "../../abi/file-mode.ts";
import { type FileStatus, plainStatus } from "../../kernel/description.ts";
import { compareTimes, modificationTime } from "../../kernel/file-times.ts";
import { readAll } from "../../kernel/read-all.ts";
import { SystemError } from "../../kernel/system-error.ts";
import { Failure } from "../program/failure.ts";
import { isDirectory } from "../program/file-kinds.ts";
import { closeInput, openInput } from "../program/inputs.ts";
import type { DiffCall } from "./diff-options.ts";

/** One side of a comparison. */
export interface ComparedFile {
  readonly name: string;
  /** Of one that is missing: that of an empty file from the beginning of time. */
  readonly status: FileStatus;
  readonly isMissing: boolean;
  readonly error?: SystemError;
}

export type Pair = readonly [ComparedFile, ComparedFile];

const NOTHING = plainStatus({ mode: S_IFREG, nlink: 0 });

/** What is known of a file, or why nothing is. @param name nothing for one that is not in its directory */
export function fileNamed(call: DiffCall, name: string, exists: boolean): ComparedFile {
  if (!exists) return { name, status: NOTHING, isMissing: true };
  const { files, process, kernel, options } = call;
  try {
    if (name === "-") {
      const status = process.descriptors.get(0).status();
      return { name, status: { ...status, mtimeMs: kernel.now() }, isMissing: false };
    }
    const status = options.has("no-dereference") ? files.lstat(name) : files.stat(name);
    return { name, status, isMissing: false };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return { name, status: NOTHING, isMissing: false, error };
  }
}

/** A file that is taken for an empty one of the other's kind. */
export function missing(name: string, other: ComparedFile): ComparedFile {
  return { name, status: { ...NOTHING, mode: other.status.mode }, isMissing: true };
}

/** Whether both names are of one file, which has not to be read to know that it is the same. */
export function isSameFile(a: ComparedFile, b: ComparedFile): boolean {
  if (a.isMissing || b.isMissing) return false;
  if (a.name === b.name) return true;
  const [one, other] = [a.status, b.status];
  if (!isDirectory(one) && !isRegular(a)) return false;
  return (
    one.ino === other.ino &&
    one.mode === other.mode &&
    one.size === other.size &&
    compareTimes(modificationTime(one), modificationTime(other)) === 0
  );
}

export function isRegular({ status }: ComparedFile): boolean {
  return (status.mode & S_IFMT) === S_IFREG;
}

/** @throws SystemError if it can't be opened, Failure if it can't be read */
export async function contentOf(call: DiffCall, { name, isMissing }: ComparedFile): Promise<Uint8Array> {
  if (isMissing) return new Uint8Array(0);
  const fd = openInput(call, name);
  try {
    return await readAll(call.process, fd);
  } catch (error) {
    throw error instanceof SystemError ? new Failure(`${name}: ${error.message}`) : error;
  } finally {
    closeInput(call.process, fd);
  }
}
