import { decodeUtf8 } from "../../shell/guest/polyfills/encoding.ts";
import { ERRNO, EVENTTYPE } from "../abi.ts";
import { FILESTAT, type ProgramFiles, WINDOW_BYTES } from "../files.ts";
import type { WasmMemory } from "./web-assembly.ts";

/** What `proc_exit` unwinds the program with. */
export class ProgramExit {
  readonly code: number;
  constructor(code: number) {
    this.code = code;
  }
}

export interface Preview1Options {
  readonly files: ProgramFiles;
  readonly registers: BigInt64Array;
  readonly window: Uint8Array;
  /** Each UTF-8, without the NUL at the end. */
  readonly args: readonly Uint8Array[];
  readonly env: readonly Uint8Array[];
  /** Of the instance, which doesn't exist yet. */
  readonly memory: () => WasmMemory;
}

type Function = (...args: never[]) => number | undefined;

const SUBSCRIPTION_BYTES = 48;
const EVENT_BYTES = 32;
const NS_PER_MS = 1_000_000;
const RIGHT_FLAGS_ABSTIME = 1;
/** `clockid`s: realtime, monotonic, and the CPU times of the process and the thread. */
const CLOCKS = 4;

/**
 * All 46 functions of `wasi_snapshot_preview1`. They take arguments out of the program's memory and put answers there;
 * what they mean is the host's.
 *
 * A pointer beyond the memory ends in a RangeError of the view, which the caller turns into EFAULT.
 */
export function preview1({ files, registers, window, args, env, memory }: Preview1Options): Record<string, Function> {
  let bytes = new Uint8Array(0);
  let view = new DataView(bytes.buffer);
  /** To be called first by whoever touches the memory: growing it makes the old views useless. */
  const refresh = (): void => {
    const { buffer } = memory();
    if (buffer === bytes.buffer) return;
    bytes = new Uint8Array(buffer);
    view = new DataView(buffer);
  };
  const register = (index: number): bigint => registers[index] ?? 0n;
  const count = (index: number): number => Number(register(index));

  const text = (pointer: number, length: number): string => {
    const at = pointer >>> 0;
    const size = length >>> 0;
    if (at + size > bytes.length) throw new RangeError("out of bounds");
    return decodeUtf8(bytes.subarray(at, at + size), "throw");
  };
  const putBytes = (source: Uint8Array, pointer: number): void => bytes.set(source, pointer >>> 0);
  const setU32 = (pointer: number, value: number): void => view.setUint32(pointer >>> 0, value, true);
  const setU64 = (pointer: number, value: bigint): void =>
    view.setBigUint64(pointer >>> 0, BigInt.asUintN(64, value), true);
  const u32 = (pointer: number): number => view.getUint32(pointer >>> 0, true);

  /** Adds how an argument can be bad to what the operation answers. */
  const guarded = (operation: () => number): number => {
    refresh();
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

  const vectors = function* (pointer: number, length: number): Generator<Uint8Array> {
    for (let i = 0; i < length >>> 0; i++) {
      const at = u32(pointer + i * 8);
      const size = u32(pointer + i * 8 + 4);
      if (at + size > bytes.length) throw new RangeError("out of bounds");
      yield bytes.subarray(at, at + size);
    }
  };
  const readInto = (fd: number, iovs: number, iovsLength: number, offset: number, result: number): number => {
    let total = 0;
    for (const vector of vectors(iovs, iovsLength)) {
      for (let done = 0; done < vector.length; ) {
        const wanted = Math.min(vector.length - done, WINDOW_BYTES);
        const errno = files.read(fd, wanted, offset < 0 ? -1 : offset + total);
        if (errno !== ERRNO.SUCCESS) return errno;
        const got = count(0);
        vector.set(window.subarray(0, got), done);
        done += got;
        total += got;
        if (got < wanted) {
          setU32(result, total);
          return ERRNO.SUCCESS;
        }
      }
    }
    if (total === 0) {
      // Nothing was asked for; whether it may be asked for still counts.
      const errno = files.read(fd, 0, offset);
      if (errno !== ERRNO.SUCCESS) return errno;
    }
    setU32(result, total);
    return ERRNO.SUCCESS;
  };
  const writeFrom = (fd: number, iovs: number, iovsLength: number, offset: number, result: number): number => {
    let total = 0;
    let pending = 0;
    const flush = (): number => {
      const errno = files.write(fd, pending, offset < 0 ? -1 : offset + total);
      if (errno === ERRNO.SUCCESS) total += pending;
      pending = 0;
      return errno;
    };
    for (const vector of vectors(iovs, iovsLength)) {
      for (let done = 0; done < vector.length; ) {
        const part = vector.subarray(done, done + WINDOW_BYTES - pending);
        window.set(part, pending);
        pending += part.length;
        done += part.length;
        if (pending < WINDOW_BYTES) continue;
        const errno = flush();
        if (errno !== ERRNO.SUCCESS) {
          if (total === 0) return errno;
          setU32(result, total);
          return ERRNO.SUCCESS;
        }
      }
    }
    if (pending > 0 || total === 0) {
      const errno = flush();
      if (errno !== ERRNO.SUCCESS && total === 0) return errno;
    }
    setU32(result, total);
    return ERRNO.SUCCESS;
  };
  const putStat = (pointer: number): void => {
    bytes.fill(0, pointer >>> 0, (pointer >>> 0) + 64);
    setU64(pointer + 8, register(FILESTAT.ino));
    view.setUint8((pointer >>> 0) + 16, count(FILESTAT.filetype));
    setU64(pointer + 24, register(FILESTAT.nlink));
    setU64(pointer + 32, register(FILESTAT.size));
    setU64(pointer + 40, register(FILESTAT.atim));
    setU64(pointer + 48, register(FILESTAT.mtim));
    setU64(pointer + 56, register(FILESTAT.ctim));
  };
  const strings = (list: readonly Uint8Array[], pointers: number, buffer: number): number =>
    guarded(() => {
      let at = buffer >>> 0;
      for (const [index, string] of list.entries()) {
        setU32(pointers + index * 4, at);
        putBytes(string, at);
        bytes[at + string.length] = 0;
        at += string.length + 1;
      }
      return ERRNO.SUCCESS;
    });
  const stringSizes = (list: readonly Uint8Array[], countPointer: number, sizePointer: number): number =>
    guarded(() => {
      setU32(countPointer, list.length);
      setU32(
        sizePointer,
        list.reduce((sum, { length }) => sum + length + 1, 0),
      );
      return ERRNO.SUCCESS;
    });
  const nowNs = (clock: number): bigint =>
    clock === 0 ? BigInt(Date.now()) * BigInt(NS_PER_MS) : BigInt(Math.round((Date.now() - startedAtMs) * NS_PER_MS));
  const startedAtMs = Date.now();
  const setTimesFrom = (atim: bigint, mtim: bigint): void => {
    registers[0] = atim;
    registers[1] = mtim;
  };
  const notSupported = (): number => ERRNO.ENOTSUP;
  const socket = (fd: number): number => (files.fdstat(fd) === ERRNO.SUCCESS ? ERRNO.ENOTSOCK : ERRNO.EBADF);

  const poll = (input: number, output: number, subscriptions: number, result: number): number => {
    const total = subscriptions >>> 0;
    if (total === 0) return ERRNO.EINVAL;
    let events = 0;
    const event = (subscription: number, errno: number, type: number, available: number): void => {
      const at = output + events++ * EVENT_BYTES;
      bytes.fill(0, at >>> 0, (at >>> 0) + EVENT_BYTES);
      setU64(at, view.getBigUint64(subscription >>> 0, true));
      view.setUint16((at >>> 0) + 8, errno, true);
      view.setUint8((at >>> 0) + 10, type);
      setU64(at + 16, BigInt(available));
    };
    const timers: { subscription: number; dueMs: number; errno: number }[] = [];
    for (let i = 0; i < total; i++) {
      const subscription = input + i * SUBSCRIPTION_BYTES;
      const type = view.getUint8((subscription >>> 0) + 8);
      if (type === EVENTTYPE.clock) {
        const clock = u32(subscription + 16);
        const timeoutMs = Number(view.getBigUint64((subscription >>> 0) + 24, true)) / NS_PER_MS;
        const isAbsolute = (view.getUint16((subscription >>> 0) + 40, true) & RIGHT_FLAGS_ABSTIME) !== 0;
        const baseMs = isAbsolute ? (clock === 0 ? 0 : startedAtMs) : Date.now();
        timers.push({ subscription, dueMs: baseMs + timeoutMs, errno: clock < CLOCKS ? ERRNO.SUCCESS : ERRNO.EINVAL });
      } else if (type === EVENTTYPE.fdRead || type === EVENTTYPE.fdWrite) {
        const errno = files.poll(u32(subscription + 16), type);
        event(subscription, errno, type, errno === ERRNO.SUCCESS ? count(0) : 0);
      } else return ERRNO.EINVAL;
    }
    // Files and streams are always ready; only when nothing else is asked for, a clock is waited for.
    if (events === 0) {
      const next = Math.min(...timers.map(({ errno, dueMs }) => (errno === ERRNO.SUCCESS ? dueMs : 0)));
      files.sleepUntil(next);
    }
    const now = Date.now();
    for (const { subscription, dueMs, errno } of timers)
      if (errno !== ERRNO.SUCCESS || dueMs <= now) event(subscription, errno, EVENTTYPE.clock, 0);
    setU32(result, events);
    return ERRNO.SUCCESS;
  };

  return {
    args_get: (pointers: number, buffer: number) => strings(args, pointers, buffer),
    args_sizes_get: (countPointer: number, sizePointer: number) => stringSizes(args, countPointer, sizePointer),
    environ_get: (pointers: number, buffer: number) => strings(env, pointers, buffer),
    environ_sizes_get: (countPointer: number, sizePointer: number) => stringSizes(env, countPointer, sizePointer),
    clock_res_get: (clock: number, result: number) =>
      guarded(() => {
        if (clock >>> 0 >= CLOCKS) return ERRNO.EINVAL;
        setU64(result, BigInt(NS_PER_MS));
        return ERRNO.SUCCESS;
      }),
    clock_time_get: (clock: number, _precision: bigint, result: number) =>
      guarded(() => {
        if (clock >>> 0 >= CLOCKS) return ERRNO.EINVAL;
        setU64(result, nowNs(clock));
        return ERRNO.SUCCESS;
      }),
    fd_advise: (fd: number, _offset: bigint, _length: bigint, advice: number) =>
      advice >>> 0 > 5 ? ERRNO.EINVAL : files.advise(fd),
    fd_allocate: (fd: number, offset: bigint, length: bigint) => files.allocate(fd, unsigned(offset), unsigned(length)),
    fd_close: (fd: number) => files.close(fd),
    fd_datasync: (fd: number) => files.datasync(fd),
    fd_fdstat_get: (fd: number, result: number) =>
      guarded(() =>
        whenFine(files.fdstat(fd), () => {
          bytes.fill(0, result >>> 0, (result >>> 0) + 24);
          view.setUint8(result >>> 0, count(0));
          view.setUint16((result >>> 0) + 2, count(1), true);
          setU64(result + 8, register(2));
          setU64(result + 16, register(3));
        }),
      ),
    fd_fdstat_set_flags: (fd: number, flags: number) => files.setFlags(fd, flags),
    fd_fdstat_set_rights: (fd: number, rights: bigint, inheriting: bigint) => {
      setTimesFrom(rights, inheriting);
      return files.setRights(fd);
    },
    fd_filestat_get: (fd: number, result: number) => guarded(() => whenFine(files.filestat(fd), () => putStat(result))),
    fd_filestat_set_size: (fd: number, size: bigint) => files.setSize(fd, unsigned(size)),
    fd_filestat_set_times: (fd: number, atim: bigint, mtim: bigint, flags: number) => {
      setTimesFrom(atim, mtim);
      return files.setTimes(fd, flags);
    },
    fd_pread: (fd: number, iovs: number, iovsLength: number, offset: bigint, result: number) =>
      guarded(() => readInto(fd, iovs, iovsLength, unsigned(offset), result)),
    fd_prestat_get: (fd: number, result: number) =>
      guarded(() =>
        whenFine(files.prestat(fd), () => {
          setU32(result, 0);
          setU32(result + 4, count(0));
        }),
      ),
    fd_prestat_dir_name: (fd: number, pointer: number, length: number) =>
      guarded(() => {
        const errno = files.prestat(fd);
        if (errno !== ERRNO.SUCCESS) return errno;
        if (length >>> 0 < count(0)) return ERRNO.ENAMETOOLONG;
        putBytes(window.subarray(0, count(0)), pointer);
        return ERRNO.SUCCESS;
      }),
    fd_pwrite: (fd: number, iovs: number, iovsLength: number, offset: bigint, result: number) =>
      guarded(() => writeFrom(fd, iovs, iovsLength, unsigned(offset), result)),
    fd_read: (fd: number, iovs: number, iovsLength: number, result: number) =>
      guarded(() => readInto(fd, iovs, iovsLength, -1, result)),
    fd_readdir: (fd: number, pointer: number, length: number, cookie: bigint, result: number) =>
      guarded(() =>
        whenFine(files.readdir(fd, Math.min(length >>> 0, WINDOW_BYTES), unsigned(cookie)), () => {
          putBytes(window.subarray(0, count(0)), pointer);
          setU32(result, count(0));
        }),
      ),
    fd_renumber: (from: number, to: number) => files.renumber(from, to),
    fd_seek: (fd: number, delta: bigint, whence: number, result: number) =>
      guarded(() => whenFine(files.seek(fd, Number(delta), whence), () => setU64(result, register(0)))),
    fd_sync: (fd: number) => files.sync(fd),
    fd_tell: (fd: number, result: number) => guarded(() => whenFine(files.tell(fd), () => setU64(result, register(0)))),
    fd_write: (fd: number, iovs: number, iovsLength: number, result: number) =>
      guarded(() => writeFrom(fd, iovs, iovsLength, -1, result)),
    path_create_directory: (fd: number, path: number, length: number) =>
      guarded(() => files.createDirectory(fd, text(path, length))),
    path_filestat_get: (fd: number, flags: number, path: number, length: number, result: number) =>
      guarded(() => whenFine(files.pathFilestat(fd, flags, text(path, length)), () => putStat(result))),
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
        setTimesFrom(atim, mtim);
        return files.pathSetTimes(fd, lookup, text(path, length), flags);
      }),
    path_link: (
      fromFd: number,
      flags: number,
      from: number,
      fromLength: number,
      toFd: number,
      to: number,
      toLength: number,
    ) => guarded(() => files.link(fromFd, flags, text(from, fromLength), toFd, text(to, toLength))),
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
        setTimesFrom(rights, inheriting);
        return whenFine(files.open(fd, lookup, text(path, length), openFlags, fdFlags), () => setU32(result, count(0)));
      }),
    path_readlink: (fd: number, path: number, length: number, buffer: number, bufferLength: number, result: number) =>
      guarded(() =>
        whenFine(files.readlink(fd, text(path, length), Math.min(bufferLength >>> 0, WINDOW_BYTES)), () => {
          putBytes(window.subarray(0, count(0)), buffer);
          setU32(result, count(0));
        }),
      ),
    path_remove_directory: (fd: number, path: number, length: number) =>
      guarded(() => files.removeDirectory(fd, text(path, length))),
    path_rename: (fd: number, from: number, fromLength: number, toFd: number, to: number, toLength: number) =>
      guarded(() => files.rename(fd, text(from, fromLength), toFd, text(to, toLength))),
    path_symlink: (target: number, targetLength: number, fd: number, path: number, length: number) =>
      guarded(() => files.symlink(text(target, targetLength), fd, text(path, length))),
    path_unlink_file: (fd: number, path: number, length: number) => guarded(() => files.unlink(fd, text(path, length))),
    poll_oneoff: (input: number, output: number, subscriptions: number, result: number) =>
      guarded(() => poll(input, output, subscriptions, result)),
    proc_exit: (code: number) => {
      throw new ProgramExit(code >>> 0);
    },
    proc_raise: notSupported,
    sched_yield: () => ERRNO.SUCCESS,
    random_get: (pointer: number, length: number) =>
      guarded(() => {
        for (let done = 0; done < length >>> 0; done += WINDOW_BYTES) {
          const part = Math.min((length >>> 0) - done, WINDOW_BYTES);
          const errno = files.random(part);
          if (errno !== ERRNO.SUCCESS) return errno;
          putBytes(window.subarray(0, part), (pointer >>> 0) + done);
        }
        return ERRNO.SUCCESS;
      }),
    sock_accept: socket,
    sock_recv: socket,
    sock_send: socket,
    sock_shutdown: socket,
  };
}

/** As far as a number is exact; what is beyond is no offset or size the host would take. */
function unsigned(value: bigint): number {
  return Number(BigInt.asUintN(64, value));
}
