import type {
  ArchiveArtifactsOptions,
  ArtifactArchive,
  ArtifactFailure,
  ArtifactList,
  ListArtifactsOptions,
  ReadArtifact,
  ReadArtifactOptions,
} from "../api/artifacts.ts";
import type { ToolSchema } from "../api/backend.ts";
import type { ResolvedConfig } from "../api/config.ts";
import { SlotboxError } from "../api/errors.ts";
import { failure, type ToolResult } from "../api/result.ts";
import { archiveArtifacts } from "../artifacts/archive.ts";
import { listArtifacts } from "../artifacts/list.ts";
import { readArtifact } from "../artifacts/read.ts";
import { userCacheFolders } from "../machine/cache-folders.ts";
import { shellSnapshot } from "../machine/shell/snapshot.ts";
import { startProcesses } from "../pool/process-transport.ts";
import { Scheduler } from "../pool/scheduler.ts";
import { SlotRecord } from "../pool/slot-record.ts";
import { startThread } from "../pool/thread-transport.ts";
import { VolumeFreezer } from "../pool/volume-freezer.ts";
import { WorkspaceBudget } from "../pool/workspace-budget.ts";
import { checkCall, toolSchemas } from "../tools/check.ts";
import type { SlotRuntime } from "../tools/definition.ts";
import { bindsWorker, type CheckedCall } from "../tools/table.ts";
import type { Delta } from "../volume/delta.ts";
import type { Volume } from "../volume/volume.ts";
import type { WorkerInit } from "../worker/protocol.ts";
import { type Admission, submitAdmitted } from "./batch.ts";
import { loadPackages } from "./python-packages.ts";
import { callLimit, type MaybePromise, type Sandbox, type SandboxCall, type SandboxStats } from "./sandbox.ts";
import { loadTemplate } from "./template.ts";
import { loadCommands, loadProgram, runtimeOf } from "./wasm-programs.ts";
import { imageFolders, processBytes } from "./worker-processes.ts";

const NO_WORKERS = {
  workers: 0,
  workersReplaced: 0,
  queuedCalls: 0,
  isolates: { made: 0, dropped: 0 },
  machines: { made: 0, lent: 0, bound: 0, ready: 0 },
  backgroundProcesses: 0,
};

interface AdmittedCall {
  readonly slot: number;
  readonly checked: CheckedCall;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The slot-addressed core: slots by number, their volumes, and the workers that serve them. It knows nothing of
 * trajectories; the backend leases its slots to them.
 */
export class LocalSandbox implements Sandbox {
  readonly #config: ResolvedConfig;
  readonly #records = new Map<number, SlotRecord>();
  readonly #freezer = new VolumeFreezer();
  readonly #budget: WorkspaceBudget;
  #runtime: SlotRuntime;
  #scheduler: Scheduler | undefined;
  #template: Delta | undefined;

  /** @param template what slots start with, if not what the config says */
  constructor(config: ResolvedConfig, template?: Delta) {
    this.#config = config;
    this.#template = template;
    this.#budget = new WorkspaceBudget(config.maxTotalWorkspaceBytes);
    this.#runtime = { kind: "shell", hasPrograms: Object.keys(config.commands).length > 0 };
  }

  async start(): Promise<void> {
    const { workers, isolation, maxQueuedCalls } = this.#config;
    const init = Promise.withResolvers<WorkerInit>();
    const start = isolation === "process" ? startProcesses(imageFolders(this.#config)) : startThread;
    const scheduler = new Scheduler(start, init.promise, workers, maxQueuedCalls);
    const started = scheduler.start();
    started.catch(() => {});
    try {
      // The threads load their modules while this one loads the template and makes the snapshot.
      init.resolve(await this.#workerInit());
    } catch (error) {
      init.reject(error);
      await scheduler.stop();
      throw error;
    }
    this.#scheduler = scheduler;
    try {
      await started;
    } catch (error) {
      await this.stop();
      throw new SlotboxError(
        "start_failed",
        `the backend can't start: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
  }

  async #workerInit(): Promise<WorkerInit> {
    const { limits, env, workers, maxMachines, readyMachines, freshContexts, maxLiveSessions, python } = this.#config;
    this.#template ??= await loadTemplate(this.#config.template, limits, this.#config.templateInclude);
    const program = await loadProgram(this.#config, limits);
    if (program) this.#runtime = runtimeOf(program);
    return {
      snapshot: shellSnapshot(),
      limits,
      env,
      template: this.#template,
      commands: await loadCommands(this.#config.commands, limits),
      python: { ...python, packages: await loadPackages(python.packages) },
      program,
      machines: { maxMachines: shareOf(maxMachines, workers), readyMachines, freshContexts },
      maxLiveSessions: shareOf(maxLiveSessions, workers),
      cacheFolders: userCacheFolders(),
      maxProcessBytes: processBytes(this.#config),
    };
  }

  async stop(): Promise<void> {
    const scheduler = this.#scheduler;
    this.#scheduler = undefined;
    await scheduler?.stop();
  }

  /** The tools that slots have. */
  get tools(): ToolSchema[] {
    return toolSchemas(this.#runtime);
  }

  get maxTimeoutMs(): number {
    return this.#config.limits.maxTimeoutMs;
  }

  executeBatch(calls: readonly SandboxCall[]): Promise<ToolResult>[] {
    const scheduler = this.#scheduler;
    if (!scheduler) return calls.map(async () => failure("stopped", "Backend is stopped"));
    const admissions = calls.map((call) => this.#admit(call));
    return submitAdmitted(admissions, (admitted) => this.#submit(scheduler, admitted)).map(({ result }) => result);
  }

  #admit({ slot, tool, args, timeoutMs, signal }: SandboxCall): Admission<AdmittedCall> {
    const { limits, defaultTimeoutMs } = this.#config;
    const limitMs = callLimit(timeoutMs, defaultTimeoutMs, limits.maxTimeoutMs);
    if (typeof limitMs !== "number") return { refusal: limitMs };
    const checked = checkCall(tool, args, limits, this.#runtime);
    return checked.ok
      ? { call: { slot, checked: checked.call, timeoutMs: limitMs, signal } }
      : { refusal: checked.result };
  }

  #submit(scheduler: Scheduler, calls: readonly AdmittedCall[]): Promise<ToolResult>[] {
    return scheduler.submit(
      calls.map(({ slot, checked, timeoutMs, signal }) => {
        const record = this.#record(slot);
        if (bindsWorker(checked)) record.isPinned = true;
        return { record, call: checked, timeoutMs, signal };
      }),
    );
  }

  /** Empties a slot back to the template. No call may be in flight in it. */
  reset(slot: number): void {
    this.#records.get(slot)?.reset();
    this.#records.delete(slot);
  }

  hangUp(slot: number): void {
    this.#records.get(slot)?.hangUp();
  }

  readArtifact(slot: number, path: string, options: ReadArtifactOptions): MaybePromise<ReadArtifact | ArtifactFailure> {
    return whenWhole(this.#record(slot), (volume) => readArtifact(volume, path, options, this.#config.limits));
  }

  listArtifacts(
    slot: number,
    path: string,
    options: ListArtifactsOptions,
  ): MaybePromise<ArtifactList | ArtifactFailure> {
    return whenWhole(this.#record(slot), (volume) => listArtifacts(volume, path, options, this.#config.limits));
  }

  archiveArtifacts(
    slot: number,
    path: string,
    options: ArchiveArtifactsOptions,
  ): MaybePromise<ArtifactArchive | ArtifactFailure> {
    return whenWhole(this.#record(slot), (volume) => archiveArtifacts(volume, path, options, this.#config.limits));
  }

  /** The authoritative volume: what has been committed. */
  volume(slot: number): Volume {
    return this.#record(slot).volume;
  }

  get stats(): SandboxStats {
    const { isolation } = this.#config;
    return { ...(this.#scheduler?.stats ?? NO_WORKERS), isolation, workspaceBytes: this.#budget.usedBytes };
  }

  #record(slot: number): SlotRecord {
    const known = this.#records.get(slot);
    if (known) return known;
    if (!this.#template) throw new SlotboxError("not_running", "the backend was never started");
    const record = new SlotRecord(slot, this.#config.limits, this.#template, this.#freezer, this.#budget);
    record.isPinned = this.#runtime.kind === "reactor";
    this.#records.set(slot, record);
    return record;
  }
}

/** Reads at once, or when what a call has changed is there in whole. */
function whenWhole<Found>(record: SlotRecord, read: (volume: Volume) => MaybePromise<Found>): MaybePromise<Found> {
  const { whenWhole: isWhole } = record;
  return isWhole ? isWhole.then(() => whenWhole(record, read)) : read(record.volume);
}

/** Each worker's part of a number that is meant for all. */
function shareOf(count: number, workers: number): number {
  return Math.max(1, Math.ceil(count / workers));
}
