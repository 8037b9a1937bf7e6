import { ERRNO, FSTFLAGS } from "../abi/preview1.ts";
import type { Preview1Function } from "../abi/preview1-names.ts";
import { FILESTAT, PENDING, WINDOW_BYTES } from "../abi/program-files.ts";
import type { Fdstats } from "./fdstats.ts";
import { CLOCKS, NS_PER_MS, pollOneoff } from "./poll-oneoff.ts";
import { createTransfers, type TransferOptions } from "./transfers.ts";

/** Times of preview 1 are unsigned, registers are not: a time beyond what they hold comes out negative. */
function holdsTimes(atim: bigint, mtim: bigint, flags: number): boolean {
  return !((flags & FSTFLAGS.atim && atim < 0n) || (flags & FSTFLAGS.mtim && mtim < 0n));
}

/** What `proc_exit` unwinds the program with. */
export class ProgramExit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

/** What differs from program to program. */
export interface Program {
  /** Each UTF-8, without the NUL at the end. */
  readonly args: readonly Uint8Array[];
  readonly env: readonly Uint8Array[];
  readonly startedAtMs: number;
  readonly fdstats: Fdstats;
  /** When it called the poll that it is in. */
  polledAtMs?: number | undefined;
}

export interface Preview1Options extends TransferOptions {
  /** The program that runs. */
  readonly program: () => Program;
}

type Function = (...args: never[]) => number | undefined;

/**
 * All 46 functions of `wasi_snapshot_preview1`. They take arguments out of the program's memory and put answers there;
 * what they mean is the host's.
 *
 * A pointer beyond the memory ends in a RangeError of the view, which the caller turns into EFAULT.
 */
export function preview1({
  files,
  registers,
  window,
  memory,
  program,
}: Preview1Options): Record<Preview1Function, Function> {
  const register = (index: number): bigint => registers[index] ?? 0n;
  const count = (index: number): number => Number(register(index));

  /** Adds how an argument can be bad to what the operation answers. */
  const guarded = (operation: () => number): number => {
    memory.refresh();
    try {
      return operation();
    } catch (error) {
      if (error instanceof RangeError) return ERRNO.EFAULT;
      // Text that is not UTF-8.
      if (error instanceof TypeError) return ERRNO.EILSEQ;
      throw error;
    }
  };
  const whenFine = (errno: number, put: () => void): number => {
    if (errno === ERRNO.SUCCESS) put();
    return errno;
  };

  const { readInto, writeFrom } = createTransfers({ files, registers, window, memory });
  const putStat = (pointer: number): void => {
    memory.clear(pointer, 64);
    memory.setU64(pointer + 8, register(FILESTAT.ino));
    memory.setU8(pointer + 16, count(FILESTAT.filetype));
    memory.setU64(pointer + 24, register(FILESTAT.nlink));
    memory.setU64(pointer + 32, register(FILESTAT.size));
    memory.setU64(pointer + 40, register(FILESTAT.atim));
    memory.setU64(pointer + 48, register(FILESTAT.mtim));
    memory.setU64(pointer + 56, register(FILESTAT.ctim));
  };
  const strings = (list: readonly Uint8Array[], pointers: number, buffer: number): number =>
    guarded(() => {
      let at = buffer >>> 0;
      for (const [index, string] of list.entries()) {
        memory.setU32(pointers + index * 4, at);
        memory.put(string, at);
        memory.setU8(at + string.length, 0);
        at += string.length + 1;
      }
      return ERRNO.SUCCESS;
    });
  const stringSizes = (list: readonly Uint8Array[], countPointer: number, sizePointer: number): number =>
    guarded(() => {
      memory.setU32(countPointer, list.length);
      memory.setU32(
        sizePointer,
        list.reduce((sum, { length }) => sum + length + 1, 0),
      );
      return ERRNO.SUCCESS;
    });
  const nowNs = (clock: number): bigint =>
    clock === 0
      ? BigInt(Date.now()) * BigInt(NS_PER_MS)
      : BigInt(Math.round((Date.now() - program().startedAtMs) * NS_PER_MS));
  /** Arguments of 64 bits go through the registers. */
  const pass = (first: bigint, second: bigint): void => {
    registers[0] = first;
    registers[1] = second;
  };
  const socket = (fd: number): number => (files.fdstat(fd) === ERRNO.SUCCESS ? ERRNO.ENOTSOCK : ERRNO.EBADF);

  return {
    args_get: (pointers: number, buffer: number) => strings(program().args, pointers, buffer),
    args_sizes_get: (countPointer: number, sizePointer: number) =>
      stringSizes(program().args, countPointer, sizePointer),
    environ_get: (pointers: number, buffer: number) => strings(program().env, pointers, buffer),
    environ_sizes_get: (countPointer: number, sizePointer: number) =>
      stringSizes(program().env, countPointer, sizePointer),
    clock_res_get: (clock: number, result: number) =>
      guarded(() => {
        if (clock >>> 0 >= CLOCKS) return ERRNO.EINVAL;
        memory.setU64(result, BigInt(NS_PER_MS));
        return ERRNO.SUCCESS;
      }),
    clock_time_get: (clock: number, _precision: bigint, result: number) =>
      guarded(() => {
        if (clock >>> 0 >= CLOCKS) return ERRNO.EINVAL;
        memory.setU64(result, nowNs(clock));
        return ERRNO.SUCCESS;
      }),
    fd_advise: (fd: number, _offset: bigint, _length: bigint, advice: number) =>
      advice >>> 0 > 5 ? ERRNO.EINVAL : files.advise(fd),
    fd_allocate: (fd: number, offset: bigint, length: bigint) => files.allocate(fd, unsigned(offset), unsigned(length)),
    fd_close: (fd: number) => {
      program().fdstats.forget(fd);
      return files.close(fd);
    },
    fd_datasync: (fd: number) => files.datasync(fd),
    fd_fdstat_get: (fd: number, result: number) =>
      guarded(() => {
        const { fdstats } = program();
        let fdstat = fdstats.get(fd);
        if (!fdstat) {
          const errno = files.fdstat(fd);
          if (errno !== ERRNO.SUCCESS) return errno;
          fdstat = fdstats.add(fd, registers);
        }
        memory.put(fdstat, result);
        return ERRNO.SUCCESS;
      }),
    fd_fdstat_set_flags: (fd: number, flags: number) => {
      program().fdstats.forget(fd);
      return files.setFlags(fd, flags);
    },
    fd_fdstat_set_rights: (fd: number, rights: bigint, inheriting: bigint) => {
      program().fdstats.forget(fd);
      pass(rights, inheriting);
      return files.setRights(fd);
    },
    fd_filestat_get: (fd: number, result: number) => guarded(() => whenFine(files.filestat(fd), () => putStat(result))),
    fd_filestat_set_size: (fd: number, size: bigint) => files.setSize(fd, unsigned(size)),
    fd_filestat_set_times: (fd: number, atim: bigint, mtim: bigint, flags: number) => {
      if (!holdsTimes(atim, mtim, flags)) return ERRNO.EINVAL;
      pass(atim, mtim);
      return files.setTimes(fd, flags);
    },
    fd_pread: (fd: number, iovs: number, iovsLength: number, offset: bigint, result: number) =>
      guarded(() => readInto(fd, iovs, iovsLength, unsigned(offset), result)),
    fd_prestat_get: (fd: number, result: number) =>
      guarded(() =>
        whenFine(files.prestat(fd), () => {
          memory.setU32(result, 0);
          memory.setU32(result + 4, count(0));
        }),
      ),
    fd_prestat_dir_name: (fd: number, pointer: number, length: number) =>
      guarded(() => {
        const errno = files.prestat(fd);
        if (errno !== ERRNO.SUCCESS) return errno;
        if (length >>> 0 < count(0)) return ERRNO.ENAMETOOLONG;
        memory.put(window.subarray(0, count(0)), pointer);
        return ERRNO.SUCCESS;
      }),
    fd_pwrite: (fd: number, iovs: number, iovsLength: number, offset: bigint, result: number) =>
      guarded(() => writeFrom(fd, iovs, iovsLength, unsigned(offset), result)),
    fd_read: (fd: number, iovs: number, iovsLength: number, result: number) =>
      guarded(() => readInto(fd, iovs, iovsLength, -1, result)),
    fd_readdir: (fd: number, pointer: number, length: number, cookie: bigint, result: number) =>
      guarded(() =>
        whenFine(files.readdir(fd, Math.min(length >>> 0, WINDOW_BYTES), unsigned(cookie)), () => {
          memory.put(window.subarray(0, count(0)), pointer);
          memory.setU32(result, count(0));
        }),
      ),
    fd_renumber: (from: number, to: number) => {
      program().fdstats.forget(from);
      program().fdstats.forget(to);
      return files.renumber(from, to);
    },
    fd_seek: (fd: number, delta: bigint, whence: number, result: number) =>
      guarded(() => whenFine(files.seek(fd, Number(delta), whence), () => memory.setU64(result, register(0)))),
    fd_sync: (fd: number) => files.sync(fd),
    fd_tell: (fd: number, result: number) =>
      guarded(() => whenFine(files.tell(fd), () => memory.setU64(result, register(0)))),
    fd_write: (fd: number, iovs: number, iovsLength: number, result: number) =>
      guarded(() => writeFrom(fd, iovs, iovsLength, -1, result)),
    path_create_directory: (fd: number, path: number, length: number) =>
      guarded(() => files.createDirectory(fd, memory.text(path, length))),
    path_filestat_get: (fd: number, flags: number, path: number, length: number, result: number) =>
      guarded(() => whenFine(files.pathFilestat(fd, flags, memory.text(path, length)), () => putStat(result))),
    path_filestat_set_times: (
      fd: number,
      lookup: number,
      path: number,
      length: number,
      atim: bigint,
      mtim: bigint,
      flags: number,
    ) =>
      guarded(() => {
        if (!holdsTimes(atim, mtim, flags)) return ERRNO.EINVAL;
        pass(atim, mtim);
        return files.pathSetTimes(fd, lookup, memory.text(path, length), flags);
      }),
    path_link: (
      fromFd: number,
      flags: number,
      from: number,
      fromLength: number,
      toFd: number,
      to: number,
      toLength: number,
    ) => guarded(() => files.link(fromFd, flags, memory.text(from, fromLength), toFd, memory.text(to, toLength))),
    path_open: (
      fd: number,
      lookup: number,
      path: number,
      length: number,
      openFlags: number,
      rights: bigint,
      inheriting: bigint,
      fdFlags: number,
      result: number,
    ) =>
      guarded(() => {
        pass(rights, inheriting);
        return whenFine(files.open(fd, lookup, memory.text(path, length), openFlags, fdFlags), () =>
          memory.setU32(result, count(0)),
        );
      }),
    path_readlink: (fd: number, path: number, length: number, buffer: number, bufferLength: number, result: number) =>
      guarded(() =>
        whenFine(files.readlink(fd, memory.text(path, length), Math.min(bufferLength >>> 0, WINDOW_BYTES)), () => {
          memory.put(window.subarray(0, count(0)), buffer);
          memory.setU32(result, count(0));
        }),
      ),
    path_remove_directory: (fd: number, path: number, length: number) =>
      guarded(() => files.removeDirectory(fd, memory.text(path, length))),
    path_rename: (fd: number, from: number, fromLength: number, toFd: number, to: number, toLength: number) =>
      guarded(() => files.rename(fd, memory.text(from, fromLength), toFd, memory.text(to, toLength))),
    path_symlink: (target: number, targetLength: number, fd: number, path: number, length: number) =>
      guarded(() => files.symlink(memory.text(target, targetLength), fd, memory.text(path, length))),
    path_unlink_file: (fd: number, path: number, length: number) =>
      guarded(() => files.unlink(fd, memory.text(path, length))),
    poll_oneoff: (input: number, output: number, subscriptions: number, result: number) =>
      guarded(() => {
        const running = program();
        running.polledAtMs ??= Date.now();
        const { startedAtMs, polledAtMs } = running;
        const context = { memory, files, registers, startedAtMs, calledAtMs: polledAtMs };
        const errno = pollOneoff(context, input, output, subscriptions, result);
        if (errno !== PENDING) running.polledAtMs = undefined;
        return errno;
      }),
    proc_exit: (code: number) => {
      throw new ProgramExit(code >>> 0);
    },
    proc_raise: () => ERRNO.ENOTSUP,
    sched_yield: () => ERRNO.SUCCESS,
    random_get: (pointer: number, length: number) =>
      guarded(() => {
        for (let done = 0; done < length >>> 0; done += WINDOW_BYTES) {
          const part = Math.min((length >>> 0) - done, WINDOW_BYTES);
          const errno = files.random(part);
          if (errno !== ERRNO.SUCCESS) return errno;
          memory.put(window.subarray(0, part), (pointer >>> 0) + done);
        }
        return ERRNO.SUCCESS;
      }),
    sock_accept: socket,
    sock_recv: socket,
    sock_send: socket,
    sock_shutdown: socket,
  };
}

/** A 64-bit argument as a number: inexact beyond 2⁵³, where it is no offset or size that the host would take. */
function unsigned(value: bigint): number {
  return Number(BigInt.asUintN(64, value));
}
