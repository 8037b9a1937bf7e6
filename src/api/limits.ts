import { z } from "zod";

const KiB = 1024;
const MiB = 1024 * KiB;

const count = z.int().positive();

/** Every limit of a slot and of what runs in it. All are per slot unless they say otherwise. */
export const limitsSchema = z.strictObject({
  /** Bytes of all files in the slot, `/tmp` and `/root` included. Beyond it a program sees ENOSPC. */
  maxWorkspaceBytes: count,
  /** Files, directories and links in the slot. Beyond it a program sees ENOSPC. */
  maxFiles: count,
  /** Bytes of one file. Beyond it a program sees EFBIG. */
  maxFileBytes: count,
  /** Directories above a file. Beyond it a program sees ENAMETOOLONG. */
  maxDepth: count.max(1024),
  /**
   * Memory of an isolate of the slot, in MiB. Beyond it the call ends with outcome `memory`. A program has an isolate of its
   * own; those that wait for it may have as much together.
   */
  maxMemoryMiB: count.min(32).max(4096),
  /** Bytes (of UTF-8) a program may print, both streams together, before it is ended with outcome `output`. */
  maxOutputBytes: count,
  /** Characters of stdout, and of stderr, that a result carries; more is cut and marked. */
  maxResultChars: count,
  /** Bytes of one command line. */
  maxCommandBytes: count,
  /** Unicode code points that `read_file` returns and `write_file` takes. */
  maxToolFileChars: count,
  /** Bytes of the state a persistent shell carries from call to call. */
  maxShellStateBytes: count,
  /** Longest time a call may ask for, in milliseconds. */
  maxTimeoutMs: count,
  /** Bytes `readArtifact` and `archiveArtifacts` give at most; a larger request is clamped. */
  maxArtifactBytes: count,
  /** Entries `listArtifacts` and `archiveArtifacts` give at most; a larger request is clamped. */
  maxArtifactEntries: count,
});

export type Limits = Readonly<z.infer<typeof limitsSchema>>;

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
  maxTimeoutMs: 60_000,
};

export const LIMIT_PROFILES = { default: DEFAULT_LIMITS, hardened: HARDENED_LIMITS } as const;

/** `"hardened"`, or single limits over a profile. */
export const limitsOptionSchema = z
  .union([
    z.enum(["default", "hardened"]),
    z.strictObject({ profile: z.enum(["default", "hardened"]).optional(), ...limitsSchema.partial().shape }),
  ])
  .transform((option): Limits => {
    if (typeof option === "string") return LIMIT_PROFILES[option];
    const { profile = "default", ...overrides } = option;
    return limitsSchema.parse({ ...LIMIT_PROFILES[profile], ...overrides });
  });
