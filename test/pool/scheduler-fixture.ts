import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ToolResult } from "../../src/api/result.ts";
import { newCell } from "../../src/machine/process/shared-cells.ts";
import { shellSnapshot } from "../../src/machine/shell/snapshot.ts";
import { Scheduler } from "../../src/pool/scheduler.ts";
import { SlotRecord } from "../../src/pool/slot-record.ts";
import { type StartWorker, startThread, type WorkerTransport } from "../../src/pool/transport.ts";
import { EMPTY_DELTA } from "../../src/volume/delta.ts";
import { CONTROL, type SlotProgram, type WorkerInit } from "../../src/worker/protocol.ts";

/** A worker the test can watch and kill. */
export interface ObservedWorker {
  readonly init: WorkerInit;
  readonly transport: WorkerTransport;
}

export interface Pool extends AsyncDisposable {
  readonly scheduler: Scheduler;
  readonly workers: ObservedWorker[];
  lane(): SlotRecord;
  bash(lane: SlotRecord, command: string, timeoutMs?: number): Promise<ToolResult>;
}

export async function startPool(
  workerCount: number,
  start: StartWorker = startThread,
  maxLiveIsolates = 8,
  program?: SlotProgram,
): Promise<Pool> {
  const workers: ObservedWorker[] = [];
  const observed: StartWorker = (events) => {
    const transport = start(events);
    return {
      ...transport,
      post: (message, transfer) => {
        if (message.type === "init") workers.push({ init: message.init, transport });
        transport.post(message, transfer);
      },
    };
  };
  const init = {
    snapshot: shellSnapshot(),
    typesInProcess: newCell().buffer,
    limits: DEFAULT_LIMITS,
    env: {},
    template: EMPTY_DELTA,
    commands: {},
    python: { packages: { searchPath: [], files: {} }, ready: 0, imageFolder: null },
    program,
    maxLiveIsolates,
    maxLiveSessions: 1,
    readyIsolates: 1,
  };
  const scheduler = new Scheduler(observed, Promise.resolve(init), workerCount);
  await scheduler.start();
  let lanes = 0;
  let batches = 0;
  return {
    scheduler,
    workers,
    lane: () => {
      const lane = new SlotRecord(lanes++, DEFAULT_LIMITS, EMPTY_DELTA);
      lane.isPinned = program !== undefined;
      return lane;
    },
    bash: (lane, command, timeoutMs = 10_000) =>
      scheduler.submit(lane, { tool: "bash", args: { command }, timeoutMs, batchId: ++batches }),
    [Symbol.asyncDispose]: () => scheduler.stop(),
  };
}

/** Ends a worker's thread from outside, as a crash would. */
export function kill({ init, transport }: ObservedWorker): void {
  Atomics.store(new Int32Array(init.cancel), 0, 1);
  void transport.terminate();
}

/** Resolves when a worker is inside a guest. */
export async function inGuest({ init }: ObservedWorker): Promise<void> {
  const control = new Int32Array(init.control);
  while (Atomics.load(control, CONTROL.currentCall) === 0) await new Promise(setImmediate);
}
