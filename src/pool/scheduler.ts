import { failure, type ToolResult } from "../api/result.ts";
import type { CheckedCall } from "../tools/schemas.ts";
import type { FromWorker } from "../worker/protocol.ts";
import { type Assignment, MAX_LANES_PER_MESSAGE, PoolWorker, type WorkerInitShared } from "./pool-worker.ts";
import type { PendingCall, ReplicaHolder, SlotRecord } from "./slot-record.ts";
import type { StartWorker } from "./transport.ts";

const TICK_MS = 20;
/** Jobs that wait behind a call this slow are taken back when another worker is free. */
const SLOW_ENTRY_MS = 20;
/** A call that lost its worker before it began is tried again, but not for ever: it may be the message that kills. */
const MAX_ATTEMPTS = 3;
/** Volumes a worker keeps for slots that may come back to it. */
const MAX_REPLICAS = 64;
const MAX_START_FAILURES = 5;
const TERMINATE_WAIT_MS = 1000;

const LOST = "Worker lost during the call; nothing it wrote was kept";

/**
 * Decides which worker serves which slot. A slot goes to the worker where it is warm if that one is free, else to any
 * free one; calls of one slot stay in order; lost or stuck workers are replaced.
 */
export class Scheduler {
  readonly #start: StartWorker;
  readonly #init: Promise<WorkerInitShared>;
  readonly #workerCount: number;
  readonly #workers = new Set<PoolWorker>();
  /** Lanes with calls to run and none in flight, oldest first. */
  readonly #runnable = new Set<SlotRecord>();
  readonly #lanes = new Set<SlotRecord>();
  #pumpQueued = false;
  #watchdog: NodeJS.Timeout | undefined;
  #running = false;
  #startFailures = 0;
  #workersReplaced = 0;
  #isolatesOfLostWorkers = 0;
  #lastCallId = 0;
  #whenReady: PromiseWithResolvers<void> | undefined;

  constructor(start: StartWorker, init: Promise<WorkerInitShared>, workerCount: number) {
    this.#start = start;
    this.#init = init;
    this.#workerCount = workerCount;
  }

  get stats(): {
    workers: number;
    workersReplaced: number;
    queuedCalls: number;
    runningJobs: number;
    isolates: { made: number; dropped: number };
  } {
    let queuedCalls = 0;
    const isolates = { made: this.#isolatesOfLostWorkers, dropped: this.#isolatesOfLostWorkers };
    for (const lane of this.#lanes) queuedCalls += lane.waiting.length;
    let runningJobs = 0;
    for (const { assignments, isolates: own } of this.#workers) {
      runningJobs += assignments.size;
      isolates.made += own.made;
      isolates.dropped += own.dropped;
    }
    return { workers: this.#workers.size, workersReplaced: this.#workersReplaced, queuedCalls, runningJobs, isolates };
  }

  /** Resolves when every worker has proved that it can make an isolate. */
  async start(): Promise<void> {
    this.#running = true;
    this.#startFailures = 0;
    this.#whenReady = Promise.withResolvers();
    while (this.#workers.size < this.#workerCount) this.#addWorker();
    await this.#whenReady.promise;
  }

  /** Settles what is in flight with `stopped` and ends the workers. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#whenReady?.resolve();
    clearInterval(this.#watchdog);
    this.#watchdog = undefined;
    const workers = [...this.#workers];
    this.#workers.clear();
    for (const worker of workers) {
      for (const assignment of [...worker.assignments.values()]) {
        worker.finish(assignment);
        assignment.lane.warmOn = undefined;
        for (const call of assignment.calls.values())
          call.settle(failure("stopped", "Backend stopped during the call"));
      }
    }
    for (const lane of this.#lanes) {
      lane.warmOn = undefined;
      for (const call of lane.waiting.splice(0)) call.settle(failure("stopped", "Backend stopped before the call"));
    }
    this.#lanes.clear();
    this.#runnable.clear();
    await Promise.all(workers.map(endWorker));
  }

  submit(
    lane: SlotRecord,
    call: CheckedCall & { readonly timeoutMs: number; readonly batchId: number },
  ): Promise<ToolResult> {
    if (!this.#running) return Promise.resolve(failure("stopped", "Backend is stopped"));
    const { promise, resolve } = Promise.withResolvers<ToolResult>();
    lane.waiting.push({ request: { ...call, callId: ++this.#lastCallId }, attempts: 0, settle: resolve });
    this.#lanes.add(lane);
    if (!lane.inFlight) this.#runnable.add(lane);
    this.#queuePump();
    return promise;
  }

  #addWorker(): void {
    const worker = new PoolWorker(this.#start, this.#init, MAX_REPLICAS, {
      onReady: () => {
        this.#startFailures = 0;
        worker.keepAlive(false);
        if ([...this.#workers].every(({ ready }) => ready)) this.#whenReady?.resolve();
        this.#pump();
      },
      onResults: (_, message) => this.#receive(worker, message),
      onGone: (_, reason) => this.#replace(worker, reason),
    });
    this.#workers.add(worker);
  }

  /** Calls submitted in one turn of the event loop travel together. */
  #queuePump(): void {
    if (this.#pumpQueued) return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      this.#pump();
    });
  }

  #pump(): void {
    // Calls that sleep wake up late behind others, so the worker with the fewest of them is asked first.
    const idle = [...this.#workers].filter((worker) => worker.isFree).sort((a, b) => a.parked.size - b.parked.size);
    if (idle.length === 0 || this.#runnable.size === 0) return;
    const shares = new Map(idle.map((worker) => [worker, [] as SlotRecord[]]));
    const shareOf: ReadonlyMap<ReplicaHolder, SlotRecord[]> = shares;
    const workers: ReadonlySet<ReplicaHolder> = this.#workers;
    // A share for each worker, not each idle one: what is left goes to whoever is free next, the warm one if it is that.
    const fairShare = Math.min(Math.ceil(this.#runnable.size / this.#workers.size), MAX_LANES_PER_MESSAGE);
    const give = (lane: SlotRecord, share: SlotRecord[]): void => {
      share.push(lane);
      this.#runnable.delete(lane);
    };
    for (const lane of this.#runnable) {
      const warm = lane.warmOn && shareOf.get(lane.warmOn);
      if (warm && warm.length < (lane.isPinned ? MAX_LANES_PER_MESSAGE : fairShare)) give(lane, warm);
    }
    for (const lane of this.#runnable) {
      if (lane.isPinned && lane.warmOn && workers.has(lane.warmOn)) continue;
      const least = [...shares.values()].reduce((a, b) => (b.length < a.length ? b : a));
      if (least.length >= fairShare) break;
      give(lane, least);
    }
    for (const [worker, lanes] of shares) if (lanes.length > 0) worker.assign(lanes);
    this.#watchdog ??= setInterval(() => this.#watch(), TICK_MS).unref();
  }

  #receive(worker: PoolWorker, { done, finishedJobs, idle }: Extract<FromWorker, { type: "results" }>): void {
    if (!this.#workers.has(worker)) return;
    const byCall = new Map<number, Assignment>();
    for (const assignment of worker.assignments.values())
      for (const callId of assignment.calls.keys()) byCall.set(callId, assignment);
    for (const { callId, result, delta, shellState } of done) {
      const assignment = byCall.get(callId);
      const call = assignment?.calls.get(callId);
      if (!assignment || !call) continue;
      try {
        assignment.lane.commit(delta, shellState);
      } catch (error) {
        // A replica that can't be followed is not to be trusted with another call.
        this.#replace(worker, `bad delta: ${error instanceof Error ? error.message : String(error)}`);
        return;
      }
      assignment.calls.delete(callId);
      call.settle(result);
    }
    for (const jobId of finishedJobs) {
      const assignment = worker.assignments.get(jobId);
      if (!assignment) continue;
      worker.finish(assignment);
      this.#requeue(assignment.lane);
    }
    worker.idle = idle;
    this.#pump();
    if (this.#watchdog && [...this.#workers].every(({ assignments }) => assignments.size === 0)) {
      clearInterval(this.#watchdog);
      this.#watchdog = undefined;
    }
  }

  #requeue(lane: SlotRecord): void {
    if (lane.waiting.length > 0) this.#runnable.add(lane);
    else this.#lanes.delete(lane);
  }

  #watch(): void {
    const nowMs = performance.now();
    for (const worker of [...this.#workers]) {
      if (worker.assignments.size === 0) continue;
      const { entryMs, stuck } = worker.observe(nowMs);
      if (stuck) this.#replace(worker, stuck);
      else if (entryMs >= SLOW_ENTRY_MS) this.#takeBackFrom(worker);
    }
  }

  /** What waits behind a slow call goes to workers that are free. */
  #takeBackFrom(worker: PoolWorker): void {
    if (![...this.#workers].some((other) => other !== worker && other.isFree)) return;
    for (const assignment of [...worker.assignments.values()]) {
      if (!worker.withdraw(assignment)) continue;
      assignment.lane.waiting.unshift(...assignment.calls.values());
      this.#runnable.add(assignment.lane);
    }
    this.#pump();
  }

  /** Calls that had begun are lost; the others of this worker go elsewhere, from what the main thread has. */
  #replace(worker: PoolWorker, reason: string): void {
    if (!this.#workers.delete(worker)) return;
    this.#isolatesOfLostWorkers += worker.isolates.made;
    void endWorker(worker);
    if (!this.#running) return;
    const begun = new Set([worker.currentCall, ...worker.parked]);
    for (const assignment of [...worker.assignments.values()]) {
      worker.finish(assignment);
      const again: PendingCall[] = [];
      for (const call of assignment.calls.values()) {
        if (begun.has(call.request.callId) || ++call.attempts >= MAX_ATTEMPTS)
          call.settle(failure("worker-lost", `${LOST} (${reason})`));
        else again.push(call);
      }
      assignment.lane.waiting.unshift(...again);
      this.#requeue(assignment.lane);
    }
    for (const lane of this.#lanes) if (lane.warmOn === worker) lane.warmOn = undefined;
    this.#onLost(worker, reason);
  }

  #onLost(worker: PoolWorker, reason: string): void {
    if (!worker.ready && ++this.#startFailures >= MAX_START_FAILURES) {
      this.#whenReady?.reject(new Error(`workers can't be started: ${reason}`));
      for (const lane of this.#lanes)
        for (const call of lane.waiting.splice(0))
          call.settle(failure("worker-lost", `No worker can be started (${reason})`));
      return;
    }
    if (worker.ready) this.#workersReplaced++;
    this.#addWorker();
    this.#pump();
  }
}

/** A thread stuck in native code never ends; nobody waits for it for long. */
async function endWorker(worker: PoolWorker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, TERMINATE_WAIT_MS);
  await Promise.race([worker.end(), promise]);
  clearTimeout(timer);
}
