import type {
  ArchiveArtifactsOptions,
  ArtifactArchive,
  ArtifactFailure,
  ArtifactList,
  ListArtifactsOptions,
  ReadArtifact,
  ReadArtifactOptions,
} from "./artifacts.ts";
import type { ExecutionResult } from "./result.ts";
import type { Slot } from "./slot.ts";

/** A tool in the form models are prompted with (OpenAI function calling). */
export interface ToolSchema {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

export interface ExecutionRequest {
  readonly slot: Slot;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Echoed in the result. @default a new UUID */
  readonly executionId?: string | undefined;
  /** Overrides the batch's. In milliseconds. */
  readonly timeoutMs?: number | undefined;
}

export interface ExecuteOptions {
  /** Limit of each call that has none of its own, in milliseconds. @default `defaultTimeoutMs` */
  readonly timeoutMs?: number | undefined;
  /**
   * Gives up what has not ended when it is aborted: such calls settle with outcome `stopped`, at once if they have not begun, else
   * as at their time limit, with what they wrote until then; after a second, without.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Machines are isolates with a shell, which are lent to calls. */
export interface MachineCounts {
  /** Since the start. */
  readonly made: number;
  /** Serving a call that runs or sleeps. */
  readonly lent: number;
  /** Kept for processes of a slot's `bash_stateful` that run between its calls. */
  readonly bound: number;
  /** Waiting for a call. */
  readonly ready: number;
}

export interface IsolateCounts {
  /** Since the start. */
  readonly made: number;
  readonly dropped: number;
}

export interface BackendStats {
  readonly running: boolean;
  readonly workers: number;
  /** Workers that died or got stuck and were replaced, since the start. */
  readonly workersReplaced: number;
  /** What the workers are; see the option. Absent where that isn't known. */
  readonly isolation?: "thread" | "process";
  readonly slots: { readonly acquired: number; readonly executing: number; readonly max: number };
  /** `acquire` calls that wait for a slot. */
  readonly waitingAcquires: number;
  readonly queuedCalls: number;
  /** Bytes of files in all slots. */
  readonly workspaceBytes: number;
  /** Machines the workers have made since the start, those lent to calls, bound to slots, and ready. Absent where that isn't known. */
  readonly machines?: MachineCounts;
  /** Processes that calls of `bash_stateful` have left and that run between calls now. Absent where that isn't known. */
  readonly backgroundProcesses?: number | undefined;
  /** Isolates of all kinds that the workers have made since the start, and those that are gone. Absent where that isn't known. */
  readonly isolates?: IsolateCounts;
}

/** Runs tool calls of many trajectories, each in a slot of its own. */
export interface ToolBackend extends AsyncDisposable {
  /** Limit of a call that names none, in milliseconds; null for the largest allowed. */
  readonly defaultTimeoutMs: number | null;

  /** The longest time a call may ask for, in milliseconds; one that asks for more has outcome `invalid`. */
  readonly maxTimeoutMs: number;

  /** Starts the workers and resolves when each has proved it works. Idempotent. @throws SlotboxError `start_failed` */
  start(): Promise<void>;

  /**
   * Ends the workers; calls in flight settle with outcome `stopped`, waiting `acquire`s reject. Idempotent. Slots and
   * their files stay for a later `start`, unless `purge` forgets them.
   */
  stop(options?: { purge?: boolean }): Promise<void>;

  /**
   * A slot for this trajectory: the same one while it is held, its former one with its files if nobody had it since,
   * else one that starts from the template. Waits in order of arrival when none is free.
   * @param trajectoryId @default a new UUID
   * @throws SlotboxError `acquire_timeout`, `not_running`, `invalid_argument`
   */
  acquire(trajectoryId?: string): Promise<Slot>;

  /**
   * Gives a slot back. Its files stay for the same trajectory, if it comes back first, unless `resetWorkspace`.
   * @throws SlotboxError `slot_released` (twice), `slot_busy` (calls in flight), `unknown_slot`
   */
  release(slot: Slot, options?: { resetWorkspace?: boolean }): Promise<void>;

  /** One call; completes by itself, whatever other slots do. Never rejects for anything a request can contain. */
  execute(request: ExecutionRequest, options?: ExecuteOptions): Promise<ExecutionResult>;

  /**
   * Many calls: different slots in parallel, one slot's in order. One result for each request, in the order of the
   * requests. A bad request gets an error result; the others run.
   * @throws SlotboxError `invalid_argument` if `requests` is no array
   */
  executeBatch(requests: readonly ExecutionRequest[], options?: ExecuteOptions): Promise<ExecutionResult[]>;

  /** A file's content, straight from memory, also while every worker is busy. @throws SlotboxError for a slot that isn't held */
  readArtifact(slot: Slot, path: string, options?: ReadArtifactOptions): Promise<ReadArtifact | ArtifactFailure>;

  /** @throws SlotboxError for a slot that isn't held */
  listArtifacts(slot: Slot, path?: string, options?: ListArtifactsOptions): Promise<ArtifactList | ArtifactFailure>;

  /** A `tar.gz` of a file or folder; equal files give equal bytes. @throws SlotboxError for a slot that isn't held */
  archiveArtifacts(
    slot: Slot,
    path?: string,
    options?: ArchiveArtifactsOptions,
  ): Promise<ArtifactArchive | ArtifactFailure>;

  /** The tools' JSON Schemas, for a model's prompt. */
  tools(): ToolSchema[];

  stats(): BackendStats;
}
