import type { FileSystemSpace } from "../abi/file-system.ts";
import type { Description, FileStatus, MaybePromise } from "./description.ts";
import type { FileTime, NewTimes } from "./file-times.ts";
import type { ExitStatus, Process, Program } from "./process.ts";
import type { SignalName } from "./signals.ts";

/** The slot's files, by absolute paths. All synchronous: they are host calls. Every function throws SystemError. */
export interface FileSystem {
  open(path: string, flags: OpenFlags, mode: number): Description;
  stat(path: string): FileStatus;
  lstat(path: string): FileStatus;
  /** How much of the file system there is, and is left. */
  space(): FileSystemSpace;
  exists(path: string): boolean;
  /** In the order the volume has them, without `.` and `..`. */
  readdir(path: string): DirectoryEntry[];
  readlink(path: string): string;
  realpath(path: string): string;
  mkdir(path: string, mode: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  link(existing: string, path: string): void;
  symlink(target: string, path: string): void;
  chmod(path: string, mode: number): void;
  /** @param followsLink whether a link's target is meant. @default true */
  setTimes(path: string, times: NewTimes, followsLink?: boolean): void;
  /** A number of -1 stays. */
  chown(path: string, uid: number, gid: number, followsLink?: boolean): void;
  /** The whole content, for those who want no description. */
  readFile(path: string): Uint8Array;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "directory" | "link" | "device";
  /** What `lstat` says of it now: the cheapest way to ask it of many. @throws SystemError */
  status(): FileStatus;
}

export interface OpenFlags {
  readonly access: "read" | "write" | "both";
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  readonly append?: boolean;
  readonly directory?: boolean;
}

/** A program of the userland, under its name: what a registry holds. */
export type UserProgram = (process: Process, kernel: Kernel) => MaybePromise<number>;

export interface SpawnOptions {
  /** 0 or absent: the parent's group; "own": a new one, whose leader it is. */
  readonly group?: number | "own";
}

/** Processes, descriptors, pipes, signals, waiting and the clock of one machine. */
export interface Kernel {
  readonly files: FileSystem;

  /**
   * The files as one process sees them: relative paths are taken from its directory, its umask applies to what it makes,
   * `/proc` tells of it and the others, and `/dev/fd/N`, `/dev/stdin` and the like are its descriptors.
   */
  filesOf(process: Process): FileSystem;

  /**
   * A child that inherits all from its parent and runs a program of ours, beside whatever runs. It begins after the turn of
   * its maker, who can still give it descriptors. @throws SystemError EAGAIN
   */
  fork(parent: Process, program: Program, options?: SpawnOptions): Process;

  /**
   * The first half of `execve`: finds what the file is (a program of the userland, a script for an interpreter, a program of
   * another runtime), and makes the process that program's.
   * @param path absolute @returns what runs it, with the process's arguments and environment
   * @throws SystemError ENOENT, EACCES, ENOEXEC (a shell then runs it as a script), E2BIG
   */
  load(process: Process, path: string): () => MaybePromise<number>;

  /** What `execve` does for a forked child: loads a program and runs it. @throws SystemError as `load` */
  execute(process: Process, path: string): MaybePromise<number>;

  /**
   * Waits for the end of a child: that one, any of a group (negative), or any (-1). Children that are stopped are not told of.
   * @returns nothing if `noHang` and none has ended
   * @throws SystemError ECHILD, EINTR
   */
  wait(
    process: Process,
    pid: number,
    options?: { noHang?: boolean },
  ): MaybePromise<{ readonly pid: number; readonly status: ExitStatus } | undefined>;

  /** To a process, or a group (negative). `undefined` only asks whether there is one. @throws SystemError ESRCH */
  kill(pid: number, signal: SignalName | undefined): void;

  /**
   * Both ends. 64 KiB are held between them. An end belongs to nobody until it is put into a descriptor table; one that never
   * is has to be released by its maker.
   */
  pipe(): { readonly readEnd: Description; readonly writeEnd: Description };

  /** Sleeps; the machine is left meanwhile if nobody else runs. @throws SystemError EINTR */
  sleep(process: Process, ms: number): Promise<void>;
  /** Sleeps until a time of `now`'s clock. @throws SystemError EINTR */
  sleepUntil(process: Process, atMs: number): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The same to the nanosecond: what a file gets that is written now. */
  time(): FileTime;
  /** Random bytes, the only source of randomness. */
  random(bytes: number): Uint8Array;

  process(pid: number): Process | undefined;
  readonly processes: readonly Process[];
}
