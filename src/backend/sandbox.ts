import type { BackendStats } from "../api/backend.ts";
import { failure, type ToolResult } from "../api/result.ts";
import type { ArchiveArtifactsOptions, ArtifactArchive } from "../artifacts/archive.ts";
import type { ArtifactList, ListArtifactsOptions } from "../artifacts/list.ts";
import type { ReadArtifact, ReadArtifactOptions } from "../artifacts/read.ts";
import type { ArtifactFailure } from "../artifacts/result.ts";
import type { ToolSchema } from "../tools/check.ts";

export type SandboxStats = Pick<
  BackendStats,
  "workers" | "workersReplaced" | "queuedCalls" | "workspaceBytes" | "isolates"
>;

type MaybePromise<T> = T | Promise<T>;

/** Slots by number, which know nothing of trajectories: what a backend leases, and what a server offers by name. */
export interface Sandbox {
  /** The tools that slots have. */
  readonly tools: ToolSchema[];
  readonly stats: SandboxStats;
  /** The longest time a call may ask for, in milliseconds. */
  readonly maxTimeoutMs: number;

  start(): Promise<void>;

  /** Calls in flight settle with outcome `stopped`; slots keep their files. Idempotent. */
  stop(): Promise<void>;

  /** A number for calls that are submitted together. */
  nextBatchId(): number;

  /** Runs one call; calls of one slot in the order they come. Resolves with a result whatever happens. */
  execute(
    slot: number,
    tool: unknown,
    args: unknown,
    timeoutMs: number | null | undefined,
    batchId?: number,
  ): Promise<ToolResult>;

  /** Empties a slot back to the template, before anything that is asked of it later. No call may be in flight in it. */
  reset(slot: number): MaybePromise<void>;

  /** Where a reset takes time and may fail: resolves when the slot's last one is done, and is all it holds. */
  prepare?(slot: number): Promise<void>;

  /** Beside that: resolves when no reset is under way, or after a short while. */
  settled?(): Promise<void>;

  readArtifact(slot: number, path: string, options: ReadArtifactOptions): MaybePromise<ReadArtifact | ArtifactFailure>;

  listArtifacts(
    slot: number,
    path: string,
    options: ListArtifactsOptions,
  ): MaybePromise<ArtifactList | ArtifactFailure>;

  archiveArtifacts(
    slot: number,
    path: string,
    options: ArchiveArtifactsOptions,
  ): MaybePromise<ArtifactArchive | ArtifactFailure>;
}

/**
 * The time limit of a call: its own, else the default, else the largest.
 * @returns the call's result instead, if it asks for one that isn't allowed
 */
export function callLimit(
  timeoutMs: number | null | undefined,
  defaultTimeoutMs: number | null,
  maxTimeoutMs: number,
): number | ToolResult {
  const limitMs: unknown = timeoutMs ?? defaultTimeoutMs ?? maxTimeoutMs;
  if (typeof limitMs === "number" && limitMs > 0 && limitMs <= maxTimeoutMs) return limitMs;
  return failure("invalid", `Invalid timeoutMs: ${String(limitMs)} (allowed: more than 0, at most ${maxTimeoutMs})`);
}
