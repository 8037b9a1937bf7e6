import { randomUUID } from "node:crypto";
import type { ArchiveArtifactsOptions, ListArtifactsOptions, ReadArtifactOptions } from "../api/artifacts.ts";
import type { BackendStats, ExecuteOptions, ExecutionRequest, ToolBackend, ToolSchema } from "../api/backend.ts";
import type { ResolvedConfig } from "../api/config.ts";
import { SlotboxError } from "../api/errors.ts";
import { type ExecutionResult, failure } from "../api/result.ts";
import { Slot } from "../api/slot.ts";
import { within } from "../timing/within.ts";
import { type Admission, submitAdmitted } from "./batch.ts";
import { Leases } from "./leases.ts";
import type { Sandbox, SandboxCall } from "./sandbox.ts";

const EXECUTE_OPTIONS = ["timeoutMs", "signal"];
const REQUEST_FIELDS = ["slot", "tool", "args", "timeoutMs", "executionId"];

export type LeasingBackendConfig = Pick<ResolvedConfig, "maxSlots" | "acquireTimeoutMs" | "defaultTimeoutMs">;

/** A request that was admitted holds its slot until it has its result. */
type CheckedRequest = Admission<SandboxCall> & {
  readonly identity: Pick<ExecutionResult, "executionId" | "slotId">;
  readonly held?: Slot;
};

/** Leases the slots of a sandbox to trajectories. */
export class LeasingBackend implements ToolBackend {
  readonly defaultTimeoutMs: number | null;
  readonly #config: LeasingBackendConfig;
  readonly #sandbox: Sandbox;
  readonly #leases: Leases;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #running = false;

  constructor(config: LeasingBackendConfig, sandbox: Sandbox) {
    this.#config = config;
    this.defaultTimeoutMs = config.defaultTimeoutMs;
    this.#sandbox = sandbox;
    this.#leases = new Leases(config.maxSlots, config.acquireTimeoutMs, (slot) => void sandbox.reset(slot));
  }

  get maxTimeoutMs(): number {
    return this.#sandbox.maxTimeoutMs;
  }

  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    await this.#stopping;
    return this.#sandbox.start().then(
      () => {
        this.#running = true;
      },
      (error: unknown) => {
        this.#starting = undefined;
        throw error;
      },
    );
  }

  async stop(options: { purge?: boolean } = {}): Promise<void> {
    const purge = options?.purge === true;
    const starting = this.#starting;
    // A start() from now on is one that follows this stop().
    this.#starting = undefined;
    const stopping = this.#stop(starting);
    this.#stopping = stopping;
    await stopping;
    if (!purge) return;
    this.#leases.forgetAll();
    await this.#sandbox.settled?.();
  }

  async #stop(starting: Promise<void> | undefined): Promise<void> {
    await starting?.catch(() => {});
    this.#running = false;
    this.#leases.rejectWaiting();
    await this.#sandbox.stop();
  }

  async acquire(trajectoryId: string = randomUUID()): Promise<Slot> {
    if (!this.#running) throw new SlotboxError("not_running", "the backend is not running: call start() first");
    if (typeof trajectoryId !== "string" || trajectoryId === "")
      throw new SlotboxError("invalid_argument", "trajectoryId must be a non-empty string");
    const slot = await this.#leases.acquire(trajectoryId);
    try {
      await this.#prepared(slot);
    } catch (error) {
      if (slot.state === "acquired") this.#leases.release(slot, true);
      throw error;
    }
    return slot;
  }

  /** @throws SlotboxError `acquire_timeout` if the slot is not empty in time */
  async #prepared(slot: Slot): Promise<void> {
    const preparing = this.#sandbox.prepare?.(this.#held(slot));
    if (!preparing) return;
    const { acquireTimeoutMs } = this.#config;
    await within(acquireTimeoutMs, preparing, () => {
      const message = `${slot.id} was not emptied within ${acquireTimeoutMs} ms (acquireTimeoutMs)`;
      throw new SlotboxError("acquire_timeout", message);
    });
  }

  async release(slot: Slot, options: { resetWorkspace?: boolean } = {}): Promise<void> {
    assertKnown(options, ["resetWorkspace"], "release");
    const index = this.#held(slot);
    this.#leases.release(slot, options?.resetWorkspace === true);
    if (options?.resetWorkspace === true) await this.#sandbox.prepare?.(index);
    else await this.#sandbox.hangUp?.(index);
  }

  async execute(request: ExecutionRequest, options: ExecuteOptions = {}): Promise<ExecutionResult> {
    assertKnown(options, EXECUTE_OPTIONS, "execute");
    assertSignal(options?.signal);
    const [result] = await this.#submit([request], options);
    if (!result) throw new RangeError("a batch of one call has no result");
    return result;
  }

  async executeBatch(requests: readonly ExecutionRequest[], options: ExecuteOptions = {}): Promise<ExecutionResult[]> {
    if (!Array.isArray(requests)) throw new SlotboxError("invalid_argument", "executeBatch takes an array of requests");
    assertKnown(options, EXECUTE_OPTIONS, "executeBatch");
    assertSignal(options?.signal);
    return this.#submit(requests, options);
  }

  async readArtifact(slot: Slot, path: string, options: ReadArtifactOptions = {}) {
    assertKnown(options, ["encoding", "maxBytes", "includeSha256"], "readArtifact");
    return this.#sandbox.readArtifact(this.#held(slot), checkedPath(path), options ?? {});
  }

  async listArtifacts(slot: Slot, path = ".", options: ListArtifactsOptions = {}) {
    assertKnown(options, ["recursive", "maxEntries"], "listArtifacts");
    return this.#sandbox.listArtifacts(this.#held(slot), checkedPath(path), options ?? {});
  }

  async archiveArtifacts(slot: Slot, path = ".", options: ArchiveArtifactsOptions = {}) {
    assertKnown(options, ["format", "maxBytes", "maxEntries"], "archiveArtifacts");
    return this.#sandbox.archiveArtifacts(this.#held(slot), checkedPath(path), options ?? {});
  }

  tools(): ToolSchema[] {
    return this.#sandbox.tools;
  }

  stats(): BackendStats {
    return {
      ...this.#sandbox.stats,
      running: this.#running,
      slots: { ...this.#leases.counts, max: this.#config.maxSlots },
      waitingAcquires: this.#leases.waiting,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop({ purge: true });
  }

  #held(slot: Slot): number {
    const lease = this.#leases.find(slot);
    if ("fault" in lease) throw lease.fault;
    return lease.index;
  }

  #submit(requests: readonly ExecutionRequest[], options: ExecuteOptions): Promise<ExecutionResult[]> {
    const checked = Array.from(requests, (request) => this.#check(request, options));
    const submitted = submitAdmitted(checked, (calls) => this.#sandbox.executeBatch(calls));
    for (const { held } of checked) if (held) this.#leases.began(held);
    return Promise.all(
      submitted.map(async ({ item: { identity, held }, result }) => {
        try {
          return { ...(await result), ...identity };
        } finally {
          if (held) this.#leases.ended(held);
        }
      }),
    );
  }

  #check(request: ExecutionRequest, options: ExecuteOptions): CheckedRequest {
    const { slot, tool, args, timeoutMs = options?.timeoutMs, executionId, unknown } = read(request);
    const identity = {
      executionId: typeof executionId === "string" ? executionId : randomUUID(),
      slotId: slot instanceof Slot ? slot.id : "",
    };
    const lease = this.#leases.find(slot);
    if ("fault" in lease) return { identity, refusal: failure("invalid", lease.fault.message) };
    if (unknown) return { identity, refusal: failure("invalid", unknown) };
    return { identity, held: slot, call: { slot: lease.index, tool, args, timeoutMs, signal: options?.signal } };
  }
}

/** A request that throws when it is read is as good as none: one bad request must not cost a batch its results. */
function read(request: ExecutionRequest): ExecutionRequest & { readonly unknown?: string } {
  try {
    const own = { ...request };
    try {
      assertKnown(own, REQUEST_FIELDS, "a request");
      return own;
    } catch (error) {
      return { ...own, unknown: error instanceof Error ? error.message : String(error) };
    }
  } catch {
    return {} as ExecutionRequest;
  }
}

function checkedPath(path: unknown): string {
  if (typeof path !== "string" || path === "")
    throw new SlotboxError("invalid_argument", "path must be a non-empty string");
  return path;
}

function assertSignal(signal: unknown): void {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new SlotboxError("invalid_argument", "signal must be an AbortSignal");
}

/**
 * A misspelt option would otherwise do nothing, and nobody would know.
 * @throws SlotboxError `invalid_argument`, naming what is unknown and what is allowed
 */
function assertKnown(options: unknown, allowed: readonly string[], of: string): void {
  if (options === undefined || options === null) return;
  if (typeof options !== "object") throw new SlotboxError("invalid_argument", `the options of ${of} must be an object`);
  const unknown = Object.keys(options).filter((name) => !allowed.includes(name));
  if (unknown.length === 0) return;
  const names = unknown.map((name) => `"${name}"`).join(", ");
  throw new SlotboxError("invalid_argument", `unknown option ${names} of ${of} (allowed: ${allowed.join(", ")})`);
}
