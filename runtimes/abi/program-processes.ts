/**
 * How a program starts others, as children of its process. As {@link ProgramFiles} do, all of these answer an errno of preview
 * 1; `spawn` and `wait` may answer PENDING.
 */
export interface ProgramProcesses {
  /** Registers 0 and 1: the descriptors of the reading and of the writing end. */
  pipe(): number;
  /**
   * Makes another descriptor of an open file, which children can be given: they go on from the position, and leave it changed.
   * Register 0: the descriptor.
   */
  share(fd: number, position: number): number;
  /** @param request a {@link ChildRequest} as JSON. Register 0: the pid. */
  spawn(request: string): number;
  /**
   * Waits for a child, or for any (-1). Register 0: its pid, or 0 if `noHang` and none has ended; register 1: its exit code, or
   * SIGNALLED and the number of the signal.
   */
  wait(pid: number, noHang: boolean): number;
  /** @param pid of a process, or of a group if it is negative @param signal a number, 0 only asks whether there is one */
  kill(pid: number, signal: number): number;
}

/** What a child is to be. */
export interface ChildRequest {
  /** The executable: an absolute path. */
  readonly path: string;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The descriptors it has, by their numbers: each one of the program's, or {@link NULL_DEVICE}. */
  readonly descriptors: Readonly<Record<string, number>>;
  /** Whether it leads a process group of its own. @default false */
  readonly isLeader?: boolean;
}

export const NULL_DEVICE = -1;
