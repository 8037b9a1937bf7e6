import { CANCEL } from "../../runtimes/abi/shell.ts";
import { newCell } from "../machine/shared-memory.ts";

/*
 * What a worker is at, in Int32 cells. A thread shares them with the main thread; of a process, main has a copy; see
 * status-records.ts.
 */

export const CELL = {
  /** Counts entries into guests, so that the watchdog can tell a long one from many. */
  entries: 0,
  /** The call that runs now, 0 for none; see {@link BACKGROUND}. */
  currentCall: 1,
  /** Isolates this worker has made, and those of them that it has dropped. */
  isolatesMade: 2,
  isolatesDropped: 3,
  /** Machines this worker has made, those that serve a call, and those that wait for one. */
  machinesMade: 4,
  machinesLent: 5,
  machinesReady: 6,
  machinesBound: 7,
  /** Processes that run between calls. */
  backgroundProcesses: 8,
  claims: 9,
} as const;

export type Cell = Exclude<keyof typeof CELL, "claims" | "entries">;

/** What runs now is what calls have left. */
export const BACKGROUND = -1;

export const MAX_CLAIMS = 1024;

/** @param typesInProcess the process's; a process that runs one worker has a cell of its own */
export function newWorkerCells(typesInProcess = newCell()): WorkerCells {
  const cancel = new Int32Array(new SharedArrayBuffer(Object.keys(CANCEL).length * Int32Array.BYTES_PER_ELEMENT));
  return { control: newCells(), cancel, typesInProcess };
}

export function newCells(): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer((CELL.claims + MAX_CLAIMS) * Int32Array.BYTES_PER_ELEMENT));
}

/** Shared between threads of one process. */
export interface WorkerCells {
  /** See {@link CELL}. */
  readonly control: Int32Array<SharedArrayBuffer>;
  /** See {@link CANCEL}: by them, calls in isolates give up. Guests can see them. */
  readonly cancel: Int32Array<SharedArrayBuffer>;
  /** One cell of the process; see SharedCells. */
  readonly typesInProcess: Int32Array<SharedArrayBuffer>;
}

/** Tells all calls of the worker to give up. */
export function cancelWorker({ cancel }: Pick<WorkerCells, "cancel">): void {
  Atomics.store(cancel, CANCEL.worker, 1);
  Atomics.notify(cancel, CANCEL.worker);
}

/** Tells the calls of a caller to give up, if one of them is the one that runs. */
export function cancelCaller({ cancel }: Pick<WorkerCells, "cancel">, caller: number): void {
  if (Atomics.load(cancel, CANCEL.current) === caller) Atomics.store(cancel, CANCEL.caller, caller);
}

const STATE_BITS = 2;
const TAKEN = 1;
const WITHDRAWN = 2;
/** Of job numbers, what a cell has room for. */
const JOB_MASK = 2 ** 29 - 1;

/** Who begins the job: the worker, if main has not taken it back before. */
export function takeClaim(control: Int32Array, claim: number, jobId: number): boolean {
  return settleClaim(control, claim, jobId, TAKEN) === TAKEN;
}

/** Takes back a job that the worker has not begun. */
export function withdrawClaim(control: Int32Array, claim: number, jobId: number): boolean {
  return settleClaim(control, claim, jobId, WITHDRAWN) === WITHDRAWN;
}

/** A cell that says nothing of this job yet gets the state; what it says of the job stands. @returns what it says then */
function settleClaim(control: Int32Array, claim: number, jobId: number, state: number): number {
  const cell = CELL.claims + claim;
  const job = jobId & JOB_MASK;
  for (;;) {
    const before = Atomics.load(control, cell);
    if (before >> STATE_BITS === job) return before & ((1 << STATE_BITS) - 1);
    if (Atomics.compareExchange(control, cell, before, (job << STATE_BITS) | state) === before) return state;
  }
}
