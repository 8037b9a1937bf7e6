import { buffersOf } from "../volume/delta.ts";
import {
  CLAIM,
  CONTROL,
  CONTROL_BYTES,
  type FromWorker,
  type Job,
  MAX_CLAIMS,
  type WorkerInit,
} from "../worker/protocol.ts";
import { ReplicaIndex } from "./replica-index.ts";
import type { PendingCall, SlotRecord } from "./slot-record.ts";
import type { StartWorker, WorkerTransport } from "./transport.ts";

/** Past a call's own limit, this long until its worker counts as stuck. The isolate's own timeout acts well before. */
const GRACE_MS = 300;
/** A worker that neither runs a guest nor answers for this long is stuck in the host's code. */
const SILENCE_MS = 15_000;
/** A worker that doesn't end by itself within this time is ended; one that still starts gets longer. */
const END_WAIT_MS = 800;
const END_WAIT_AT_START_MS = 15_000;

/** Lanes in one message; more stay in the main thread, where any worker can have them. */
export const MAX_LANES_PER_MESSAGE = 64;

export interface Assignment {
  readonly job: Job;
  readonly lane: SlotRecord;
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
  parked: ReadonlySet<number> = new Set();
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
   * @param maxReplicas volumes of slots that are not in use which the worker may keep
   */
  constructor(start: StartWorker, init: Promise<WorkerInitShared>, maxReplicas: number, events: PoolWorkerEvents) {
    this.#replicas = new ReplicaIndex(this, maxReplicas);
    this.#transport = start({
      onMessage: (message) => {
        this.#seenSinceMs = performance.now();
        if (message.type === "ready") {
          this.ready = true;
          this.idle = true;
          events.onReady(this);
        } else {
          this.parked = new Set(message.parked);
          events.onResults(this, message);
          for (const slotKey of message.slotsWithoutSession) this.#replicas.unpin(slotKey);
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
    return this.ready && this.idle && this.#freeClaims.length >= MAX_LANES_PER_MESSAGE;
  }

  /** The call that runs at this moment. */
  get currentCall(): number {
    return Atomics.load(this.#control, CONTROL.currentCall);
  }

  get isolates(): { made: number; dropped: number } {
    return {
      made: Atomics.load(this.#control, CONTROL.isolatesMade),
      dropped: Atomics.load(this.#control, CONTROL.isolatesDropped),
    };
  }

  forget(slotKey: number): void {
    this.#replicas.forget(slotKey);
  }

  /** Sends lanes' waiting calls, one job a lane, in one message. */
  assign(lanes: readonly SlotRecord[]): void {
    const jobs: Job[] = [];
    const transfer: ArrayBuffer[] = [];
    for (const lane of lanes) {
      const claim = this.#freeClaims.pop();
      if (claim === undefined) throw new RangeError("more jobs than claims");
      Atomics.store(this.#control, CONTROL.claims + claim, CLAIM.offered);
      const source = lane.sourceFor(this);
      if (source.kind === "snapshot") transfer.push(...buffersOf(source.delta));
      this.#replicas.add(lane);
      lane.inFlight = true;
      const calls = new Map(lane.waiting.map((call) => [call.request.callId, call]));
      const job: Job = {
        jobId: ++lastJobId,
        claim,
        slotKey: lane.key,
        source,
        calls: lane.waiting.map(({ request }) => request),
      };
      lane.waiting.length = 0;
      this.assignments.set(job.jobId, { job, lane, calls });
      jobs.push(job);
    }
    this.#replicas.dropOld();
    this.idle = false;
    this.#seenSinceMs = performance.now();
    this.#transport.keepAlive(true);
    this.#transport.post({ type: "run", jobs, forget: this.#replicas.takeForgotten(lanes) }, transfer);
  }

  /** Takes back a job the worker has not begun. */
  withdraw(assignment: Assignment): boolean {
    if (assignment.lane.isPinned && assignment.job.source.kind === "warm") return false;
    const cell = CONTROL.claims + assignment.job.claim;
    if (Atomics.compareExchange(this.#control, cell, CLAIM.offered, CLAIM.withdrawn) !== CLAIM.offered) return false;
    this.finish(assignment);
    // The replica it has (if any) is as good as before, but the next job may go elsewhere.
    assignment.lane.warmOn = undefined;
    this.forget(assignment.lane.key);
    return true;
  }

  finish(assignment: Assignment): void {
    this.assignments.delete(assignment.job.jobId);
    this.#freeClaims.unshift(assignment.job.claim);
    assignment.lane.inFlight = false;
    if (this.assignments.size === 0) this.#transport.keepAlive(false);
  }

  isClaimed(assignment: Assignment): boolean {
    return Atomics.load(this.#control, CONTROL.claims + assignment.job.claim) === CLAIM.taken;
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
      const limitMs = this.#timeoutOf(callId) + GRACE_MS;
      return {
        entryMs: silentMs,
        stuck: silentMs > limitMs ? `silent for ${Math.round(silentMs)} ms in a call` : undefined,
      };
    }
    const waitsForUs = this.idle || this.parked.size > 0 || this.assignments.size === 0;
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

  #timeoutOf(callId: number): number {
    for (const { calls } of this.assignments.values()) {
      const call = calls.get(callId);
      if (call) return call.request.timeoutMs;
    }
    return 0;
  }
}
