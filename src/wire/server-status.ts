import { z } from "zod";
import type { ToolSchema } from "../api/backend.ts";
import { slotName } from "./slot-names.ts";

/* What a server says of itself. */

const MS_PER_S = 1000;

export interface ServerHealth {
  readonly slots: number;
  readonly workers: number;
  readonly maxTimeoutMs: number;
  /** Calls that one `/batch` may have. */
  readonly maxBatch: number;
  readonly maxBodyBytes: number;
}

export function writeHealth(health: ServerHealth & { readonly executing: number }): object {
  const { slots, executing, workers, maxTimeoutMs, maxBatch, maxBodyBytes } = health;
  return {
    status: "ok",
    slots,
    available: slots - executing,
    executing,
    workers,
    max_timeout: maxTimeoutMs / MS_PER_S,
    max_batch: maxBatch,
    max_body_bytes: maxBodyBytes,
  };
}

/** The defaults are what the original takes. */
export const healthSchema = z
  .looseObject({
    status: z.literal("ok"),
    slots: z.int().positive(),
    max_timeout: z.number().positive().default(600),
    max_batch: z.int().positive().default(200),
    max_body_bytes: z
      .int()
      .positive()
      .default(1024 * 1024),
    // A server that passes calls on to another may not know how many that has.
    workers: z.int().nonnegative().default(1),
  })
  .transform(
    ({ slots, workers, max_timeout, max_batch, max_body_bytes }): ServerHealth => ({
      slots,
      workers: Math.max(workers, 1),
      maxTimeoutMs: max_timeout * MS_PER_S,
      maxBatch: max_batch,
      maxBodyBytes: max_body_bytes,
    }),
  );

/** @param executing the call that the slot is at, if it is at one */
export function writeSlot(
  slot: number,
  workspaceDir: string,
  executing: { readonly executionId: string | null } | undefined,
): object {
  return {
    slot_id: slotName(slot),
    state: executing ? "executing" : "available",
    workspace_dir: workspaceDir,
    current_execution_id: executing?.executionId ?? null,
  };
}

/** What a client of slotbox's own wants to hear with each response. */
export interface ServerStats {
  readonly workers: number;
  readonly workersReplaced: number;
  readonly queuedCalls: number;
  readonly workspaceBytes: number;
  /** Absent where that isn't known. */
  readonly backgroundProcesses?: number | undefined;
}

/** The header by which a client asks for {@link ServerStats}, and in which it gets them. */
export const STATS_HEADER = "slotbox-stats";

export function writeStats(stats: ServerStats): string {
  return JSON.stringify({
    workers: stats.workers,
    workers_replaced: stats.workersReplaced,
    queued_calls: stats.queuedCalls,
    workspace_bytes: stats.workspaceBytes,
    background_processes: stats.backgroundProcesses,
  });
}

const count = z.number().nonnegative();

const statsSchema = z
  .looseObject({
    workers: count,
    workers_replaced: count,
    queued_calls: count,
    workspace_bytes: count,
    background_processes: count.optional(),
  })
  .transform(
    (stats): ServerStats => ({
      workers: stats.workers,
      workersReplaced: stats.workers_replaced,
      queuedCalls: stats.queued_calls,
      workspaceBytes: stats.workspace_bytes,
      backgroundProcesses: stats.background_processes,
    }),
  );

/** @returns nothing for what a server of another make may say */
export function readStats(header: string | undefined): ServerStats | undefined {
  if (header === undefined) return undefined;
  try {
    return statsSchema.safeParse(JSON.parse(header)).data;
  } catch {
    return undefined;
  }
}

const toolSchema: z.ZodType<ToolSchema> = z.looseObject({
  type: z.literal("function"),
  function: z.looseObject({
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  }),
});

export const toolsSchema = z.looseObject({ tools: z.array(toolSchema) });
