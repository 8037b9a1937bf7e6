import type { IsolateCounts, MachineCounts } from "../api/backend.ts";
import { BACKGROUND_ENTRY_MS } from "../timing/background-times.ts";
import { changesShellSession } from "../tools/table.ts";
import { buffersOf } from "../volume/delta.ts";
import type { Steps } from "../volume/steps.ts";
import type { BackgroundUpdate, FromWorker, Job, WorkerInit } from "../worker/protocol.ts";
import { BACKGROUND, CELL, type Cell, MAX_CLAIMS } from "../worker/worker-cells.ts";
import { ReplicaIndex } from "./replica-index.ts";
import { SlicedWork } from "./sliced-work.ts";
import type { Batch, PendingCall, SlotRecord } from "./slot-record.ts";
import type { Loss, StartWorker, WorkerTransport } from "./transport.ts";
import { BudgetError } from "./workspace-budget.ts";

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
  /** Whether it was asked back. */
  isWithdrawn: boolean;
  /** Whether the replica it runs in has been given up: what its calls come to from then on is not of the slot as it is. */
  isVoid: boolean;
}

export interface PoolWorkerEvents {
  onReady(worker: PoolWorker): void;
  onResults(worker: PoolWorker, message: Extract<FromWorker, { type: "results" }>): void;
  onGone(worker: PoolWorker, loss: Loss): void;
}

let lastJobId = 0;

/** One worker as the pool sees it: what it was given, what it is at, and whether it still moves. */
export class PoolWorker {
  readonly assignments = new Map<number, Assignment>();
  /** Calls that sleep in this worker, by its last message. */
  suspended: ReadonlySet<number> = new Set();
  idle = false;
  ready = false;
  /** What it has said, taken in the order it was said. */
  readonly receiving = new SlicedWork();
  readonly #freeClaims = Array.from({ length: MAX_CLAIMS }, (_, index) => index);
  readonly #transport: WorkerTransport;
  readonly #gone = Promise.withResolvers<void>();
  readonly #replicas: ReplicaIndex;
  #seenEntries = -1;
  #seenCall = 0;
  #seenSinceMs = 0;

  /**
   * @param init what the worker is told first; it starts without waiting for it
   * @param maxReplicaBytes what the worker may keep in replicas of slots that are not in use
   */
  constructor(start: StartWorker, init: Promise<WorkerInit>, maxReplicaBytes: number, events: PoolWorkerEvents) {
    this.#replicas = new ReplicaIndex(this, maxReplicaBytes);
    this.#transport = start({
      onMessage: (message) => {
        this.#seenSinceMs = performance.now();
        if (message.type === "ready") {
          this.ready = true;
          this.idle = true;
          events.onReady(this);
        } else {
          events.onResults(this, message);
        }
      },
      onGone: (loss) => {
        this.#gone.resolve();
        events.onGone(this, loss);
      },
    });
    init.then(
      (settings) => this.#transport.post({ type: "init", init: settings }, []),
      () => this.end(),
    );
  }

  /** Whether it can be given work: it has nothing to do but wait for calls that sleep, and those are not too many. */
  get isFree(): boolean {
    return this.ready && this.idle && this.#freeClaims.length >= MAX_SLOTS_PER_MESSAGE;
  }

  /** Calls that sleep here, and slots of which something lives here and nowhere else: what would be lost with the worker. */
  get holdings(): number {
    return this.suspended.size + this.#replicas.pinnedCount;
  }

  /** The call that runs at this moment. */
  get currentCall(): number {
    return this.#read("currentCall");
  }

  get isolates(): IsolateCounts {
    return { made: this.#read("isolatesMade"), dropped: this.#read("isolatesDropped") };
  }

  get machines(): MachineCounts {
    return {
      made: this.#read("machinesMade"),
      lent: this.#read("machinesLent"),
      bound: this.#read("machinesBound"),
      ready: this.#read("machinesReady"),
    };
  }

  /** Processes that run here between calls. */
  get backgroundProcesses(): number {
    return this.#read("backgroundProcesses");
  }

  forget(slotKey: number): void {
    this.#replicas.forget(slotKey);
  }

  drop(slotKey: number): void {
    this.forget(slotKey);
    for (const assignment of this.assignments.values()) if (assignment.record.key === slotKey) assignment.isVoid = true;
    this.#transport.post({ type: "drop", slotKey }, []);
  }

  hangUp(slotKey: number): void {
    this.#transport.post({ type: "hangUp", slotKeys: [slotKey] }, []);
  }

  /** Takes, step by step, what the worker says of slots' processes. */
  *update(updates: readonly BackgroundUpdate[]): Steps {
    for (const update of updates) {
      const record = this.#replicas.get(update.slotKey);
      if (record?.replicaJobId !== update.sourceJobId) continue;
      try {
        yield* record.update(update);
      } catch (error) {
        if (!(error instanceof BudgetError)) throw error;
        record.dropReplica(error.message);
        continue;
      }
      if (this.#replicas.get(update.slotKey) !== record) continue;
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
      this.assignments.set(job.jobId, { job, record, calls, isWithdrawn: false, isVoid: false });
      jobs.push(job);
    }
    this.#replicas.dropOld();
    this.idle = false;
    this.#seenSinceMs = performance.now();
    this.#transport.keepAlive(true);
    this.#transport.post({ type: "run", jobs, forget: this.#replicas.takeForgotten(records) }, transfer);
  }

  /** Has a call end that runs, sleeps or waits for its turn here. */
  stop({ callId, caller }: PendingCall["request"]): void {
    this.#transport.cancelCaller(caller);
    this.#transport.post({ type: "stop", callId }, []);
  }

  /** Takes back a job, if the worker has not begun it. @param taken called if so, perhaps later */
  withdraw(assignment: Assignment, taken: () => void): void {
    const { job, record } = assignment;
    if (assignment.isWithdrawn || (record.isPinned && job.source.kind === "warm")) return;
    assignment.isWithdrawn = true;
    this.#transport.withdraw(job.claim, job.jobId, (isWithdrawn) => {
      if (!isWithdrawn || !this.assignments.has(job.jobId)) return;
      this.finish(assignment);
      // The replica it has (if any) is as good as before, but the next job may go elsewhere.
      record.warmOn = undefined;
      this.forget(record.key);
      taken();
    });
  }

  finish(assignment: Assignment): void {
    this.assignments.delete(assignment.job.jobId);
    this.#freeClaims.unshift(assignment.job.claim);
    assignment.record.inFlight = false;
    if (this.assignments.size === 0) this.#transport.keepAlive(false);
  }

  /** How long the guest has been in its current entry, as far as the watchdog has seen. */
  observe(nowMs: number): { entryMs: number; stuck: Loss | undefined } {
    const entries = Atomics.load(this.#transport.readCells(), CELL.entries);
    const callId = this.currentCall;
    // The end of a long call is a sign of life, too: its result may still be on its way.
    if (entries !== this.#seenEntries || callId !== this.#seenCall) {
      this.#seenEntries = entries;
      this.#seenCall = callId;
      this.#seenSinceMs = nowMs;
    }
    const silentMs = nowMs - this.#seenSinceMs;
    if (callId !== 0) {
      const limitMs = this.#timeoutOf(callId) + this.#transport.graceMs();
      if (silentMs <= limitMs) return { entryMs: silentMs, stuck: undefined };
      return { entryMs: silentMs, stuck: { reason: `silent for ${Math.round(silentMs)} ms in a call`, cause: "time" } };
    }
    const waitsForUs = this.idle || this.suspended.size > 0 || this.assignments.size === 0;
    if (waitsForUs || silentMs <= SILENCE_MS) return { entryMs: 0, stuck: undefined };
    return { entryMs: 0, stuck: { reason: `silent for ${Math.round(silentMs)} ms`, cause: "unknown" } };
  }

  /**
   * Resolves when the worker is gone. It is asked to end, with calls told to give up, and made to if it doesn't: ended
   * at any moment, a thread may take the process with it (see src/isolate/kept-handles.ts).
   */
  async end(): Promise<void> {
    this.#transport.cancel();
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

  #read(cell: Cell): number {
    return Atomics.load(this.#transport.readCells(), CELL[cell]);
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
