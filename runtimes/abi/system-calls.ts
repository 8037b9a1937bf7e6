/*
 * A program of another runtime (Python, Node, WASI) is a process of its machine, but runs in an isolate of its own. The host
 * makes system calls of the machine's kernel on its behalf. Numbers of errors are preview 1's.
 */

export type SystemCallName =
  /** `a`: descriptor, `b`: most bytes. Answers the bytes. */
  | "read"
  /** `a`: descriptor; the bytes. */
  | "write"
  /** `a`: descriptor, `b`: offset, `text`: set, current or end. Answers the new offset. */
  | "seek"
  /** `a`: descriptor. Answers a number of its description by {@link KINDS_ROOM}, and an index of {@link DESCRIPTOR_KINDS}. */
  | "describe"
  /** `text`: path; `a`: one of {@link OPEN_ACCESS}, `b`: offset. Answers the descriptor. */
  | "open"
  /** `text`: path; `a`: 1 to follow a link at its end. Answers the numbers of {@link STATUS_NUMBERS} as doubles. */
  | "status"
  /** `text`: path. Answers where the link leads. */
  | "readlink"
  /** `text`: path. Answers entries, each a letter of {@link ENTRY_KINDS} and its name, with a NUL between two. */
  | "list"
  /** `a`: descriptor. Answered when a read would not wait. */
  | "readable"
  /** `a`: descriptor. */
  | "close"
  /** Answers the descriptor of the reading end by {@link DESCRIPTORS_ROOM}, and that of the writing end. */
  | "pipe"
  /** `a`: milliseconds since the epoch. Answered when they have come. */
  | "sleep"
  /** `text`: a ChildRequest as JSON, its descriptors the kernel's. Answers the pid, once the program has been found and begun. */
  | "spawn"
  /**
   * `a`: pid, or -1 for any child; `b`: 1 for WNOHANG. Answers the pid by {@link STATUSES_ROOM}, and the exit code or
   * {@link SIGNALLED} and the signal; 0 if none has ended.
   */
  | "wait"
  /** `a`: pid, or a negative process group; `b`: number of the signal, or 0. */
  | "kill";

/** What "status" answers, in this order: numbers of FileStatus. */
export const STATUS_NUMBERS = [
  "mode",
  "size",
  "ino",
  "nlink",
  "uid",
  "gid",
  "atimeMs",
  "atimeNs",
  "mtimeMs",
  "mtimeNs",
  "ctimeMs",
  "ctimeNs",
] as const;

/** Letters of kinds of directory entries. */
export const ENTRY_KINDS = { f: "file", d: "directory", l: "link", c: "device" } as const;

/** Kinds of descriptions, by the number that "describe" answers. */
export const DESCRIPTOR_KINDS = ["file", "directory", "pipe", "device", "stream"] as const;

export const OPEN_ACCESS = { read: 0, write: 1, both: 2, append: 3 } as const;
export const KINDS_ROOM = 8;
export const DESCRIPTORS_ROOM = 65_536;
export const SIGNALLED = 256;
export const STATUSES_ROOM = 512;

/** What a program is that begins in a process of the machine. */
export interface ProgramRequest {
  /** The executable: an absolute path. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Milliseconds since the epoch; the call's own deadline counts in any case. */
  readonly deadlineMs: number;
}

/** What the machine offers its host. */
export interface SystemCallGuest {
  /**
   * Begins a call of a process. It is answered once by the capability's `answer`, during this entry or a later one; never if
   * the process has ended.
   * @param id names the call in its answer
   */
  systemCall(id: number, pid: number, name: SystemCallName, a: number, b: number, payload?: string | ArrayBuffer): void;
  /** The program of a process has come to its end. */
  programEnded(pid: number, exitCode: number): void;
}

/** What the host offers the machine. */
export interface ProgramHost {
  /**
   * Has the program run that a file is, in the machine's process of that pid. It begins when the machine has nothing to do.
   * @param request a {@link ProgramRequest} as JSON
   * @returns one of {@link PROGRAM_START}
   */
  startProgram(pid: number, request: string): number;
  /** @param errno 0 for success @param bytes what was read */
  answer(id: number, errno: number, value: number, bytes?: ArrayBuffer): void;
  /** A process was ended by a signal: its program goes on no more. */
  endProgram(pid: number): void;
}

export const PROGRAM_START = {
  begun: 0,
  /** As `begun`; its runtime ignores SIGPIPE, as CPython's and Node's do. */
  begunIgnoringSigpipe: 1,
  /** The file is no program of a kind that can be run. */
  notAProgram: -1,
  /** Arguments and environment are too long. */
  tooLong: -2,
  /** Programs that start programs that start programs …, or too many of them in one call. */
  tooMany: -3,
  /** The programs that run already have all the memory of the slot. */
  noMemory: -4,
} as const;
