/** How a program starts another one, which runs to its end meanwhile. Both functions are synchronous. */
export interface ProgramSpawner {
  /**
   * Runs a program to its end. What it printed is then to be had with `spawnOutput`, once.
   * @param request a {@link SpawnRequest} as JSON
   * @param stdin one character a byte
   * @returns its exit code, or a negative number of {@link SPAWN_REFUSED}
   */
  spawn(request: string, stdin: string): number;
  /** What the last program printed, one character a byte: 1 for stdout, 2 for stderr. */
  spawnOutput(stream: number): string;
}

/** What to run, and as what. */
export interface SpawnRequest {
  /** The executable: an absolute path. */
  readonly path: string;
  /** The name it is called by comes first. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Milliseconds since the epoch; the call's own deadline counts in any case. */
  readonly deadlineMs: number;
}

/** Why nothing was run. */
export const SPAWN_REFUSED = {
  /** The file is no program of a kind that can be run. */
  notAProgram: -1,
  /** Arguments and environment are too long. */
  tooLong: -2,
  /** The programs that wait for it already have all the memory of the slot. */
  noMemory: -4,
  /** Programs that start programs that start programs …, or too many of them in one call. */
  tooMany: -3,
} as const;
