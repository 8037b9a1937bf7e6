import { join } from "node:path";
import type { ToolBackend } from "../api/backend.ts";
import { SlotboxError } from "../api/errors.ts";
import { failure } from "../api/result.ts";
import type { Slot } from "../api/slot.ts";
import { archiveNames, keepArchive } from "./archive-file.ts";
import type { CallLine, ParsedLine } from "./call-line.ts";
import { malformedLine, resultLine, unrunLine } from "./result-line.ts";

/** Trajectories under way at a time: enough to keep every worker busy, few enough that workspaces don't pile up. */
const MAX_TRAJECTORIES = 256;
/** Calls of one trajectory that are submitted together: a message to a worker is not to hold a million. */
const MAX_CALLS_AT_ONCE = 64;

type IndexedCall = Extract<ParsedLine, { kind: "call" }>;

export interface BatchRunOptions {
  /** Where workspaces are kept, if they are. */
  readonly artifacts: string | undefined;
  /** A line of output for each line of input; by index, in any order. */
  readonly onResult: (index: number, line: string) => void;
}

/** One run of a file of calls. */
export class BatchRun {
  /** Workspaces that could not be kept, and why. */
  readonly archiveFaults: string[] = [];
  readonly #backend: ToolBackend;
  readonly #options: BatchRunOptions;
  #archives: ReadonlyMap<string, string> = new Map();

  constructor(backend: ToolBackend, options: BatchRunOptions) {
    this.#backend = backend;
    this.#options = options;
  }

  /** Resolves when each line has its result, also when the backend is stopped meanwhile. */
  async all(lines: readonly ParsedLine[]): Promise<void> {
    const trajectories = new Map<string, IndexedCall[]>();
    for (const line of lines) {
      if (line.kind === "malformed") {
        this.#options.onResult(line.index, malformedLine(line, failure("invalid", line.error)));
        continue;
      }
      const calls = trajectories.get(line.call.trajectory_id);
      if (calls) calls.push(line);
      else trajectories.set(line.call.trajectory_id, [line]);
    }
    if (this.#options.artifacts !== undefined) this.#archives = archiveNames(trajectories.keys());
    const waiting = trajectories.entries();
    const runNext = async (): Promise<void> => {
      for (const [trajectoryId, calls] of waiting) await this.#trajectory(trajectoryId, calls);
    };
    await Promise.all(Array.from({ length: MAX_TRAJECTORIES }, runNext));
  }

  async #trajectory(trajectoryId: string, calls: readonly IndexedCall[]): Promise<void> {
    const slot = await this.#acquire(trajectoryId);
    if (!slot) {
      for (const { index, call } of calls)
        this.#options.onResult(index, unrunLine(call, failure("stopped", "Backend stopped before the call")));
      return;
    }
    let isWhole = true;
    for (let at = 0; at < calls.length; at += MAX_CALLS_AT_ONCE) {
      const chunk = calls.slice(at, at + MAX_CALLS_AT_ONCE);
      const whole = await Promise.all(chunk.map(({ index, call }) => this.#call(slot, index, call)));
      isWhole &&= !whole.includes(false);
    }
    if (isWhole) await this.#keep(slot);
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

  /** @returns false if it was stopped: the workspace then is not what the calls would have made of it */
  async #call(slot: Slot, index: number, call: CallLine): Promise<boolean> {
    const { trajectory_id, tool, args, timeout_s, execution_id } = call;
    const timeoutMs = timeout_s === undefined ? undefined : timeout_s * 1000;
    const result = await this.#backend.execute({ slot, tool, args, timeoutMs, executionId: execution_id });
    this.#options.onResult(index, resultLine(trajectory_id, result));
    return result.metadata.outcome !== "stopped";
  }

  async #keep(slot: Slot): Promise<void> {
    const name = this.#archives.get(slot.trajectoryId);
    if (this.#options.artifacts === undefined || name === undefined) return;
    const fault = await keepArchive(this.#backend, slot, join(this.#options.artifacts, name));
    if (fault !== undefined) this.archiveFaults.push(`${JSON.stringify(slot.trajectoryId)}: ${fault}`);
  }
}
