import { ERRNO, FSTFLAGS } from "../abi/preview1.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { files, setRegisters } from "./host.ts";
import type { SlotFileSystem } from "./slot-file-system.ts";
import { ExactDate, pathOf, ROOT_FD } from "./slot-nodes.ts";

/* Times of files to the nanosecond: Emscripten keeps them as milliseconds in a double, which holds but a quarter of a microsecond. */

const NS_PER_SECOND = 1_000_000_000n;
/** Offsets of the times in C's `struct stat`. */
const STAT_TIMES = { atime: 40, mtime: 56, ctime: 72 } as const;
const TIMESPEC = { nsec: 8, bytes: 16 } as const;
/** What stands for a time in the place of nanoseconds. */
const UTIME = { now: 0x3fff_ffff, omit: 0x3fff_fffe } as const;
const AT_SYMLINK_NOFOLLOW = 0x100;

/** A time to be set; nothing if it stays. */
export type NewTime = bigint | "now" | undefined;

type SetTimes = (directory: number, path: number, times: number, flags: number) => number;

interface Interpreter {
  readonly module: EmscriptenModule;
  readonly fileSystem: SlotFileSystem;
}

let interpreter: Interpreter | undefined;

/** To be called when the interpreter is up. */
export function provideFileTimes(module: EmscriptenModule, fileSystem: SlotFileSystem): void {
  interpreter = { module, fileSystem };
  const { SYSCALLS } = module;
  const writeStat = SYSCALLS.writeStat.bind(SYSCALLS);
  SYSCALLS.writeStat = (pointer, status) => {
    const answer = writeStat(pointer, status);
    const view = new DataView(module.HEAPU8.buffer, pointer >>> 0);
    for (const [name, offset] of Object.entries(STAT_TIMES)) {
      const time = status[name];
      if (!(time instanceof ExactDate)) continue;
      const fraction = ((time.ns % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND;
      view.setBigInt64(offset, (time.ns - fraction) / NS_PER_SECOND, true);
      view.setInt32(offset + TIMESPEC.nsec, Number(fraction), true);
    }
    return answer;
  };
}

/** @param others utimensat(2) of Emscripten, for files that are the interpreter's own @returns that for the slot's, too */
export function exactFileTimes(others: SetTimes): SetTimes {
  return (directory, path, times, flags) => {
    if (!interpreter) return others(directory, path, times, flags);
    const { SYSCALLS, HEAPU8 } = interpreter.module;
    const view = new DataView(HEAPU8.buffer);
    const timeOf = (index: number): NewTime =>
      times === 0 ? "now" : timeAt(view, (times >>> 0) + index * TIMESPEC.bytes);
    const name = path === 0 ? undefined : SYSCALLS.getStr(path >>> 0);
    const errno = setFileTimes(directory, name, (flags & AT_SYMLINK_NOFOLLOW) === 0, timeOf(0), timeOf(1));
    return errno === undefined ? others(directory, path, times, flags) : -errno;
  };
}

/**
 * @param directory that the path begins in, or AT_FDCWD @param path none stands for an open file, whatever became of its name
 * @returns an errno; nothing for a file that isn't the slot's
 */
export function setFileTimes(
  directory: number,
  path: string | undefined,
  follow: boolean,
  atime: NewTime,
  mtime: NewTime,
): number | undefined {
  if (!interpreter) return ERRNO.ENOSYS;
  const { fileSystem, module } = interpreter;
  const { FS, SYSCALLS } = module;
  try {
    const stream = path === undefined ? FS.getStream(directory) : undefined;
    if (stream === null) return ERRNO.EBADF;
    if (stream?.slotFd !== undefined) return files().setTimes(stream.slotFd, passTimes(atime, mtime));
    const { node } = stream ?? FS.lookupPath(SYSCALLS.calculateAt(directory, path ?? "", false), { follow });
    if (!fileSystem.holds(node)) return undefined;
    return files().pathSetTimes(ROOT_FD, 0, pathOf(node), passTimes(atime, mtime));
  } catch (error) {
    if (!(error instanceof FS.ErrnoError)) throw error;
    return error.errno;
  }
}

function timeAt(view: DataView, pointer: number): NewTime {
  const fraction = view.getInt32(pointer + TIMESPEC.nsec, true);
  if (fraction === UTIME.omit) return undefined;
  return fraction === UTIME.now ? "now" : view.getBigInt64(pointer, true) * NS_PER_SECOND + BigInt(fraction);
}

/** Leaves the times in the registers. @returns what says which of them are set */
function passTimes(atime: NewTime, mtime: NewTime): number {
  const { atim, atimNow, mtim, mtimNow } = FSTFLAGS;
  setRegisters(typeof atime === "bigint" ? atime : 0n, typeof mtime === "bigint" ? mtime : 0n);
  return flagOf(atime, atim, atimNow) | flagOf(mtime, mtim, mtimNow);
}

function flagOf(time: NewTime, given: number, now: number): number {
  if (time === undefined) return 0;
  return time === "now" ? now : given;
}
