/**
 * The files, standard streams and open descriptors of one program, as the host offers them to the preview 1 functions
 * inside the isolate. All are synchronous and answer an errno of `wasi_snapshot_preview1`; numbers beside it are left in
 * the registers, bytes travel in the window. What a guest passes is checked by the host.
 *
 * `read`, `write` and `sleepUntil` answer {@link PENDING} when they have to wait, and have done nothing: the guest gives way
 * until it is resumed, or calls `wait`, and then calls again.
 */
export interface ProgramFiles {
  advise(fd: number): number;
  allocate(fd: number, offset: number, length: number): number;
  close(fd: number): number;
  datasync(fd: number): number;
  /** Registers: file type, flags, rights, inheriting rights. */
  fdstat(fd: number): number;
  setFlags(fd: number, flags: number): number;
  /** Takes the rights from the registers 0 and 1. */
  setRights(fd: number): number;
  /** Registers: {@link FILESTAT}. */
  filestat(fd: number): number;
  setSize(fd: number, size: number): number;
  setMode(fd: number, mode: number): number;
  /** Takes the access and modification time from the registers 0 and 1 (nanoseconds). */
  setTimes(fd: number, flags: number): number;
  /** A number of -1 stays. */
  setOwner(fd: number, uid: number, gid: number): number;
  /** Fills the window; register 0: bytes. `offset` is -1 for the descriptor's own, which then moves. */
  read(fd: number, maxBytes: number, offset: number): number;
  /** Writes from the window; register 0: bytes. `offset` is -1 for the descriptor's own, which then moves. */
  write(fd: number, bytes: number, offset: number): number;
  /** Register 0: length of the preopened directory's name, which the window gets. */
  prestat(fd: number): number;
  /** Fills the window with entries from the cookie on, the last one perhaps cut; register 0: bytes. */
  readdir(fd: number, maxBytes: number, cookie: number): number;
  renumber(from: number, to: number): number;
  /** Register 0: the new offset. */
  seek(fd: number, delta: number, whence: number): number;
  sync(fd: number): number;
  /** Register 0: the offset. */
  tell(fd: number): number;
  createDirectory(fd: number, path: string): number;
  pathFilestat(fd: number, lookupFlags: number, path: string): number;
  pathSetMode(fd: number, lookupFlags: number, path: string, mode: number): number;
  pathSetTimes(fd: number, lookupFlags: number, path: string, flags: number): number;
  pathSetOwner(fd: number, lookupFlags: number, path: string, uid: number, gid: number): number;
  link(fromFd: number, lookupFlags: number, from: string, toFd: number, to: string): number;
  /** Takes the rights from the registers 0 and 1; register 0: the descriptor. */
  open(fd: number, lookupFlags: number, path: string, openFlags: number, fdFlags: number): number;
  /** Fills the window, cut to `maxBytes`; register 0: bytes. */
  readlink(fd: number, path: string, maxBytes: number): number;
  removeDirectory(fd: number, path: string): number;
  rename(fromFd: number, from: string, toFd: number, to: string): number;
  symlink(target: string, fd: number, path: string): number;
  unlink(fd: number, path: string): number;
  /**
   * Whether the descriptor can be waited for; register 0: bytes that can be read, or room to write. One that is not ready is
   * waited for by the next `sleepUntil`.
   */
  poll(fd: number, eventType: number): number;
  /** Registers: `SPACE_FIELDS`. */
  space(): number;
  /** Fills so many bytes of the window with random ones. */
  random(bytes: number): number;
  /** Sleeps until then (milliseconds since the epoch), until something polled is ready, or until the program's time is up. */
  sleepUntil(timeMs: number): number;
  /** Waits on the stack for what was pending. `EDEADLK` if what would end that waits below on the stack itself. */
  wait(): number;
}

/** An answer that is no error of preview 1's, and no count of anything: see {@link ProgramFiles}. */
export const PENDING = 1 << 30;

/** A BigInt64Array that both sides see. */
export const FILE_REGISTERS = 16;

/** Where `filestat` leaves its answer; times in nanoseconds. Preview 1 has no mode and no owner; other runtimes want them. */
export const FILESTAT = {
  ino: 0,
  filetype: 1,
  nlink: 2,
  size: 3,
  atim: 4,
  mtim: 5,
  ctim: 6,
  mode: 7,
  uid: 8,
  gid: 9,
} as const;

/** Bytes that both sides see: what one call can read or write. */
export const WINDOW_BYTES = 256 * 1024;
