import { availableParallelism } from "node:os";
import { z } from "zod";
import { SlotboxError } from "./errors.ts";
import { explain } from "./explain-issues.ts";
import { DEFAULT_LIMITS, type LimitsOption } from "./limits.ts";
import { limitsOptionSchema } from "./limits-schema.ts";

const milliseconds = z
  .int("must be a whole number of milliseconds")
  .positive("must be a positive number of milliseconds");

const configSchema = z.strictObject({
  workers: z
    .int()
    .min(1)
    .max(256)
    .default(() => Math.max(1, Math.min(availableParallelism(), 8))),
  isolation: z.enum(["thread", "process"]).default("thread"),
  maxSlots: z.int().min(1).max(1_000_000).default(10_000),
  maxMachines: z.int().min(1).max(10_000).default(64),
  maxLiveSessions: z.int().min(1).max(10_000).default(32),
  maxQueuedCalls: z.int().min(1).max(10_000_000).default(100_000),
  maxTotalWorkspaceBytes: z
    .int()
    .min(1)
    .default(4 * 1024 ** 3),
  readyMachines: z.int().min(0).max(64).default(1),
  defaultTimeoutMs: milliseconds.max(600_000).nullable().default(30_000),
  acquireTimeoutMs: milliseconds.default(30_000),
  template: z
    .union([z.string().min(1), z.record(z.string(), z.union([z.string(), z.instanceof(Uint8Array)]))])
    .default({}),
  templateInclude: z.array(z.string().min(1)).readonly().default([]),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a variable name"), z.string()).default({}),
  kind: z.enum(["shell", "wasi"]).default("shell"),
  module: z.union([z.string().min(1), z.instanceof(Uint8Array)]).optional(),
  args: z.array(z.string()).readonly().optional(),
  preopens: z
    .record(z.string().min(1), z.string().startsWith("/", "must be an absolute path"))
    .refine((preopens) => Object.keys(preopens).length <= 64, "must be 64 at most")
    .optional(),
  exports: z.array(z.string()).readonly().optional(),
  commands: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/, "must be a file name"),
      z.strictObject({ wasm: z.union([z.string().min(1), z.instanceof(Uint8Array)]) }),
    )
    .default({}),
  python: z
    .strictObject({
      packages: z.array(z.string().min(1)).max(64).default([]),
      ready: z.int().min(0).max(64).default(1),
      imageFolder: z.string().min(1).nullable().default(null),
    })
    .default({ packages: [], ready: 1, imageFolder: null }),
  limits: limitsOptionSchema.default(DEFAULT_LIMITS),
});

const checkedConfigSchema = configSchema.superRefine(({ kind, module, args, preopens, exports }, context) => {
  if (kind === "wasi" && module === undefined)
    context.addIssue({ code: "custom", path: ["module"], message: 'is required for kind "wasi"' });
  for (const [name, value] of Object.entries({ module, args, preopens, exports }))
    if (kind === "shell" && value !== undefined)
      context.addIssue({ code: "custom", path: [name], message: 'is only for kind "wasi"' });
});

/** What {@link createBackend} takes. All members have defaults. */
export interface BackendConfig {
  /** Workers: threads or processes. @default the number of cores, 8 at most */
  workers?: number | undefined;
  /**
   * What workers are. `"thread"`: threads of this process, which are quick and small; a guest that makes V8 give up ends the
   * whole process. `"process"`: child processes, each of which a guest can end, and no more: for programs that nobody has read.
   * @default "thread"
   */
  isolation?: "thread" | "process" | undefined;
  /** Slots that can be held at a time; the next `acquire` waits. @default 10000 */
  maxSlots?: number | undefined;
  /**
   * Machines (isolates with a shell, from 8 MB each) that are lent at a time over all workers, to calls that run or sleep,
   * whatever the number of slots; beyond it calls wait. @default 64
   */
  maxMachines?: number | undefined;
  /**
   * Sessions of the tools `javascript` and `python` alive at a time over all workers (from 10 and from 60 MB); beyond it the
   * least recently used ends, and its next call begins anew. @default 32
   */
  maxLiveSessions?: number | undefined;
  /** Calls that wait or run at a time; one beyond them ends at once, with outcome `quota`. @default 100000 */
  maxQueuedCalls?: number | undefined;
  /**
   * Bytes of files in all slots together, those of the template in each slot that is used included. Of a call that would take
   * them beyond it nothing is kept, and its outcome is `quota`. @default 4294967296
   */
  maxTotalWorkspaceBytes?: number | undefined;
  /** Machines that each worker makes ahead of need. @default 1 */
  readyMachines?: number | undefined;
  /** Limit of a call that names none, in milliseconds; null for `limits.maxTimeoutMs`. @default 30000 */
  defaultTimeoutMs?: number | null | undefined;
  /** How long `acquire` waits for a free slot, in milliseconds. @default 30000 */
  acquireTimeoutMs?: number | undefined;
  /** What a new workspace holds: files by path, or the path of a host folder, which is read once at start. @default {} */
  template?: string | Readonly<Record<string, string | Uint8Array>> | undefined;
  /**
   * Names that a folder is otherwise read without: `node_modules`, for packages that slots are to have, and `.git`.
   * @default []
   */
  templateInclude?: readonly string[] | undefined;
  /** Environment variables of every shell. @default {} */
  env?: Readonly<Record<string, string>> | undefined;
  /** What slots run: commands in a shell, or one program of yours, started by the tool `run`. @default "shell" */
  kind?: "shell" | "wasi" | undefined;
  /**
   * For kind "wasi": the program, a module compiled for WASI preview 1, as bytes or as the path of a file. A command (one
   * that exports `_start`) is run by the tool `run`; of any other, a reactor, an instance stays with each slot, and the
   * functions it exports are the slot's tools.
   */
  module?: string | Uint8Array | undefined;
  /** For kind "wasi": arguments the program always gets, before those of a call. @default [] */
  args?: readonly string[] | undefined;
  /** For kind "wasi": the directories it sees, by the names it knows them by. @default { "/": "/workspace" } */
  preopens?: Readonly<Record<string, string>> | undefined;
  /** For kind "wasi" and a reactor: the functions that are tools. @default all of its exports that don't begin with `_` */
  exports?: readonly string[] | undefined;
  /**
   * Programs that the shell has beside its own commands, by name: WebAssembly modules compiled for WASI preview 1, as
   * bytes or as the path of a file, which is read once at start. One of the shell's commands by the same name is replaced.
   * @default {}
   */
  commands?: Readonly<Record<string, { readonly wasm: string | Uint8Array }>> | undefined;
  /** How `python3` runs in slots. */
  python?: PythonConfig | undefined;
  /** `"hardened"`, or single limits over a profile. @default "default" */
  limits?: LimitsOption | undefined;
}

export interface PythonConfig {
  /**
   * Folders (as `pip install --target` makes them) and wheels, without compiled code, that every program finds on
   * `sys.path`. They are read once at start. @default []
   */
  packages?: readonly string[] | undefined;
  /** Interpreters each worker keeps ready (some 60 MB each), once one was wanted. @default 1 */
  ready?: number | undefined;
  /**
   * Where the image that interpreters start from is kept (31 MB, made once); null for the user's cache folder. A folder
   * that others own or may write to is not used. @default null
   */
  imageFolder?: string | null | undefined;
}

export type ResolvedConfig = z.output<typeof configSchema> & {
  /** Whether each slot gets a context of its own, as the profile "hardened" has it. */
  readonly freshContexts: boolean;
};

/** @throws SlotboxError `invalid_config`, naming each option that is wrong and what is allowed */
export function resolveConfig(config: BackendConfig): ResolvedConfig {
  const parsed = checkedConfigSchema.safeParse(config);
  if (parsed.success) return { ...parsed.data, freshContexts: profileOf(config.limits) === "hardened" };
  throw new SlotboxError("invalid_config", `invalid config: ${explain(parsed.error, Object.keys(configSchema.shape))}`);
}

function profileOf(limits: BackendConfig["limits"]): string | undefined {
  return typeof limits === "string" ? limits : limits?.profile;
}
