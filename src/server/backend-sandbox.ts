import type { ArchiveArtifactsOptions, ListArtifactsOptions, ReadArtifactOptions } from "../api/artifacts.ts";
import type { ExecutionRequest, ToolBackend, ToolSchema } from "../api/backend.ts";
import { SlotboxError } from "../api/errors.ts";
import { failure, type ToolResult } from "../api/result.ts";
import type { Slot } from "../api/slot.ts";
import { type Admission, eachOf, submitAdmitted } from "../backend/batch.ts";
import { callLimit, type Sandbox, type SandboxCall, type SandboxStats } from "../backend/sandbox.ts";

type CallOfSlot = Omit<ExecutionRequest, "slot"> & { readonly slot: number };

/** Slots by number of any backend: each is acquired when it is first used, and held until it is reset. */
export class BackendSandbox implements Sandbox {
  readonly #backend: ToolBackend;
  readonly #held = new Map<number, Promise<Slot>>();

  constructor(backend: ToolBackend) {
    this.#backend = backend;
  }

  get tools(): ToolSchema[] {
    return this.#backend.tools();
  }

  get stats(): SandboxStats {
    return this.#backend.stats();
  }

  get maxTimeoutMs(): number {
    return this.#backend.maxTimeoutMs;
  }

  start(): Promise<void> {
    return this.#backend.start();
  }

  stop(): Promise<void> {
    return this.#backend.stop();
  }

  executeBatch(calls: readonly SandboxCall[]): Promise<ToolResult>[] {
    const admissions = calls.map((call) => this.#admit(call));
    const submitted = submitAdmitted(admissions, (admitted) => eachOf(this.#run(admitted), admitted.length));
    return submitted.map(({ result }) => result);
  }

  #admit({ slot, tool, args, timeoutMs }: SandboxCall): Admission<CallOfSlot> {
    const limitMs = callLimit(timeoutMs, this.#backend.defaultTimeoutMs, this.maxTimeoutMs);
    if (typeof limitMs !== "number") return { refusal: limitMs };
    // The tool and its arguments are checked by the backend.
    const call = { tool, args } as Pick<CallOfSlot, "tool" | "args">;
    return { call: { ...call, slot, timeoutMs: limitMs } };
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

  async #run(calls: readonly CallOfSlot[]): Promise<ToolResult[]> {
    const requests = await Promise.all(calls.map((call) => this.#inSlot(call)));
    const submitted = submitAdmitted(requests, (ready) => eachOf(this.#backend.executeBatch(ready), ready.length));
    return Promise.all(submitted.map(({ result }) => result));
  }

  async #inSlot(call: CallOfSlot): Promise<Admission<ExecutionRequest>> {
    try {
      return { call: { ...call, slot: await this.#slot(call.slot) } };
    } catch (error) {
      return { refusal: noSlot(error) };
    }
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
  return failure(isStopped ? "stopped" : "worker-lost", reason instanceof Error ? reason.message : String(reason));
}
