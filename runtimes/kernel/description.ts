/*
 * Open file descriptions, as POSIX has them: made by open and pipe, shared by dup and inheritance, gone with their last
 * descriptor. Data are bytes in chunks. Whatever can wait returns a promise; what doesn't have to returns the value itself,
 * which costs no turn.
 */

export type MaybePromise<T> = T | Promise<T>;

/** By what a wait can be given up: a signal that ends or interrupts the process. */
export interface Interruption {
  /** Whether a signal has come that no wait has been given up for yet, or the process is to end. */
  readonly isInterrupted: boolean;
  /** Whether the process is to end: what may only be given up for good asks this. */
  readonly isFinal: boolean;
  /** What a wait that is given up throws: EINTR, or ProcessEnded. */
  readonly error: Error;
  /** Calls back once when it happens, at once if it has; the function that is returned takes that back. */
  onInterrupt(callback: () => void): () => void;
}

export interface FileStatus {
  /** File type and permission bits, as in `st_mode`. */
  readonly mode: number;
  readonly size: number;
  readonly ino: number;
  readonly nlink: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch, of the last access. */
  readonly atimeMs: number;
  /** Nanoseconds after the millisecond, from 0 to 999,999; so the others. */
  readonly atimeNs: number;
  /** Of the last change of the content. */
  readonly mtimeMs: number;
  readonly mtimeNs: number;
  /** Of the last change of anything. */
  readonly ctimeMs: number;
  readonly ctimeNs: number;
}

/** The status of what is no file of the slot's: root's, with one time. */
export function plainStatus(
  fields: Pick<FileStatus, "mode"> & Partial<Pick<FileStatus, "size" | "ino" | "nlink">>,
  timeMs = 0,
): FileStatus {
  return {
    size: 0,
    ino: 0,
    nlink: 1,
    uid: 0,
    gid: 0,
    atimeMs: timeMs,
    atimeNs: 0,
    mtimeMs: timeMs,
    mtimeNs: 0,
    ctimeMs: timeMs,
    ctimeNs: 0,
    ...fields,
  };
}

export type DescriptionKind = "file" | "directory" | "pipe" | "device" | "stream";

export interface Description {
  readonly kind: DescriptionKind;
  /** Of files and directories: the absolute path that was opened, as `/proc/self/fd` shows it. */
  readonly path: string;

  /**
   * At most so many bytes, which may not be changed; none at the end. Waits while there is nothing yet.
   * @throws SystemError EBADF if it is not open for reading, EISDIR, EINTR when interrupted
   */
  read(maxBytes: number, interruption: Interruption): MaybePromise<Uint8Array>;

  /**
   * Writes all of the bytes; waits while a pipe is full, which only the end of the process interrupts. The bytes may not be
   * changed afterwards.
   * @throws SystemError EBADF, EPIPE (Process.write sends SIGPIPE then), ENOSPC, EFBIG
   */
  write(bytes: Uint8Array, interruption: Interruption): MaybePromise<void>;

  /** Waits until a read would not wait, as `poll` does. Absent where none ever does. */
  whenReadable?(interruption: Interruption): MaybePromise<void>;

  /** @throws SystemError ESPIPE, EINVAL @returns the new offset */
  seek(offset: number, whence: "set" | "current" | "end"): number;

  /** @throws SystemError */
  truncate(size: number): void;

  status(): FileStatus;

  /** Called by the descriptor table when the last descriptor is closed; a pipe's other end then learns of it. */
  release(): void;
}
