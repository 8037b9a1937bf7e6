import { randomFillSync } from "node:crypto";
import {
  CHANGES,
  CHANGES_PROGRAMS,
  CLOCK_FIELDS,
  ERRNO_NAMES,
  type ErrnoName,
  MAX_STATUSES,
  SET_TIMES,
  type SlotCapability,
  STAT_FIELDS,
  STATUS_FIELDS,
} from "../../runtimes/abi/capability.ts";
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from "../../runtimes/abi/file-mode.ts";
import { SPACE_FIELDS } from "../../runtimes/abi/file-system.ts";
import type { ProgramHost } from "../../runtimes/abi/system-calls.ts";
import { DEVICE_READ_BYTES } from "../volume/device.ts";
import type { FileStat } from "../volume/file-stat.ts";
import { currentTime } from "../volume/file-time.ts";
import { PosixError } from "../volume/posix-error.ts";
import type { Volume } from "../volume/volume.ts";
import type { FileWindow } from "./file-window.ts";
import { asBits, asBytes, asCount, asFileTime, asOffset, asOwner, asPath, asText } from "./guest-arguments.ts";

const SPACE_NAMES = Object.keys(SPACE_FIELDS) as (keyof typeof SPACE_FIELDS)[];
const ERRNO = new Map<string, number>(ERRNO_NAMES.map((name, index) => [name, index]));
const EINVAL = ERRNO_NAMES.indexOf("EINVAL");
const EFBIG = ERRNO_NAMES.indexOf("EFBIG");
const MAX_RANDOM_BYTES = 65_536;
const MAX_PREFIX_BYTES = DEVICE_READ_BYTES * 1024;

export type FileCapability = Omit<SlotCapability, keyof ProgramHost>;

/** What a guest's file functions act on; changes from call to call, the isolate stays. */
export interface FileTarget {
  volume: Volume;
  /** When the call that runs has to be over, in milliseconds since the epoch. */
  deadlineMs: number;
  /** Set when an operation met a quota. */
  quotaError: ErrnoName | undefined;
}

function errnoOf(target: FileTarget, error: unknown): number {
  if (!(error instanceof PosixError)) throw error;
  if (error.isQuota) target.quotaError = error.code;
  return ERRNO.get(error.code) ?? EINVAL;
}

function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

/**
 * The host's side of the capability: what a guest passes is checked here, and nothing but the slot's volume, random
 * bytes and numbers can be reached.
 * @param window where short contents travel. @default nowhere: all are copied
 */
export function createFileCapability(target: FileTarget, registers: Float64Array, window?: FileWindow): FileCapability {
  const attempt = (operation: () => void): number => {
    try {
      operation();
      return 0;
    } catch (error) {
      return errnoOf(target, error);
    }
  };
  const change = (operation: () => void): number => {
    const errno = attempt(operation);
    countChange(registers);
    registers[CHANGES_PROGRAMS] = Number(target.volume.changesPrograms);
    return errno;
  };
  const query = <T>(operation: () => T): T | number => {
    try {
      return operation();
    } catch (error) {
      return errnoOf(target, error);
    }
  };
  return {
    stat: (path, followLink) =>
      attempt(() => {
        const stat = followLink === true ? target.volume.stat(asPath(path)) : target.volume.lstat(asPath(path));
        putStatus(registers, 0, stat);
      }),
    space: () =>
      attempt(() => {
        const { space } = target.volume;
        for (const name of SPACE_NAMES) registers[SPACE_FIELDS[name]] = space[name];
      }),
    exists: (path) => typeof path === "string" && target.volume.exists(path),
    readBytes: (path) => query(() => ownBuffer(target.volume.readFile(asPath(path)))),
    readShort: (path) => {
      const answer = query(() => target.volume.readFile(asPath(path)));
      if (typeof answer === "number") return -answer;
      return window?.put(answer) ? answer.length : -EFBIG;
    },
    readPrefix: (path, maxBytes) =>
      query(() => textOf(target.volume.readPrefix(asPath(path), Math.min(asCount(maxBytes), MAX_PREFIX_BYTES)))),
    writeBytes: (path, bytes, append) =>
      change(() => target.volume.writeFile(asPath(path), asBytes(bytes), { append: append === true })),
    truncate: (path, size) => change(() => target.volume.truncate(asPath(path), asOffset(size))),
    readdir: (path) =>
      query(() =>
        target.volume
          .readdir(asPath(path))
          .map(({ name, mode }) => kindOf(mode) + name)
          .join("/"),
      ),
    statuses: (path) =>
      query(() => {
        const statuses = target.volume.statuses(asPath(path), MAX_STATUSES);
        if (!statuses) return EFBIG;
        const numbers = new Float64Array(statuses.length * STATUS_FIELDS);
        for (const [index, stat] of statuses.entries()) putStatus(numbers, index * STATUS_FIELDS, stat);
        return numbers.buffer;
      }),
    mkdir: (path, recursive) =>
      change(() => (recursive === true ? target.volume.mkdirp(asPath(path)) : target.volume.mkdir(asPath(path)))),
    remove: (path, recursive) => change(() => remove(target.volume, asPath(path), recursive === true)),
    rename: (from, to) => change(() => target.volume.rename(asPath(from), asPath(to))),
    chmod: (path, mode) => change(() => target.volume.chmod(asPath(path), asCount(mode))),
    symlink: (linkTarget, path) => change(() => target.volume.symlink(asText(linkTarget), asPath(path))),
    link: (existing, path) => change(() => target.volume.link(asPath(existing), asPath(path))),
    readlink: (path) => query(() => target.volume.readlink(asPath(path))),
    realpath: (path) => query(() => target.volume.realpath(asPath(path))),
    utimes: (path, sets, atimeMs, atimeNs, mtimeMs, mtimeNs, followLink) =>
      change(() => {
        const times = {
          ...(asBits(sets) & SET_TIMES.atime ? { atime: asFileTime(atimeMs, atimeNs) } : {}),
          ...(asBits(sets) & SET_TIMES.mtime ? { mtime: asFileTime(mtimeMs, mtimeNs) } : {}),
        };
        target.volume.setTimes(asPath(path), times, { follow: followLink === true });
      }),
    chown: (path, uid, gid, followLink) =>
      change(() => target.volume.chown(asPath(path), asOwner(uid, gid), { follow: followLink === true })),
    clock: () =>
      attempt(() => {
        const time = currentTime();
        registers[CLOCK_FIELDS.ms] = time.getTime();
        registers[CLOCK_FIELDS.ns] = time.ns;
      }),
    random: (bytes) => {
      const count = Number.isSafeInteger(bytes) ? Math.min(Math.max(bytes, 0), MAX_RANDOM_BYTES) : 0;
      return randomFillSync(new Uint8Array(count)).buffer;
    },
  };
}

/** To be called whenever a file has changed, or could have. */
export function countChange(registers: Float64Array): void {
  registers[CHANGES] = (registers[CHANGES] ?? 0) + 1;
}

function remove(volume: Volume, path: string, recursive: boolean): void {
  if (recursive) volume.removeTree(path);
  else if ((volume.lstat(path).mode & S_IFMT) === S_IFDIR) volume.rmdir(path);
  else volume.unlink(path);
}

function kindOf(mode: number): string {
  const kind = mode & S_IFMT;
  return kind === S_IFREG ? "f" : kind === S_IFDIR ? "d" : kind === S_IFLNK ? "l" : "c";
}

/** Field by field: a loop over their names takes several times as long. */
function putStatus(numbers: Float64Array, at: number, stat: FileStat): void {
  numbers[at + STAT_FIELDS.mode] = stat.mode;
  numbers[at + STAT_FIELDS.size] = stat.size;
  numbers[at + STAT_FIELDS.ino] = stat.ino;
  numbers[at + STAT_FIELDS.nlink] = stat.nlink;
  numbers[at + STAT_FIELDS.uid] = stat.uid;
  numbers[at + STAT_FIELDS.gid] = stat.gid;
  numbers[at + STAT_FIELDS.atimeMs] = stat.atimeMs;
  numbers[at + STAT_FIELDS.atimeNs] = stat.atimeNs;
  numbers[at + STAT_FIELDS.mtimeMs] = stat.mtimeMs;
  numbers[at + STAT_FIELDS.mtimeNs] = stat.mtimeNs;
  numbers[at + STAT_FIELDS.ctimeMs] = stat.ctimeMs;
  numbers[at + STAT_FIELDS.ctimeNs] = stat.ctimeNs;
}

/** One character a byte. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
