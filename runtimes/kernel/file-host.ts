import { ERRNO_NAMES, type HostCapability, STAT_FIELDS } from "../abi/capability.ts";
import { type FileSystemSpace, SPACE_FIELDS } from "../abi/file-system.ts";
import type { FileStatus } from "./description.ts";
import { SystemError } from "./system-error.ts";

/** What the kernel uses of the host's capability. */
export type FileFunctions = Pick<
  HostCapability,
  | "stat"
  | "space"
  | "exists"
  | "readBytes"
  | "readPrefix"
  | "writeBytes"
  | "truncate"
  | "readdir"
  | "mkdir"
  | "remove"
  | "rename"
  | "chmod"
  | "symlink"
  | "link"
  | "readlink"
  | "realpath"
  | "chown"
  | "utimes"
>;

function errorOf(errno: number): SystemError {
  const name = ERRNO_NAMES[errno];
  return new SystemError(name === undefined || name === "OK" ? "EINVAL" : name);
}

/** @throws SystemError for an errno */
export function check(errno: number): void {
  if (errno !== 0) throw errorOf(errno);
}

/** @throws SystemError for an errno in the place of an answer */
export function answer<T extends string | ArrayBuffer>(answered: T | number): T {
  if (typeof answered === "number") throw errorOf(answered);
  return answered;
}

/** The host's file functions, whose failures are thrown. */
export class FileHost {
  readonly functions: FileFunctions;
  readonly #registers: Float64Array;

  constructor(functions: FileFunctions, registers: Float64Array) {
    this.functions = functions;
    this.#registers = registers;
  }

  stat(path: string, followLink: boolean): FileStatus {
    check(this.functions.stat(path, followLink));
    return this.#status();
  }

  /** @returns nothing if nothing is there. @throws SystemError for anything else, as a loop of links */
  statIfThere(path: string, followLink: boolean): FileStatus | undefined {
    const errno = this.functions.stat(path, followLink);
    if (ERRNO_NAMES[errno] === "ENOENT") return undefined;
    check(errno);
    return this.#status();
  }

  space(): FileSystemSpace {
    check(this.functions.space());
    const registers = this.#registers;
    return {
      blocks: registers[SPACE_FIELDS.blocks] ?? 0,
      freeBlocks: registers[SPACE_FIELDS.freeBlocks] ?? 0,
      files: registers[SPACE_FIELDS.files] ?? 0,
      freeFiles: registers[SPACE_FIELDS.freeFiles] ?? 0,
    };
  }

  read(path: string): Uint8Array {
    return new Uint8Array(answer(this.functions.readBytes(path)));
  }

  write(path: string, bytes: Uint8Array, append: boolean): void {
    const { buffer, byteLength } = bytes;
    const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    check(this.functions.writeBytes(path, isWhole ? buffer : new Uint8Array(bytes).buffer, append));
  }

  truncate(path: string, size: number): void {
    check(this.functions.truncate(path, size));
  }

  realpath(path: string): string {
    return answer(this.functions.realpath(path));
  }

  #status(): FileStatus {
    const registers = this.#registers;
    return {
      mode: registers[STAT_FIELDS.mode] ?? 0,
      size: registers[STAT_FIELDS.size] ?? 0,
      ino: registers[STAT_FIELDS.ino] ?? 0,
      nlink: registers[STAT_FIELDS.nlink] ?? 0,
      uid: registers[STAT_FIELDS.uid] ?? 0,
      gid: registers[STAT_FIELDS.gid] ?? 0,
      atimeMs: registers[STAT_FIELDS.atimeMs] ?? 0,
      atimeNs: registers[STAT_FIELDS.atimeNs] ?? 0,
      mtimeMs: registers[STAT_FIELDS.mtimeMs] ?? 0,
      mtimeNs: registers[STAT_FIELDS.mtimeNs] ?? 0,
      ctimeMs: registers[STAT_FIELDS.ctimeMs] ?? 0,
      ctimeNs: registers[STAT_FIELDS.ctimeNs] ?? 0,
    };
  }
}
