import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ToolResult } from "../../src/api/result.ts";
import { cacheFolders } from "../../src/isolate/kept-file.ts";
import { shellSnapshot } from "../../src/machine/shell/snapshot.ts";
import { type ScheduledCall, Scheduler } from "../../src/pool/scheduler.ts";
import { SlotRecord } from "../../src/pool/slot-record.ts";
import { startThread } from "../../src/pool/thread-transport.ts";
import type { StartWorker, WorkerTransport } from "../../src/pool/transport.ts";
import { VolumeFreezer } from "../../src/pool/volume-freezer.ts";
import { WorkspaceBudget } from "../../src/pool/workspace-budget.ts";
import type { CheckedCall } from "../../src/tools/table.ts";
import { EMPTY_DELTA } from "../../src/volume/delta.ts";
import type { SlotProgram, WorkerInit } from "../../src/worker/protocol.ts";
import { CELL, newCells, withdrawClaim } from "../../src/worker/worker-cells.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

/** A worker the test can watch and kill. */
export interface ObservedWorker {
  readonly transport: WorkerTransport;
}

export interface Pool extends AsyncDisposable {
  readonly scheduler: Scheduler;
  readonly workers: ObservedWorker[];
  slot(): SlotRecord;
  call(record: SlotRecord, call: CheckedCall, timeoutMs?: number): Promise<ToolResult>;
  bash(record: SlotRecord, command: string, timeoutMs?: number, signal?: AbortSignal): Promise<ToolResult>;
  /** In the slot's persistent shell. */
  stateful(record: SlotRecord, command: string, timeoutMs?: number): Promise<ToolResult>;
  /** Shell commands that are submitted at once. */
  batch(calls: readonly (readonly [record: SlotRecord, command: string, timeoutMs?: number])[]): Promise<ToolResult>[];
}

export async function startPool(
  workerCount: number,
  start: StartWorker = startThread,
  maxMachines = 8,
  program?: SlotProgram,
  { maxQueuedCalls = 100_000, maxTotalWorkspaceBytes = 2 ** 32 } = {},
): Promise<Pool> {
  const workers: ObservedWorker[] = [];
  const observed: StartWorker = (events) => {
    const transport = start(events);
    return {
      ...transport,
      post: (message, transfer) => {
        if (message.type === "init") workers.push({ transport });
        transport.post(message, transfer);
      },
    };
  };
  const init: WorkerInit = {
    snapshot: shellSnapshot(),
    limits: DEFAULT_LIMITS,
    env: {},
    template: EMPTY_DELTA,
    commands: {},
    python: { packages: { searchPath: [], files: {} }, ready: 0, imageFolder: null },
    program,
    machines: { maxMachines, readyMachines: 1, freshContexts: false },
    maxLiveSessions: 1,
    cacheFolders: cacheFolders(undefined),
    maxProcessBytes: 1024 ** 3,
  };
  const scheduler = new Scheduler(observed, Promise.resolve(init), workerCount, maxQueuedCalls);
  await scheduler.start();
  let slots = 0;
  const freezer = new VolumeFreezer();
  const budget = new WorkspaceBudget(maxTotalWorkspaceBytes);
  const submit = (calls: readonly ScheduledCall[]): Promise<ToolResult>[] => scheduler.submit(calls);
  const one = (call: ScheduledCall): Promise<ToolResult> => {
    const [result] = submit([call]);
    if (!result) throw new RangeError("a call without a result");
    return result;
  };
  const shell = (
    record: SlotRecord,
    command: string,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    signal?: AbortSignal,
  ): ScheduledCall => ({ record, call: { tool: "bash", args: { command } }, timeoutMs, signal });
  return {
    scheduler,
    workers,
    slot: () => {
      const record = new SlotRecord(slots++, DEFAULT_LIMITS, EMPTY_DELTA, freezer, budget);
      record.isPinned = program !== undefined;
      return record;
    },
    call: (record, call, timeoutMs = DEFAULT_TIMEOUT_MS) => one({ record, call, timeoutMs }),
    bash: (record, command, timeoutMs, signal) => one(shell(record, command, timeoutMs, signal)),
    stateful: (record, command, timeoutMs = DEFAULT_TIMEOUT_MS) =>
      one({ record, call: { tool: "bash_stateful", args: { command } }, timeoutMs }),
    batch: (calls) => submit(calls.map(([record, command, timeoutMs]) => shell(record, command, timeoutMs))),
    [Symbol.asyncDispose]: () => scheduler.stop(),
  };
}

/** Ends a worker's thread from outside, as a crash would. */
export function kill({ transport }: ObservedWorker): void {
  transport.cancel();
  void transport.terminate();
}

/** Resolves when a worker is inside a guest. */
export async function inGuest({ transport }: ObservedWorker): Promise<void> {
  while (Atomics.load(transport.readCells(), CELL.currentCall) === 0) await new Promise(setImmediate);
}

/** What a transport without a worker has of one, but for messages and its end. */
export function ofStandIn() {
  const cells = newCells();
  return {
    cells,
    readCells: () => cells,
    cancel: () => {},
    cancelCaller: () => {},
    graceMs: () => 500,
    withdraw: (claim: number, jobId: number, answer: (isWithdrawn: boolean) => void) =>
      answer(withdrawClaim(cells, claim, jobId)),
  };
}
