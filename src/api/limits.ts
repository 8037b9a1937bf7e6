const KiB = 1024;
const MiB = 1024 * KiB;

/** Every limit of a slot and of what runs in it. All are per slot unless they say otherwise. */
export interface Limits {
  /** Bytes of all files in the slot, those outside of `/workspace` included. Beyond it a program sees ENOSPC. */
  readonly maxWorkspaceBytes: number;
  /** Files, directories and links in the slot. Beyond it a program sees ENOSPC. */
  readonly maxFiles: number;
  /** Bytes of one file. Beyond it a program sees EFBIG. */
  readonly maxFileBytes: number;
  /** Directories above a file. Beyond it a program sees ENAMETOOLONG. */
  readonly maxDepth: number;
  /**
   * Memory of an isolate of the slot, in MiB. Beyond it the call ends with outcome `memory`. A program has an isolate of its
   * own; those that wait for it may have as much together.
   */
  readonly maxMemoryMiB: number;
  /** Bytes (of UTF-8) a program may print, both streams together, before it is ended with outcome `output`. */
  readonly maxOutputBytes: number;
  /** Characters of stdout, and of stderr, that a result carries; more is cut and marked. */
  readonly maxResultChars: number;
  /** Bytes of one command line. */
  readonly maxCommandBytes: number;
  /** Unicode code points that `read_file` returns and `write_file` takes. */
  readonly maxToolFileChars: number;
  /** Bytes of the state a persistent shell carries from call to call. */
  readonly maxShellStateBytes: number;
  /**
   * Processes that a call of `bash_stateful` may leave running; those beyond it are ended, the newest first. 0: none is left.
   */
  readonly maxBackgroundProcesses: number;
  /** Longest time a call may ask for, in milliseconds. */
  readonly maxTimeoutMs: number;
  /** Bytes `readArtifact` and `archiveArtifacts` give at most; a larger request is clamped. */
  readonly maxArtifactBytes: number;
  /** Entries `listArtifacts` and `archiveArtifacts` give at most; a larger request is clamped. */
  readonly maxArtifactEntries: number;
}

/** The limits a volume enforces by itself. */
export type VolumeLimits = Pick<Limits, "maxWorkspaceBytes" | "maxFiles" | "maxFileBytes" | "maxDepth">;

/** Generous for real work on a laptop. */
export const DEFAULT_LIMITS: Limits = {
  maxWorkspaceBytes: 256 * MiB,
  maxFiles: 100_000,
  maxFileBytes: 128 * MiB,
  maxDepth: 256,
  maxMemoryMiB: 256,
  maxOutputBytes: 16 * MiB,
  maxResultChars: 50_000,
  maxCommandBytes: 8 * MiB,
  maxToolFileChars: 100_000,
  maxShellStateBytes: 8 * MiB,
  maxBackgroundProcesses: 32,
  maxTimeoutMs: 600_000,
  maxArtifactBytes: 5_000_000,
  maxArtifactEntries: 5_000,
};

/** For programs that are expected to attack the sandbox. */
export const HARDENED_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  maxWorkspaceBytes: 32 * MiB,
  maxFiles: 10_000,
  maxFileBytes: 16 * MiB,
  maxDepth: 64,
  maxMemoryMiB: 96,
  maxOutputBytes: 1 * MiB,
  maxCommandBytes: 256 * KiB,
  maxShellStateBytes: 1 * MiB,
  maxBackgroundProcesses: 8,
  maxTimeoutMs: 60_000,
};

export const LIMIT_PROFILES = { default: DEFAULT_LIMITS, hardened: HARDENED_LIMITS } as const;

export type LimitProfile = keyof typeof LIMIT_PROFILES;

/** A profile, or single limits over one. */
export type LimitsOption =
  | LimitProfile
  | ({ profile?: LimitProfile | undefined } & { [Name in keyof Limits]?: number | undefined });
