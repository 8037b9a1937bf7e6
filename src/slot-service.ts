import type { ArchiveArtifactsOptions, ArtifactArchive } from "./artifacts/archive.ts";
import type { ArtifactList, ListArtifactsOptions } from "./artifacts/list.ts";
import type { ReadArtifact, ReadArtifactOptions } from "./artifacts/read.ts";
import type { ArtifactFailure } from "./artifacts/result.ts";
import type { BackendStats } from "./backend.ts";
import type { ToolResult } from "./result.ts";
import type { ToolSchema } from "./tools/check.ts";

export type ServiceStats = Pick<
  BackendStats,
  "workers" | "workersReplaced" | "queuedCalls" | "workspaceBytes" | "isolates"
>;

type MaybePromise<T> = T | Promise<T>;

/** Slots by number, which know nothing of trajectories: what a backend leases, and what a server offers by name. */
export interface SlotService {
  /** The tools that slots have. */
  readonly tools: ToolSchema[];
  readonly stats: ServiceStats;
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

/** @returns what is wrong with a call's time limit, if anything is */
export function timeoutFault(timeoutMs: unknown, maxTimeoutMs: number): string | undefined {
  if (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= maxTimeoutMs) return undefined;
  return `Invalid timeoutMs: ${String(timeoutMs)} (allowed: more than 0, at most ${maxTimeoutMs})`;
}
