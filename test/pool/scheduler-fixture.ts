import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ToolResult } from "../../src/api/result.ts";
import { newCell } from "../../src/machine/shared-memory.ts";
import { shellSnapshot } from "../../src/machine/shell/snapshot.ts";
import { type ScheduledCall, Scheduler } from "../../src/pool/scheduler.ts";
import { SlotRecord } from "../../src/pool/slot-record.ts";
import { type StartWorker, startThread, type WorkerTransport } from "../../src/pool/transport.ts";
import { VolumeFreezer } from "../../src/pool/volume-freezer.ts";
import type { CheckedCall } from "../../src/tools/table.ts";
import { EMPTY_DELTA } from "../../src/volume/delta.ts";
import { CONTROL, type SlotProgram, type WorkerInit } from "../../src/worker/protocol.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

/** A worker the test can watch and kill. */
export interface ObservedWorker {
  readonly init: WorkerInit;
  readonly transport: WorkerTransport;
}

export interface Pool extends AsyncDisposable {
  readonly scheduler: Scheduler;
  readonly workers: ObservedWorker[];
  slot(): SlotRecord;
  call(record: SlotRecord, call: CheckedCall, timeoutMs?: number): Promise<ToolResult>;
  bash(record: SlotRecord, command: string, timeoutMs?: number): Promise<ToolResult>;
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
    machines: { maxMachines, readyMachines: 1, freshContexts: false },
    maxLiveSessions: 1,
  };
  const scheduler = new Scheduler(observed, Promise.resolve(init), workerCount);
  await scheduler.start();
  let slots = 0;
  const freezer = new VolumeFreezer();
  const submit = (calls: readonly ScheduledCall[]): Promise<ToolResult>[] => scheduler.submit(calls);
  const one = (call: ScheduledCall): Promise<ToolResult> => {
    const [result] = submit([call]);
    if (!result) throw new RangeError("a call without a result");
    return result;
  };
  const shell = (record: SlotRecord, command: string, timeoutMs = DEFAULT_TIMEOUT_MS): ScheduledCall => ({
    record,
    call: { tool: "bash", args: { command } },
    timeoutMs,
  });
  return {
    scheduler,
    workers,
    slot: () => {
      const record = new SlotRecord(slots++, DEFAULT_LIMITS, EMPTY_DELTA, freezer);
      record.isPinned = program !== undefined;
      return record;
    },
    call: (record, call, timeoutMs = DEFAULT_TIMEOUT_MS) => one({ record, call, timeoutMs }),
    bash: (record, command, timeoutMs) => one(shell(record, command, timeoutMs)),
    stateful: (record, command, timeoutMs = DEFAULT_TIMEOUT_MS) =>
      one({ record, call: { tool: "bash_stateful", args: { command } }, timeoutMs }),
    batch: (calls) => submit(calls.map(([record, command, timeoutMs]) => shell(record, command, timeoutMs))),
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
