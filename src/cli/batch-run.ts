import type { Writable } from "node:stream";
import type { ToolBackend } from "../backend.ts";
import { SlotboxError } from "../errors.ts";
import { type ExecutionResult, failure } from "../result.ts";
import type { Slot } from "../slot.ts";
import { keepArchive } from "./archive-file.ts";
import type { CallLine, ParsedLine } from "./call-line.ts";
import { malformedLine, OrderedWriter, resultLine } from "./result-line.ts";

/** Trajectories under way at a time: enough to keep every worker busy, few enough that workspaces don't pile up. */
const MAX_TRAJECTORIES = 256;

interface IndexedCall {
  readonly index: number;
  readonly call: CallLine;
}

/** One run of a file of calls. */
export class BatchRun {
  /** Workspaces that could not be kept, and why. */
  readonly archiveFaults: string[] = [];
  readonly #backend: ToolBackend;
  readonly #writer: OrderedWriter;
  readonly #artifacts: string | undefined;
  readonly #onResult: () => void;

  constructor(backend: ToolBackend, sink: Writable, artifacts: string | undefined, onResult: () => void) {
    this.#backend = backend;
    this.#writer = new OrderedWriter(sink);
    this.#artifacts = artifacts;
    this.#onResult = onResult;
  }

  /** Resolves when each line has its result, also when the backend is stopped meanwhile. */
  async all(lines: readonly ParsedLine[]): Promise<void> {
    const trajectories = new Map<string, IndexedCall[]>();
    for (const line of lines) {
      if (line.kind === "malformed") this.#report(line.index, malformedLine(line.error));
      else {
        const calls = trajectories.get(line.call.trajectory_id);
        if (calls) calls.push(line);
        else trajectories.set(line.call.trajectory_id, [line]);
      }
    }
    const waiting = trajectories.entries();
    const runNext = async (): Promise<void> => {
      for (const [trajectoryId, calls] of waiting) await this.#trajectory(trajectoryId, calls);
    };
    await Promise.all(Array.from({ length: MAX_TRAJECTORIES }, runNext));
  }

  async #trajectory(trajectoryId: string, calls: readonly IndexedCall[]): Promise<void> {
    const slot = await this.#acquire(trajectoryId);
    await Promise.all(calls.map(({ index, call }) => this.#call(slot, index, call)));
    if (!slot || !this.#backend.stats().running) return;
    const fault = this.#artifacts === undefined ? undefined : await keepArchive(this.#backend, slot, this.#artifacts);
    if (fault !== undefined) this.archiveFaults.push(fault);
    await this.#backend.release(slot, { resetWorkspace: true });
  }

  async #acquire(trajectoryId: string): Promise<Slot | undefined> {
    try {
      return await this.#backend.acquire(trajectoryId);
    } catch (error) {
      if (SlotboxError.is(error) && error.code === "not_running") return undefined;
      throw error;
    }
  }

  async #call(slot: Slot | undefined, index: number, call: CallLine): Promise<void> {
    const { trajectory_id, tool, args, timeout_s, execution_id } = call;
    const timeoutMs = timeout_s === undefined ? undefined : timeout_s * 1000;
    const result: ExecutionResult = slot
      ? await this.#backend.execute({ slot, tool, args, timeoutMs, executionId: execution_id })
      : { ...failure("stopped", "Backend stopped before the call"), executionId: execution_id ?? "", slotId: "" };
    this.#report(index, resultLine(trajectory_id, result));
  }

  #report(index: number, line: string): void {
    this.#writer.write(index, line);
    this.#onResult();
  }
}
