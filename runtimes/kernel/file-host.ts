import { CHANGES, ERRNO_NAMES, type HostCapability, STAT_FIELDS } from "../abi/capability.ts";
import { type FileSystemSpace, SPACE_FIELDS } from "../abi/file-system.ts";
import type { FileStatus } from "./description.ts";
import { ShortCopies } from "./short-copies.ts";
import { SystemError } from "./system-error.ts";

/** What the kernel uses of the host's capability. */
export type FileFunctions = Pick<
  HostCapability,
  | "stat"
  | "space"
  | "exists"
  | "readBytes"
  | "readShort"
  | "readPrefix"
  | "writeBytes"
  | "truncate"
  | "readdir"
  | "statuses"
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
  readonly #window: Uint8Array;
  readonly #copies = new ShortCopies();

  constructor(functions: FileFunctions, registers: Float64Array, window: Uint8Array) {
    this.functions = functions;
    this.#registers = registers;
    this.#window = window;
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

  /** Another number whenever a file could have changed. */
  get changes(): number {
    return this.#registers[CHANGES] ?? 0;
  }

  /** Of all that is in a directory, in the order in which it is listed. @returns nothing if it doesn't tell them at once */
  statusesIn(path: string): Float64Array | undefined {
    const statuses = this.functions.statuses(path);
    return typeof statuses === "number" ? undefined : new Float64Array(statuses);
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
    const length = this.functions.readShort(path);
    if (length >= 0) return this.#copies.of(this.#window.subarray(0, length));
    if (ERRNO_NAMES[-length] !== "EFBIG") throw errorOf(-length);
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
    return statusIn(this.#registers, 0);
  }
}

/** The status that the numbers from a place on are. */
export function statusIn(numbers: Float64Array, at: number): FileStatus {
  return {
    mode: numbers[at + STAT_FIELDS.mode] ?? 0,
    size: numbers[at + STAT_FIELDS.size] ?? 0,
    ino: numbers[at + STAT_FIELDS.ino] ?? 0,
    nlink: numbers[at + STAT_FIELDS.nlink] ?? 0,
    uid: numbers[at + STAT_FIELDS.uid] ?? 0,
    gid: numbers[at + STAT_FIELDS.gid] ?? 0,
    atimeMs: numbers[at + STAT_FIELDS.atimeMs] ?? 0,
    atimeNs: numbers[at + STAT_FIELDS.atimeNs] ?? 0,
    mtimeMs: numbers[at + STAT_FIELDS.mtimeMs] ?? 0,
    mtimeNs: numbers[at + STAT_FIELDS.mtimeNs] ?? 0,
    ctimeMs: numbers[at + STAT_FIELDS.ctimeMs] ?? 0,
    ctimeNs: numbers[at + STAT_FIELDS.ctimeNs] ?? 0,
  };
}
