import type {
  ArchiveArtifactsOptions,
  ArtifactArchive,
  ArtifactFailure,
  ArtifactList,
  ListArtifactsOptions,
  ReadArtifact,
  ReadArtifactOptions,
} from "../api/artifacts.ts";
import type { BackendStats, ToolSchema } from "../api/backend.ts";
import { failure, type ToolResult } from "../api/result.ts";

export type SandboxStats = Pick<
  BackendStats,
  | "workers"
  | "workersReplaced"
  | "isolation"
  | "queuedCalls"
  | "workspaceBytes"
  | "isolates"
  | "machines"
  | "backgroundProcesses"
>;

/** A call by the number of its slot. Its tool and its arguments are as they came: the sandbox checks them. */
export interface SandboxCall {
  readonly slot: number;
  readonly tool: unknown;
  readonly args: unknown;
  /** Its limit in milliseconds, if not the sandbox's default. */
  readonly timeoutMs: number | null | undefined;
  /** By which its caller gives it up; see ExecuteOptions. */
  readonly signal?: AbortSignal | undefined;
}

export type MaybePromise<T> = T | Promise<T>;

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

  /**
   * Runs calls that are submitted together: different slots in parallel, one slot's in the order they come. One promise for
   * each call, in their order; each resolves by itself, with a result whatever happens.
   */
  executeBatch(calls: readonly SandboxCall[]): Promise<ToolResult>[];

  /** Empties a slot back to the template, before anything that is asked of it later. No call may be in flight in it. */
  reset(slot: number): MaybePromise<void>;

  /** Ends processes that calls of the slot have left, with SIGHUP and then SIGKILL; files and the shell's state stay. */
  hangUp?(slot: number): MaybePromise<void>;

  /** Where a reset takes time and may fail: resolves when the slot's last one is done, and is all it holds. */
  prepare?(slot: number): Promise<void>;

  /** Where a reset takes time: resolves when none is under way, or after a short while. */
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
