import type { IsolateCounts, MachineCounts } from "../api/backend.ts";
import { BACKGROUND_ENTRY_MS } from "../timing/background-times.ts";
import { WATCHDOG_MS } from "../timing/grace-times.ts";
import { changesShellSession } from "../tools/table.ts";
import { buffersOf } from "../volume/delta.ts";
import {
  BACKGROUND,
  type BackgroundUpdate,
  CLAIM,
  CONTROL,
  CONTROL_BYTES,
  type FromWorker,
  type Job,
  MAX_CLAIMS,
  type WorkerInit,
} from "../worker/protocol.ts";
import { ReplicaIndex } from "./replica-index.ts";
import type { Batch, PendingCall, SlotRecord } from "./slot-record.ts";
import type { StartWorker, WorkerTransport } from "./transport.ts";

/** A worker that neither runs a guest nor answers for this long is stuck in the host's code. */
const SILENCE_MS = 15_000;
/** A worker that doesn't end by itself within this time is ended; one that still starts gets longer. */
const END_WAIT_MS = 800;
const END_WAIT_AT_START_MS = 15_000;

/** Slots whose calls go in one message; more stay in the main thread, where any worker can have them. */
export const MAX_SLOTS_PER_MESSAGE = 64;

export interface Assignment {
  readonly job: Job;
  readonly record: SlotRecord;
  readonly calls: Map<number, PendingCall>;
}

export type WorkerInitShared = Omit<WorkerInit, "control" | "cancel">;

export interface PoolWorkerEvents {
  onReady(worker: PoolWorker): void;
  onResults(worker: PoolWorker, message: Extract<FromWorker, { type: "results" }>): void;
  onGone(worker: PoolWorker, reason: string): void;
}

let lastJobId = 0;

/** One worker as the pool sees it: what it was given, what it is at, and whether it still moves. */
export class PoolWorker {
  readonly assignments = new Map<number, Assignment>();
  /** Calls that sleep in this worker, by its last message. */
  suspended: ReadonlySet<number> = new Set();
  idle = false;
  ready = false;
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_BYTES));
  readonly #cancel = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #freeClaims = Array.from({ length: MAX_CLAIMS }, (_, index) => index);
  readonly #transport: WorkerTransport;
  readonly #gone = Promise.withResolvers<void>();
  readonly #replicas: ReplicaIndex;
  #seenEntries = -1;
  #seenSinceMs = 0;

  /**
   * @param init what the worker is told first; the thread starts without waiting for it
   * @param maxReplicaBytes what the worker may keep in replicas of slots that are not in use
   */
  constructor(start: StartWorker, init: Promise<WorkerInitShared>, maxReplicaBytes: number, events: PoolWorkerEvents) {
    this.#replicas = new ReplicaIndex(this, maxReplicaBytes);
    this.#transport = start({
      onMessage: (message) => {
        this.#seenSinceMs = performance.now();
        if (message.type === "ready") {
          this.ready = true;
          this.idle = true;
          events.onReady(this);
        } else {
          this.suspended = new Set(message.suspended);
          events.onResults(this, message);
        }
      },
      onGone: (reason) => {
        this.#gone.resolve();
        events.onGone(this, reason);
      },
    });
    const cells = {
      control: this.#control.buffer as SharedArrayBuffer,
      cancel: this.#cancel.buffer as SharedArrayBuffer,
    };
    init.then(
      (shared) => this.#transport.post({ type: "init", init: { ...shared, ...cells } }, []),
      () => this.end(),
    );
  }

  /** Whether it can be given work: it has nothing to do but wait for calls that sleep, and those are not too many. */
  get isFree(): boolean {
    return this.ready && this.idle && this.#freeClaims.length >= MAX_SLOTS_PER_MESSAGE;
  }

  /** The call that runs at this moment. */
  get currentCall(): number {
    return Atomics.load(this.#control, CONTROL.currentCall);
  }

  get isolates(): IsolateCounts {
    return { made: this.#read(CONTROL.isolatesMade), dropped: this.#read(CONTROL.isolatesDropped) };
  }

  get machines(): MachineCounts {
    return {
      made: this.#read(CONTROL.machinesMade),
      lent: this.#read(CONTROL.machinesLent),
      bound: this.#read(CONTROL.machinesBound),
      ready: this.#read(CONTROL.machinesReady),
    };
  }

  /** Processes that run here between calls. */
  get backgroundProcesses(): number {
    return this.#read(CONTROL.backgroundProcesses);
  }

  forget(slotKey: number): void {
    this.#replicas.forget(slotKey);
  }

  hangUp(slotKey: number): void {
    this.#transport.post({ type: "hangUp", slotKeys: [slotKey] }, []);
  }

  /** Takes what the worker says of slots' processes. */
  update(updates: readonly BackgroundUpdate[]): void {
    for (const update of updates) {
      const record = this.#replicas.get(update.slotKey);
      if (record?.replicaJobId !== update.sourceJobId) continue;
      record.update(update);
      this.#replicas.recount(record);
      if (update.isBound && !record.isPinned) this.#replicas.pin(record);
    }
  }

  /** Nothing of these slots lives here any more. */
  unpin(slotKeys: readonly number[]): void {
    for (const slotKey of slotKeys) this.#replicas.unpin(slotKey);
  }

  /** The worker is gone, and slots' processes with it. */
  loseProcesses(why: string): void {
    for (const record of this.#replicas.all) if (record.warmOn === this) record.loseProcesses(why);
  }

  /** To be called after a result of this worker was committed to the slot, which its replica equals. */
  committed(record: SlotRecord): void {
    this.#replicas.recount(record);
  }

  /** Sends slots' waiting calls, one job a slot, in one message. */
  assign(records: readonly SlotRecord[]): void {
    const jobs: Job[] = [];
    const transfer: ArrayBuffer[] = [];
    const lastCalls = lastCallsOf(records);
    for (const record of records) {
      const claim = this.#freeClaims.pop();
      if (claim === undefined) throw new RangeError("more jobs than claims");
      Atomics.store(this.#control, CONTROL.claims + claim, CLAIM.offered);
      const source = record.sourceFor(this);
      const jobId = ++lastJobId;
      if (source.kind !== "warm") record.replicaJobId = jobId;
      if (source.kind === "snapshot") transfer.push(...buffersOf(source.delta));
      this.#replicas.add(record);
      record.inFlight = true;
      const calls = new Map(record.waiting.map((call) => [call.request.callId, call]));
      const job: Job = {
        jobId,
        claim,
        slotKey: record.key,
        source,
        shellState: record.waiting.some(({ request }) => changesShellSession(request.call)) ? record.shellState : "",
        leavings: record.leavings,
        calls: record.waiting.map((call) => ({ ...call.request, endsBatch: lastCalls.has(call) })),
      };
      record.waiting.length = 0;
      this.assignments.set(job.jobId, { job, record, calls });
      jobs.push(job);
    }
    this.#replicas.dropOld();
    this.idle = false;
    this.#seenSinceMs = performance.now();
    this.#transport.keepAlive(true);
    this.#transport.post({ type: "run", jobs, forget: this.#replicas.takeForgotten(records) }, transfer);
  }

  /** Takes back a job the worker has not begun. */
  withdraw(assignment: Assignment): boolean {
    if (assignment.record.isPinned && assignment.job.source.kind === "warm") return false;
    const cell = CONTROL.claims + assignment.job.claim;
    if (Atomics.compareExchange(this.#control, cell, CLAIM.offered, CLAIM.withdrawn) !== CLAIM.offered) return false;
    this.finish(assignment);
    // The replica it has (if any) is as good as before, but the next job may go elsewhere.
    assignment.record.warmOn = undefined;
    this.forget(assignment.record.key);
    return true;
  }

  finish(assignment: Assignment): void {
    this.assignments.delete(assignment.job.jobId);
    this.#freeClaims.unshift(assignment.job.claim);
    assignment.record.inFlight = false;
    if (this.assignments.size === 0) this.#transport.keepAlive(false);
  }

  /** How long the guest has been in its current entry, as far as the watchdog has seen. */
  observe(nowMs: number): { entryMs: number; stuck: string | undefined } {
    const entries = Atomics.load(this.#control, CONTROL.entries);
    if (entries !== this.#seenEntries) {
      this.#seenEntries = entries;
      this.#seenSinceMs = nowMs;
    }
    const silentMs = nowMs - this.#seenSinceMs;
    const callId = this.currentCall;
    if (callId !== 0) {
      const limitMs = this.#timeoutOf(callId) + WATCHDOG_MS;
      return {
        entryMs: silentMs,
        stuck: silentMs > limitMs ? `silent for ${Math.round(silentMs)} ms in a call` : undefined,
      };
    }
    const waitsForUs = this.idle || this.suspended.size > 0 || this.assignments.size === 0;
    return {
      entryMs: 0,
      stuck: !waitsForUs && silentMs > SILENCE_MS ? `silent for ${Math.round(silentMs)} ms` : undefined,
    };
  }

  /**
   * Resolves when the worker is gone. It is asked to end, with calls told to give up, and made to if it doesn't: ended
   * at any moment, a thread may take the process with it (see src/isolate/kept-handles.ts).
   */
  async end(): Promise<void> {
    Atomics.store(this.#cancel, 0, 1);
    Atomics.notify(this.#cancel, 0);
    this.#transport.post({ type: "end" }, []);
    this.#transport.keepAlive(true);
    const timer = setTimeout(
      () => {
        this.#transport.keepAlive(false);
        void this.#transport.terminate();
      },
      this.ready ? END_WAIT_MS : END_WAIT_AT_START_MS,
    );
    await this.#gone.promise;
    clearTimeout(timer);
  }

  keepAlive(keep: boolean): void {
    this.#transport.keepAlive(keep);
  }

  #read(cell: number): number {
    return Atomics.load(this.#control, cell);
  }

  #timeoutOf(callId: number): number {
    if (callId === BACKGROUND) return BACKGROUND_ENTRY_MS;
    for (const { calls } of this.assignments.values()) {
      const call = calls.get(callId);
      if (call) return call.request.timeoutMs;
    }
    return 0;
  }
}

/** The last call of each batch in these slots: until it is done, the results of its batch may travel together. */
function lastCallsOf(records: readonly SlotRecord[]): Set<PendingCall> {
  const last = new Map<Batch, PendingCall>();
  for (const { waiting } of records) for (const call of waiting) last.set(call.batch, call);
  return new Set(last.values());
}
