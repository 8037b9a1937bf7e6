import { availableParallelism } from "node:os";
import { z } from "zod";
import { SlotboxError } from "./errors.ts";
import { DEFAULT_LIMITS, limitsOptionSchema } from "./limits.ts";

const milliseconds = z
  .int("must be a whole number of milliseconds")
  .positive("must be a positive number of milliseconds");

const configSchema = z.strictObject({
  workers: z
    .int()
    .min(1)
    .max(256)
    .default(() => Math.max(1, Math.min(availableParallelism(), 8))),
  maxSlots: z.int().min(1).max(1_000_000).default(10_000),
  maxLiveIsolates: z.int().min(1).max(10_000).default(64),
  readyIsolates: z.int().min(0).max(64).default(1),
  defaultTimeoutMs: milliseconds.max(600_000).nullable().default(30_000),
  acquireTimeoutMs: milliseconds.default(30_000),
  template: z
    .union([z.string().min(1), z.record(z.string(), z.union([z.string(), z.instanceof(Uint8Array)]))])
    .default({}),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a variable name"), z.string()).default({}),
  limits: limitsOptionSchema.default(DEFAULT_LIMITS),
});

/** What {@link createBackend} takes. All members have defaults. */
export interface BackendConfig {
  /** Worker threads. @default the number of cores, 8 at most */
  workers?: number | undefined;
  /** Slots that can be held at a time; the next `acquire` waits. @default 10000 */
  maxSlots?: number | undefined;
  /** Isolates alive at a time over all workers (about 6 MB each); beyond it the least recently used goes. @default 64 */
  maxLiveIsolates?: number | undefined;
  /** Isolates each worker keeps ready for slots that have none yet. @default 1 */
  readyIsolates?: number | undefined;
  /** Limit of a call that names none, in milliseconds; null for `limits.maxTimeoutMs`. @default 30000 */
  defaultTimeoutMs?: number | null | undefined;
  /** How long `acquire` waits for a free slot, in milliseconds. @default 30000 */
  acquireTimeoutMs?: number | undefined;
  /** What a new workspace holds: files by path, or the path of a host folder, which is read once at start. @default {} */
  template?: string | Readonly<Record<string, string | Uint8Array>> | undefined;
  /** Environment variables of every shell. @default {} */
  env?: Readonly<Record<string, string>> | undefined;
  /** `"hardened"`, or single limits over a profile. @default "default" */
  limits?: z.input<typeof limitsOptionSchema> | undefined;
}

export type ResolvedConfig = z.output<typeof configSchema>;

/** @throws SlotboxError `invalid_config`, naming each option that is wrong and what is allowed */
export function resolveConfig(config: BackendConfig): ResolvedConfig {
  const parsed = configSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new SlotboxError("invalid_config", `invalid config: ${explain(parsed.error, Object.keys(configSchema.shape))}`);
}

/** One line that names every fault: `workers: expected number; unknown option "wokers"`. */
export function explain(error: z.ZodError, allowed: readonly string[] = []): string {
  return error.issues.flatMap((issue) => explainIssue(issue, allowed)).join("; ");
}

function explainIssue(issue: z.core.$ZodIssue, allowed: readonly string[]): string[] {
  const where = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const list = allowed.length > 0 && where === "" ? ` (allowed: ${allowed.join(", ")})` : "";
    return issue.keys.map((key) => `unknown option "${where === "" ? key : `${where}.${key}`}"${list}`);
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The most telling branch is the one that got furthest into the value.
    const branches = [...issue.errors].sort((a, b) => depth(b) - depth(a));
    const inner = branches[0] ?? [];
    if (depth(inner) > 0 || inner.some(({ code }) => code === "unrecognized_keys")) {
      return inner.flatMap((nested) => explainIssue({ ...nested, path: [...issue.path, ...nested.path] }, allowed));
    }
  }
  return [where === "" ? issue.message : `${where}: ${issue.message}`];
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path, code }) => path.length + (code === "unrecognized_keys" ? 1 : 0)));
}
