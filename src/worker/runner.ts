import { failure } from "../api/result.ts";
import { isolateCounts } from "../isolate/guest-isolate.ts";
import { changesShellSession, startTool } from "../tools/table.ts";
import type { Resume, ToolContext, ToolStep } from "../tools/tool.ts";
import { buffersOf, EMPTY_DELTA } from "../volume/delta.ts";
import { packDelta } from "../volume/packed-delta.ts";
import { Volume } from "../volume/volume.ts";
import { BackgroundRuns } from "./background-runs.ts";
import type { WorkerParts } from "./parts.ts";
import type { CallDone, FromWorker, Job, ToWorker, WorkerCall } from "./protocol.ts";
import { Replica } from "./replica.ts";
import type { WorkerStatus } from "./worker-status.ts";

/** Results of a batch wait at most this long for others to travel with. */
const FLUSH_AFTER_MS = 4;
/** A worker that had nothing to do for so long is used for what makes calls to come faster. */
const IDLE_MS = 20;
const MAX_TIMER_MS = 2 ** 31 - 1;
/** However long a worker was busy with others: a call that sleeps is credited no more than this in all. */
const MAX_CREDIT_MS = 30_000;

interface Run {
  readonly job: Job;
  readonly replica: Replica;
  nextCall: number;
}

interface Suspended {
  readonly run: Run;
  readonly call: WorkerCall;
  readonly wakeAtMs: number;
  readonly resume: Resume;
  readonly suspendedAtMs: number;
  /** How much later than it wanted it has been woken so far because others ran. */
  readonly creditMs: number;
}

/** What a step came to; a fault is slotbox's own. */
type Outcome = ToolStep | { readonly kind: "fault"; readonly message: string };

const STOPPED: Outcome = { kind: "done", result: failure("stopped", "Stopped before the call") };

export type Post = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/**
 * Runs jobs one at a time; a call that sleeps is suspended, and its worker goes on with other slots until it is due.
 */
export class Runner {
  readonly #parts: WorkerParts;
  readonly #post: Post;
  readonly #status: WorkerStatus;
  readonly #cancel: Int32Array;
  readonly #replicas = new Map<number, Replica>();
  readonly #background: BackgroundRuns;
  #queue: Job[] = [];
  #suspended: Suspended[] = [];
  #done: CallDone[] = [];
  /** Calls that were stopped before they began. */
  readonly #stopped = new Set<number>();
  #finishedJobs: number[] = [];
  #droppedReplicas: number[] = [];
  #lastFlushMs = 0;
  /** When the last entry into a guest ended, in milliseconds since the epoch. */
  #lastEntryEndMs = 0;
  #wakeTimer: NodeJS.Timeout | undefined;
  #prepareTimer: NodeJS.Immediate | undefined;
  #improveTimer: NodeJS.Timeout | undefined;

  constructor(parts: WorkerParts, status: WorkerStatus, post: Post) {
    this.#parts = parts;
    this.#post = post;
    this.#status = status;
    this.#background = new BackgroundRuns(status);
    this.#cancel = parts.cancel;
  }

  receive({ jobs, forget }: Extract<ToWorker, { type: "run" }>): void {
    for (const slotKey of forget) this.#dropReplica(slotKey);
    this.#queue.push(...jobs);
    this.#drain(true);
  }

  /** Ends what calls of these slots have left. */
  hangUp(slotKeys: readonly number[]): void {
    for (const slotKey of slotKeys) {
      const replica = this.#replicas.get(slotKey);
      if (replica) this.#background.hangUp(replica);
    }
    this.#drain(false);
  }

  /** Gives up a replica, and the job of its slot if one sleeps or waits here. */
  drop(slotKey: number): void {
    const isOfSlot = (job: Job): boolean => job.slotKey === slotKey;
    const sleeping = this.#suspended.map(({ run }) => run.job).filter(isOfSlot);
    const waiting = this.#queue.filter((job) => isOfSlot(job) && this.#status.takes(job));
    const left = new Set([...sleeping, ...waiting].map(({ jobId }) => jobId));
    this.#suspended = this.#suspended.filter(({ run }) => !isOfSlot(run.job));
    this.#queue = this.#queue.filter((job) => !isOfSlot(job));
    this.#dropReplica(slotKey);
    this.#finishedJobs.push(...left);
    if (left.size > 0) this.#droppedReplicas.push(slotKey);
    this.#drain(left.size > 0);
  }

  /** Ends a call that sleeps, or that has not begun. */
  stop(callId: number): void {
    const index = this.#suspended.findIndex(({ call }) => call.callId === callId);
    const [sleeper] = index < 0 ? [] : this.#suspended.splice(index, 1);
    if (sleeper) {
      this.#status.cancel(sleeper.call.caller);
      this.#resume(sleeper);
    } else if (this.#queue.some(({ calls }) => calls.some((call) => call.callId === callId))) this.#stopped.add(callId);
    this.#drain(true);
  }

  /** Readies machines for calls to come, in steps that a new job waits for a few milliseconds at most. */
  prepare(): void {
    this.#prepareTimer = setImmediate(() => {
      if (this.#parts.prepare()) this.prepare();
      else this.#improveAfter(IDLE_MS);
      this.#countIsolates();
    });
  }

  #improveAfter(ms: number): void {
    this.#improveTimer = setTimeout(() => {
      if (this.#parts.improve()) this.#improveAfter(0);
    }, ms);
  }

  /** @param isAwaited whether main waits to hear that this is done */
  #drain(isAwaited: boolean): void {
    let hasNews = isAwaited;
    clearTimeout(this.#wakeTimer);
    clearImmediate(this.#prepareTimer);
    clearTimeout(this.#improveTimer);
    this.#lastFlushMs = performance.now();
    while (!this.#cancelled) {
      const due = this.#takeDue();
      if (due) {
        hasNews = true;
        this.#resume(due);
      } else {
        const [job] = this.#queue;
        // When every machine is lent, the next slot waits for one, here or (unclaimed as it is) with another worker.
        if (!job || !this.#parts.machines.hasRoom) break;
        this.#queue.shift();
        hasNews = true;
        if (this.#status.takes(job)) this.#begin(job);
      }
    }
    if (this.#cancelled) return;
    if (hasNews || this.#background.hasNews) this.#flush(this.#queue.length === 0, hasNews);
    // What waits for its turn here has gone first, and so does what comes meanwhile.
    if (this.#background.runDue()) this.#lastEntryEndMs = Date.now();
    if (this.#cancelled) return;
    if (this.#background.hasNews) this.#flush(this.#queue.length === 0, false);
    this.#sleepUntilDue();
    this.prepare();
  }

  /** A cancelled worker is about to be ended: what its interrupted guests answer is no result. */
  get #cancelled(): boolean {
    return Atomics.load(this.#cancel, 0) !== 0;
  }

  #takeDue(): Suspended | undefined {
    if (this.#suspended.length === 0) return undefined;
    const now = Date.now();
    const index = this.#suspended.findIndex(({ wakeAtMs }) => wakeAtMs <= now);
    return index < 0 ? undefined : this.#suspended.splice(index, 1)[0];
  }

  #resume({ run, call, wakeAtMs, resume, suspendedAtMs, creditMs }: Suspended): void {
    // Only what others took is credited: what timers are late by adds up to any length of time.
    const othersMs = Math.max(0, this.#lastEntryEndMs - Math.max(wakeAtMs, suspendedAtMs));
    const lateMs = Math.min(othersMs, MAX_CREDIT_MS - creditMs);
    const step = this.#enter(call, () => resume(lateMs));
    if (!this.#take(run, call, step, creditMs + lateMs)) return;
    this.#completed(run, call);
    this.#advance(run);
  }

  #begin(job: Job): void {
    const replica = this.#replicaOf(job);
    replica.state = job.shellState;
    replica.leavings ??= job.leavings;
    this.#advance({ job, replica, nextCall: 0 });
  }

  /** Runs the job's calls until it is done or has to wait. */
  #advance(run: Run): void {
    for (let call = run.job.calls[run.nextCall]; call; call = run.job.calls[run.nextCall]) {
      run.nextCall++;
      const current = call;
      const context = this.#contextFor(run, current);
      const step =
        this.#stopped.delete(current.callId) || this.#status.isCancelled(current.caller)
          ? STOPPED
          : this.#enter(current, () => startTool(context, current.call));
      if (!this.#take(run, current, step, 0)) return;
      this.#completed(run, current);
    }
  }

  /** A call is done: whoever waits for it must not wait for what comes next, unless that is of the same batch, and short. */
  #completed({ job, replica, nextCall }: Run, { endsBatch }: WorkerCall): void {
    const isLast = nextCall >= job.calls.length;
    if (isLast) {
      this.#finishedJobs.push(job.jobId);
      replica.state = "";
    }
    const isFlushedNext = isLast && this.#queue.length === 0 && this.#suspended.length === 0;
    const isDue = endsBatch || performance.now() - this.#lastFlushMs > FLUSH_AFTER_MS;
    if (isDue && !isFlushedNext) this.#flush(false);
  }

  #contextFor({ replica }: Run, { timeoutMs }: WorkerCall): ToolContext {
    const { init, launcher } = this.#parts;
    return {
      slotKey: replica.key,
      volume: replica.volume,
      limits: init.limits,
      env: init.env,
      timeoutMs,
      deadlineMs: Date.now() + timeoutMs,
      startedAtMs: performance.timeOrigin + performance.now(),
      shell: replica,
      programs: launcher,
      reactor: replica,
      sessions: replica,
    };
  }

  #enter(call: WorkerCall, entry: () => ToolStep): Outcome {
    this.#status.begin(call.callId, call.caller);
    try {
      return entry();
    } catch (error) {
      return { kind: "fault", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    } finally {
      if (!this.#cancelled) this.#status.end();
      this.#lastEntryEndMs = Date.now();
    }
  }

  /** Files a step's outcome; false when the run can't go on now. */
  #take(run: Run, call: WorkerCall, step: Outcome, creditMs: number): boolean {
    if (this.#cancelled) return false;
    if (step.kind === "waiting") {
      const { wakeAtMs, resume } = step;
      this.#suspended.push({ run, call, wakeAtMs, resume, suspendedAtMs: this.#lastEntryEndMs, creditMs });
      return false;
    }
    if (step.kind === "fault") {
      this.#fail(run, call, step.message);
      return false;
    }
    const { replica } = run;

    this.#done.push({
      callId: call.callId,
      result: step.result,
      delta: packDelta(replica.volume.takeDelta()),
      shellState: changesShellSession(call.call) ? replica.state : undefined,
    });
    return true;
  }

  /** A fault of slotbox's own costs the call and the replica, not the worker: nothing of the call is committed. */
  #fail({ job, replica }: Run, { callId }: WorkerCall, message: string): void {
    const result = failure("worker-lost", `Internal error: ${message}`);
    this.#done.push({ callId, result, delta: EMPTY_DELTA, shellState: undefined });
    this.#dropReplica(replica.key);
    this.#droppedReplicas.push(replica.key);
    // Calls of the job that are left begin again elsewhere, with what the main thread has.
    this.#finishedJobs.push(job.jobId);
    // If there is nothing else to do, it goes with the word that the worker is free: main lives for no answer but that.
    if (this.#queue.length > 0 || this.#suspended.length > 0) this.#flush(false);
  }

  #replicaOf({ jobId, slotKey, source }: Job): Replica {
    const known = this.#replicas.get(slotKey);
    if (source.kind === "warm" && known) return known;
    this.#dropReplica(slotKey);
    const { init, system } = this.#parts;
    const volume = new Volume(init.limits, system);
    const delta = source.kind === "snapshot" ? source.delta : init.template;
    if (delta !== EMPTY_DELTA) volume.apply(delta);
    const replica = new Replica(slotKey, volume, this.#parts, jobId, (changed) => this.#background.note(changed));
    this.#replicas.set(slotKey, replica);
    return replica;
  }

  #dropReplica(slotKey: number): void {
    const replica = this.#replicas.get(slotKey);
    if (!replica) return;
    replica[Symbol.dispose]();
    this.#replicas.delete(slotKey);
    this.#background.forget(replica);
  }

  /** @param isAwaited whether main waits for it, if only to hear that nothing is left to do */
  #flush(idle: boolean, isAwaited = true): void {
    this.#countIsolates();
    const background = this.#background.takeUpdates((replica) =>
      this.#suspended.some(({ run }) => run.replica === replica),
    );
    if (!isAwaited && background.length === 0) return;
    const transfer = [...this.#done, ...background].flatMap(({ delta }) => buffersOf(delta));
    this.#post(
      {
        type: "results",
        done: this.#done,
        background,
        finishedJobs: this.#finishedJobs,
        suspended: this.#suspended.map(({ call }) => call.callId),
        droppedReplicas: this.#droppedReplicas,
        slotsWithoutSession: this.#parts.sessions.takeSlotsWithout(),
        idle,
      },
      transfer,
    );
    this.#done = [];
    this.#finishedJobs = [];
    this.#droppedReplicas = [];
    this.#lastFlushMs = performance.now();
  }

  #countIsolates(): void {
    const { made, lent, bound, ready } = this.#parts.machines.counts;
    this.#status.count({
      isolatesMade: isolateCounts.made,
      isolatesDropped: isolateCounts.dropped,
      machinesMade: made,
      machinesLent: lent,
      machinesBound: bound,
      machinesReady: ready,
      backgroundProcesses: this.#background.processes,
    });
  }

  #sleepUntilDue(): void {
    const waiting = [...this.#suspended, this.#background];
    const next = waiting.reduce((first, { wakeAtMs }) => Math.min(first, wakeAtMs), Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) return;
    this.#wakeTimer = setTimeout(
      () => this.#drain(false),
      Math.min(Math.max(1, Math.ceil(next - Date.now())), MAX_TIMER_MS),
    );
  }
}
