import type { IsolateCounts, MachineCounts } from "../api/backend.ts";
import { failure, type ToolResult } from "../api/result.ts";
import { settledWithin } from "../timing/within.ts";
import type { CheckedCall } from "../tools/table.ts";
import type { Steps } from "../volume/steps.ts";
import type { FromWorker, WorkerInit } from "../worker/protocol.ts";
import { asRefused, asStopped, endOfCulprit, lost, stoppedBefore } from "./call-ends.ts";
import { type Assignment, MAX_SLOTS_PER_MESSAGE, PoolWorker } from "./pool-worker.ts";
import type { Batch, PendingCall, ReplicaHolder, SlotRecord } from "./slot-record.ts";
import type { Loss, StartWorker } from "./transport.ts";
import { BudgetError } from "./workspace-budget.ts";

const TICK_MS = 20;
/** A call whose caller has given up gets so long to end. */
const STOP_GRACE_MS = 1000;
/** Jobs that wait behind a call this slow are taken back when another worker is free. */
const SLOW_ENTRY_MS = 20;
/** A call that lost its worker before it began is tried again, but not for ever: it may be the message that kills. */
const MAX_ATTEMPTS = 3;
/** What workers together may keep of slots that are not in use. */
const MAX_REPLICA_BYTES = 64 * 1024 * 1024;
const MAX_START_FAILURES = 5;
/** A thread stuck in native code never ends; nobody waits for it for long. */
const TERMINATE_WAIT_MS = 1000;

/** A call that has been checked, and the slot it is for. */
export interface ScheduledCall {
  readonly record: SlotRecord;
  readonly call: CheckedCall;
  readonly timeoutMs: number;
  /** By which its caller gives it up. */
  readonly signal?: AbortSignal | undefined;
}

export interface SchedulerStats {
  readonly workers: number;
  readonly workersReplaced: number;
  readonly queuedCalls: number;
  readonly isolates: IsolateCounts;
  readonly machines: MachineCounts;
  readonly backgroundProcesses: number;
}

/**
 * Decides which worker serves which slot. A slot goes to the worker where it is warm if that one is free, else to any
 * free one; calls of one slot stay in order; lost or stuck workers are replaced.
 */
export class Scheduler {
  readonly #start: StartWorker;
  readonly #init: Promise<WorkerInit>;
  readonly #workerCount: number;
  readonly #maxQueuedCalls: number;
  readonly #workers = new Set<PoolWorker>();
  /** Slots with calls to run and none in flight, the one that waits longest first. */
  readonly #runnable = new Set<SlotRecord>();
  /** Slots with calls that wait or run. */
  readonly #busy = new Set<SlotRecord>();
  #watchdog: NodeJS.Timeout | undefined;
  #running = false;
  #startFailures = 0;
  #workersReplaced = 0;
  #isolatesOfLostWorkers = 0;
  #machinesOfLostWorkers = 0;
  /** Calls that wait or run. */
  #queuedCalls = 0;
  #lastCallId = 0;
  readonly #callers = new WeakMap<AbortSignal, number>();
  #lastCaller = 0;
  #whenReady: PromiseWithResolvers<void> | undefined;

  constructor(start: StartWorker, init: Promise<WorkerInit>, workerCount: number, maxQueuedCalls: number) {
    this.#start = start;
    this.#init = init;
    this.#workerCount = workerCount;
    this.#maxQueuedCalls = maxQueuedCalls;
  }

  get stats(): SchedulerStats {
    let queuedCalls = 0;
    for (const record of this.#busy) queuedCalls += record.waiting.length;
    const isolates = { made: this.#isolatesOfLostWorkers, dropped: this.#isolatesOfLostWorkers };
    const machines = { made: this.#machinesOfLostWorkers, lent: 0, bound: 0, ready: 0 };
    let backgroundProcesses = 0;
    for (const worker of this.#workers) {
      isolates.made += worker.isolates.made;
      isolates.dropped += worker.isolates.dropped;
      machines.made += worker.machines.made;
      machines.lent += worker.machines.lent;
      machines.bound += worker.machines.bound;
      backgroundProcesses += worker.backgroundProcesses;
      machines.ready += worker.machines.ready;
    }
    const { size: workers } = this.#workers;
    const workersReplaced = this.#workersReplaced;
    return { workers, workersReplaced, queuedCalls, isolates, machines, backgroundProcesses };
  }

  /** Resolves when every worker has proved that it can make a machine. */
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
    for (const { receiving } of workers) receiving.finish();
    this.#workers.clear();
    for (const worker of workers) {
      worker.loseProcesses("the backend was stopped");
      for (const assignment of [...worker.assignments.values()]) {
        worker.finish(assignment);
        assignment.record.warmOn = undefined;
        for (const call of assignment.calls.values())
          call.settle(failure("stopped", "Backend stopped during the call"));
      }
    }
    for (const record of this.#busy) {
      record.warmOn = undefined;
      for (const call of record.waiting.splice(0)) call.settle(failure("stopped", "Backend stopped before the call"));
    }
    this.#busy.clear();
    this.#runnable.clear();
    await Promise.all(workers.map((worker) => settledWithin(TERMINATE_WAIT_MS, worker.end())));
  }

  /**
   * Runs a batch: different slots in parallel, one slot's calls in order. Each promise resolves with its call's result; those
   * that would be too many at a time are refused at once.
   */
  submit(calls: readonly ScheduledCall[]): Promise<ToolResult>[] {
    if (!this.#running) return calls.map(() => Promise.resolve(failure("stopped", "Backend is stopped")));
    const batch: Batch = calls;
    const results = calls.map(({ record, call, timeoutMs, signal }) => {
      const { promise, resolve } = Promise.withResolvers<ToolResult>();
      if (signal?.aborted) {
        resolve(stoppedBefore());
        return promise;
      }
      if (this.#queuedCalls >= this.#maxQueuedCalls) {
        resolve(failure("quota", `Too many calls wait or run (maxQueuedCalls is ${this.#maxQueuedCalls})`));
        return promise;
      }
      this.#queuedCalls++;
      const settle = (result: ToolResult): void => {
        this.#queuedCalls--;
        resolve(result);
      };
      const request = { callId: ++this.#lastCallId, call, timeoutMs, caller: this.#callerOf(signal) };
      const pending: PendingCall = { request, batch, attempts: 0, isStopped: false, settle };
      record.waiting.push(pending);
      if (signal) this.#stopBy(signal, pending, record, promise);
      this.#busy.add(record);
      if (!record.inFlight) this.#runnable.add(record);
      return promise;
    });
    this.#assignRunnable();
    return results;
  }

  /** Calls with one signal are given up together. */
  #callerOf(signal: AbortSignal | undefined): number {
    if (!signal) return 0;
    const caller = this.#callers.get(signal) ?? ++this.#lastCaller;
    this.#callers.set(signal, caller);
    return caller;
  }

  #stopBy(signal: AbortSignal, pending: PendingCall, record: SlotRecord, settled: Promise<ToolResult>): void {
    const stop = (): void => this.#stopCall(pending, record);
    signal.addEventListener("abort", stop, { once: true });
    void settled.then(() => signal.removeEventListener("abort", stop));
  }

  /** A call that waits ends at once, one that runs as if its time were up; a worker that doesn't let it end is replaced. */
  #stopCall(pending: PendingCall, record: SlotRecord): void {
    pending.isStopped = true;
    const index = record.waiting.indexOf(pending);
    if (index >= 0) {
      record.waiting.splice(index, 1);
      pending.settle(stoppedBefore());
      if (record.waiting.length > 0 || record.inFlight) return;
      this.#runnable.delete(record);
      this.#busy.delete(record);
      return;
    }
    const { request } = pending;
    for (const worker of this.#workers)
      for (const assignment of worker.assignments.values())
        if (assignment.calls.has(request.callId)) this.#stopAssigned(worker, assignment, request);
  }

  #stopAssigned(worker: PoolWorker, assignment: Assignment, request: PendingCall["request"]): void {
    worker.withdraw(assignment, () => this.#takeBack(assignment));
    worker.stop(request);
    setTimeout(() => {
      if (this.#workers.has(worker) && worker.currentCall === request.callId)
        this.#replace(worker, { reason: "its caller gave up, and it did not stop", cause: "stop" });
    }, STOP_GRACE_MS).unref();
  }

  #addWorker(): void {
    const worker = new PoolWorker(this.#start, this.#init, MAX_REPLICA_BYTES / this.#workerCount, {
      onReady: () => {
        this.#startFailures = 0;
        worker.keepAlive(false);
        if ([...this.#workers].every(({ ready }) => ready)) this.#whenReady?.resolve();
        this.#assignRunnable();
      },
      onResults: (_, message) => worker.receiving.add(this.#receive(worker, message)),
      onGone: (_, loss) => this.#replace(worker, loss),
    });
    this.#workers.add(worker);
  }

  #assignRunnable(): void {
    if (this.#runnable.size === 0 || !this.#running) return;
    const free = [...this.#workers].filter(({ isFree }) => isFree);
    if (free.length === 0) return;
    const shares = new Map(free.map((worker) => [worker, [] as SlotRecord[]]));
    // A guest can end its worker, so the one with the least to lose is asked first. Calls that sleep wake up late behind others, too.
    const holdings = new Map(free.map((worker) => [shares.get(worker), worker.holdings]));
    const isBetter = (one: SlotRecord[], other: SlotRecord[]): boolean => {
      const less = (holdings.get(one) ?? 0) - (holdings.get(other) ?? 0);
      return less === 0 ? one.length < other.length : less < 0;
    };
    const shareOf: ReadonlyMap<ReplicaHolder, SlotRecord[]> = shares;
    const workers: ReadonlySet<ReplicaHolder> = this.#workers;
    // A share for each worker, not each free one: what is left goes to whoever is free next, the warm one if it is that.
    const fairShare = Math.min(Math.ceil(this.#runnable.size / this.#workers.size), MAX_SLOTS_PER_MESSAGE);
    const give = (record: SlotRecord, share: SlotRecord[]): void => {
      share.push(record);
      this.#runnable.delete(record);
    };
    for (const record of this.#runnable) {
      const warm = record.warmOn && shareOf.get(record.warmOn);
      if (warm && warm.length < (record.isPinned ? MAX_SLOTS_PER_MESSAGE : fairShare)) give(record, warm);
    }
    for (const record of this.#runnable) {
      if (record.isPinned && record.warmOn && workers.has(record.warmOn)) continue;
      const open = [...shares.values()].filter(({ length }) => length < fairShare);
      const [first, ...others] = open;
      if (!first) break;
      give(
        record,
        others.reduce((best, other) => (isBetter(other, best) ? other : best), first),
      );
    }
    for (const [worker, records] of shares) if (records.length > 0) worker.assign(records);
    this.#watchdog ??= setInterval(() => this.#watch(), TICK_MS).unref();
  }

  *#receive(worker: PoolWorker, message: Extract<FromWorker, { type: "results" }>): Steps {
    if (!this.#workers.has(worker)) return;
    worker.suspended = new Set(message.suspended);
    const byCall = new Map<number, Assignment>();
    for (const assignment of worker.assignments.values())
      for (const callId of assignment.calls.keys()) byCall.set(callId, assignment);
    for (const { callId, result, delta, shellState } of message.done) {
      const assignment = byCall.get(callId);
      const call = assignment?.calls.get(callId);
      if (!assignment || !call || assignment.isVoid) continue;
      try {
        yield* assignment.record.commit(delta, shellState);
      } catch (error) {
        if (error instanceof BudgetError) {
          assignment.calls.delete(callId);
          assignment.record.dropReplica(error.message);
          call.settle(asRefused(result, error));
          continue;
        }
        // A replica that can't be followed is not to be trusted with another call.
        this.#replace(worker, badDelta(error));
        return;
      }
      assignment.calls.delete(callId);
      worker.committed(assignment.record);
      call.settle(call.isStopped ? asStopped(result) : result);
    }
    try {
      yield* worker.update(message.background);
    } catch (error) {
      this.#replace(worker, badDelta(error));
      return;
    }
    const dropped = new Set(message.droppedReplicas);
    const finished: SlotRecord[] = [];
    for (const jobId of message.finishedJobs) {
      const assignment = worker.assignments.get(jobId);
      if (!assignment) continue;
      worker.finish(assignment);
      if (assignment.isVoid || dropped.has(assignment.record.key)) {
        assignment.record.warmOn = undefined;
        waitAgain(assignment);
      }
      finished.push(assignment.record);
    }
    worker.unpin(message.slotsWithoutSession);
    for (const record of finished) this.#requeue(record);
    worker.idle = message.idle;
    this.#assignRunnable();
    if (this.#watchdog && [...this.#workers].every(({ assignments }) => assignments.size === 0)) {
      clearInterval(this.#watchdog);
      this.#watchdog = undefined;
    }
  }

  #requeue(record: SlotRecord): void {
    if (record.waiting.length > 0) this.#runnable.add(record);
    else this.#busy.delete(record);
  }

  #watch(): void {
    const nowMs = performance.now();
    for (const worker of [...this.#workers]) {
      if (worker.assignments.size === 0 || worker.receiving.isUnderWay) continue;
      const { entryMs, stuck } = worker.observe(nowMs);
      if (stuck) this.#replace(worker, stuck);
      else if (entryMs >= SLOW_ENTRY_MS) this.#takeBackFrom(worker);
    }
  }

  /** What waits behind a slow call goes to workers that are free. */
  #takeBackFrom(worker: PoolWorker): void {
    if (![...this.#workers].some((other) => other !== worker && other.isFree)) return;
    for (const assignment of [...worker.assignments.values()]) {
      worker.withdraw(assignment, () => this.#takeBack(assignment));
    }
  }

  /** Calls of a job that no worker has begun wait again. */
  #takeBack(assignment: Assignment): void {
    waitAgain(assignment);
    this.#requeue(assignment.record);
    this.#assignRunnable();
  }

  /** Calls that had begun are lost; the others of this worker go elsewhere, from what the main thread has. */
  #replace(worker: PoolWorker, loss: Loss): void {
    const { reason } = loss;
    // What it has said is as good as ever.
    worker.receiving.finish();
    if (!this.#workers.delete(worker)) return;
    this.#isolatesOfLostWorkers += worker.isolates.made;
    this.#machinesOfLostWorkers += worker.machines.made;
    void worker.end();
    if (!this.#running) return;
    worker.loseProcesses("their worker was lost");
    const culprit = worker.currentCall;
    for (const assignment of [...worker.assignments.values()]) {
      worker.finish(assignment);
      const again: PendingCall[] = [];
      for (const call of assignment.calls.values()) {
        const { callId, timeoutMs } = call.request;
        if (callId === culprit) call.settle(endOfCulprit(loss, timeoutMs));
        else if (call.isStopped) call.settle(stoppedBefore());
        else if (worker.suspended.has(callId) || (culprit === 0 && ++call.attempts >= MAX_ATTEMPTS))
          call.settle(lost(loss));
        else again.push(call);
      }
      assignment.record.waiting.unshift(...again);
      this.#requeue(assignment.record);
    }
    for (const record of this.#busy) if (record.warmOn === worker) record.warmOn = undefined;
    this.#onLost(worker, reason);
  }

  #onLost(worker: PoolWorker, reason: string): void {
    if (!worker.ready && ++this.#startFailures >= MAX_START_FAILURES) {
      this.#whenReady?.reject(new Error(`workers can't be started: ${reason}`));
      for (const record of this.#busy)
        for (const call of record.waiting.splice(0))
          call.settle(failure("worker-lost", `No worker can be started (${reason})`));
      return;
    }
    if (worker.ready) this.#workersReplaced++;
    this.#addWorker();
    this.#assignRunnable();
  }
}

/** Calls of a job that are left wait for their turn again, but for those that were stopped. */
function waitAgain({ record, calls }: Assignment): void {
  const pending = [...calls.values()];
  for (const call of pending) if (call.isStopped) call.settle(stoppedBefore());
  record.waiting.unshift(...pending.filter(({ isStopped }) => !isStopped));
}

function badDelta(error: unknown): Loss {
  return { reason: `bad delta: ${error instanceof Error ? error.message : String(error)}`, cause: "unknown" };
}
