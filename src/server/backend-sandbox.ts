import type { ToolBackend } from "../api/backend.ts";
import { SlotboxError } from "../api/errors.ts";
import { DEFAULT_LIMITS } from "../api/limits.ts";
import { failure, type ToolResult } from "../api/result.ts";
import type { Slot } from "../api/slot.ts";
import type { ArchiveArtifactsOptions } from "../artifacts/archive.ts";
import type { ListArtifactsOptions } from "../artifacts/list.ts";
import type { ReadArtifactOptions } from "../artifacts/read.ts";
import { CallGatherer, type GatheredCall } from "../backend/call-gatherer.ts";
import { callLimit, type Sandbox, type SandboxStats } from "../backend/sandbox.ts";
import type { ToolSchema } from "../tools/check.ts";

interface BackendCall extends GatheredCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Slots by number of any backend: each is acquired when it is first used, and held until it is reset. */
export class BackendSandbox implements Sandbox {
  readonly maxTimeoutMs = DEFAULT_LIMITS.maxTimeoutMs;
  readonly #backend: ToolBackend;
  readonly #gatherer = new CallGatherer<BackendCall>((calls) => this.#run(calls));
  readonly #held = new Map<number, Promise<Slot>>();
  #lastBatchId = 0;

  constructor(backend: ToolBackend) {
    this.#backend = backend;
  }

  get tools(): ToolSchema[] {
    return this.#backend.tools();
  }

  get stats(): SandboxStats {
    return this.#backend.stats();
  }

  start(): Promise<void> {
    return this.#backend.start();
  }

  stop(): Promise<void> {
    return this.#backend.stop();
  }

  nextBatchId(): number {
    return ++this.#lastBatchId;
  }

  async execute(
    slot: number,
    tool: unknown,
    args: unknown,
    timeoutMs: number | null | undefined,
    batchId = this.nextBatchId(),
  ): Promise<ToolResult> {
    const limitMs = callLimit(timeoutMs, this.#backend.defaultTimeoutMs, this.maxTimeoutMs);
    if (typeof limitMs !== "number") return limitMs;
    // What else may be wrong with them, the backend says.
    const call = { tool, args } as Pick<BackendCall, "tool" | "args">;
    return this.#gatherer.add(batchId, { ...call, slot, timeoutMs: limitMs });
  }

  async reset(slot: number): Promise<void> {
    const held = this.#held.get(slot);
    this.#held.delete(slot);
    if (held) await this.#backend.release(await held, { resetWorkspace: true });
  }

  async readArtifact(slot: number, path: string, options: ReadArtifactOptions) {
    return this.#backend.readArtifact(await this.#slot(slot), path, options);
  }

  async listArtifacts(slot: number, path: string, options: ListArtifactsOptions) {
    return this.#backend.listArtifacts(await this.#slot(slot), path, options);
  }

  async archiveArtifacts(slot: number, path: string, options: ArchiveArtifactsOptions) {
    return this.#backend.archiveArtifacts(await this.#slot(slot), path, options);
  }

  async #run(calls: readonly BackendCall[]): Promise<ToolResult[]> {
    const slots = await Promise.allSettled(calls.map(({ slot }) => this.#slot(slot)));
    const requests = calls.map(({ tool, args, timeoutMs }, index) => {
      const slot = slots[index];
      return slot?.status === "fulfilled" ? { slot: slot.value, tool, args, timeoutMs } : undefined;
    });
    const results = await this.#backend.executeBatch(requests.filter((request) => request !== undefined));
    const inOrder = results.values();
    return requests.map((request, index) => {
      const slot = slots[index];
      const result = request && inOrder.next().value;
      return result ?? noSlot(slot?.status === "rejected" ? slot.reason : undefined);
    });
  }

  #slot(index: number): Promise<Slot> {
    const known = this.#held.get(index);
    if (known) return known;
    const acquired = this.#backend.acquire(`slot_${index}`);
    this.#held.set(index, acquired);
    acquired.catch(() => this.#held.delete(index));
    return acquired;
  }
}

function noSlot(reason: unknown): ToolResult {
  const isStopped = SlotboxError.is(reason) && reason.code === "not_running";
  return failure(isStopped ? "stopped" : "worker-lost", reason instanceof Error ? reason.message : "No result came");
}
