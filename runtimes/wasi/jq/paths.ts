import { ERRNO, LOOKUP_FOLLOW, RIGHTS } from "../../abi/preview1.ts";
import { type ProgramFiles, WINDOW_BYTES } from "../../abi/program-files.ts";
import type { ProgramMemory } from "../program-memory.ts";
import { putStatus } from "./status.ts";

/** The one directory that is open from the start: the root. */
const ROOT_FD = 3;
const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const ACCESS_MODE = 3;
const NOT_A_TERMINAL = 59;

export interface PathCallsOptions {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  readonly memory: ProgramMemory;
  /** The program's working directory. */
  readonly cwd: () => string;
}

type SystemCall = (...args: number[]) => number;

/** The system calls of Linux that Emscripten has for files, as far as jq makes them: it only ever reads. */
export function pathCalls({ files, registers, window, memory, cwd }: PathCallsOptions) {
  const encoder = new TextEncoder();
  const pathAt = (pointer: number): string => {
    const path = memory.terminatedText(pointer);
    if (path === "") throw new Failed(ERRNO.ENOENT);
    return (path.startsWith("/") ? path : `${cwd()}/${path}`).replace(/^\/+/, "") || ".";
  };
  /** The number of an error, negative, is how a system call fails. */
  const guarded =
    (call: SystemCall): SystemCall =>
    (...args) => {
      memory.refresh();
      try {
        return call(...args);
      } catch (error) {
        if (error instanceof Failed) return -error.errno;
        if (error instanceof RangeError) return -ERRNO.EFAULT;
        // A path that is not UTF-8: no file of a slot has one.
        if (error instanceof TypeError) return -ERRNO.ENOENT;
        throw error;
      }
    };
  const status = (path: number, result: number, lookupFlags: number): number => {
    check(files.pathFilestat(ROOT_FD, lookupFlags, pathAt(path)));
    putStatus(memory, registers, result);
    return 0;
  };

  return {
    __syscall_openat: guarded((directory, path, flags) => {
      if (directory !== AT_FDCWD) throw new Failed(ERRNO.EBADF);
      if ((flags & ACCESS_MODE) !== 0) throw new Failed(ERRNO.EACCES);
      registers[0] = RIGHTS.fdRead | RIGHTS.fdSeek | RIGHTS.fdTell | RIGHTS.fdFilestatGet;
      registers[1] = 0n;
      check(files.open(ROOT_FD, LOOKUP_FOLLOW, pathAt(path), 0, 0));
      return Number(registers[0]);
    }),
    __syscall_stat64: guarded((path, result) => status(path, result, LOOKUP_FOLLOW)),
    __syscall_lstat64: guarded((path, result) => status(path, result, 0)),
    __syscall_newfstatat: guarded((directory, path, result, flags) => {
      if (directory !== AT_FDCWD) throw new Failed(ERRNO.EBADF);
      return status(path, result, (flags & AT_SYMLINK_NOFOLLOW) === 0 ? LOOKUP_FOLLOW : 0);
    }),
    __syscall_fstat64: guarded((fd, result) => {
      check(files.filestat(fd));
      putStatus(memory, registers, result);
      return 0;
    }),
    __syscall_getcwd: guarded((buffer, size) => {
      const bytes = encoder.encode(`${cwd()}\0`);
      if (bytes.length > size) throw new Failed(RESULT_TOO_LARGE);
      memory.put(bytes, buffer);
      return bytes.length;
    }),
    __syscall_readlinkat: guarded((directory, path, buffer, size) => {
      if (directory !== AT_FDCWD) throw new Failed(ERRNO.EBADF);
      check(files.readlink(ROOT_FD, pathAt(path), Math.min(size, WINDOW_BYTES)));
      const bytes = window.subarray(0, Number(registers[0]));
      memory.put(bytes, buffer);
      return bytes.length;
    }),
    /** Flags of descriptors matter to nobody here: jq starts no other program. */
    __syscall_fcntl64: (): number => 0,
    __syscall_ioctl: (): number => -NOT_A_TERMINAL,
  };
}

/** ERANGE, which no function of preview 1 answers. */
const RESULT_TOO_LARGE = 68;

class Failed extends Error {
  readonly errno: number;
  constructor(errno: number) {
    super();
    this.errno = errno;
  }
}

function check(errno: number): void {
  if (errno !== ERRNO.SUCCESS) throw new Failed(errno);
}
