import { z } from "zod";
import { LIMIT_PROFILES, type Limits } from "./limits.ts";

const count = z.int().positive();

const limitsSchema = z.strictObject({
  maxWorkspaceBytes: count,
  maxFiles: count,
  maxFileBytes: count,
  maxDepth: count.max(1024),
  maxMemoryMiB: count.min(32).max(4096),
  maxOutputBytes: count,
  maxResultChars: count,
  maxCommandBytes: count,
  maxToolFileChars: count,
  maxShellStateBytes: count,
  maxBackgroundProcesses: z.int().min(0),
  maxTimeoutMs: count,
  maxArtifactBytes: count,
  maxArtifactEntries: count,
} satisfies Record<keyof Limits, z.ZodType<number>>);

const profile = z.enum(["default", "hardened"]);

/** `"hardened"`, or single limits over a profile. */
export const limitsOptionSchema = z
  .union([profile, z.strictObject({ profile: profile.optional(), ...limitsSchema.partial().shape })])
  .transform((option): Limits => {
    if (typeof option === "string") return LIMIT_PROFILES[option];
    const { profile = "default", ...overrides } = option;
    return limitsSchema.parse({ ...LIMIT_PROFILES[profile], ...overrides });
  });
