import { failure } from "../api/result.ts";
import { isolateCounts } from "../isolate/guest-isolate.ts";
import { startTool } from "../tools/start.ts";
import type { Resume, ToolContext, ToolStep } from "../tools/tool.ts";
import { buffersOf, EMPTY_DELTA } from "../volume/delta.ts";
import { Volume } from "../volume/volume.ts";
import type { IsolateShelf } from "./isolate-pool.ts";
import { LiveSessions } from "./live-sessions.ts";
import {
  type CallDone,
  CLAIM,
  CONTROL,
  type FromWorker,
  type Job,
  type ToWorker,
  type WorkerCall,
  type WorkerInit,
} from "./protocol.ts";
import { LiveIsolates, Replica } from "./replica.ts";
import { SlotPrograms } from "./slot-programs.ts";

/** Results wait at most this long for others to travel with. */
const FLUSH_AFTER_MS = 4;
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Run {
  readonly job: Job;
  readonly host: Replica;
  nextCall: number;
}

interface Parked {
  readonly run: Run;
  readonly call: WorkerCall;
  readonly wakeAtMs: number;
  readonly resume: Resume;
}

export type Post = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/**
 * Runs jobs one at a time; a call that sleeps is parked, and its worker goes on with other slots until it is due.
 */
export class Runner {
  readonly #init: WorkerInit;
  readonly #post: Post;
  readonly #shelf: IsolateShelf;
  readonly #isolates: LiveIsolates;
  readonly #sessions: LiveSessions;
  readonly #programs: SlotPrograms;
  readonly #control: Int32Array;
  readonly #cancel: Int32Array;
  readonly #hosts = new Map<number, Replica>();
  readonly #queue: Job[] = [];
  #parked: Parked[] = [];
  #done: CallDone[] = [];
  #finishedJobs: number[] = [];
  #lastFlushMs = 0;
  #wakeTimer: NodeJS.Timeout | undefined;
  #refillTimer: NodeJS.Immediate | undefined;

  constructor(init: WorkerInit, shelf: IsolateShelf, post: Post) {
    this.#init = init;
    this.#post = post;
    this.#shelf = shelf;
    this.#isolates = new LiveIsolates(shelf, init.maxLiveIsolates);
    this.#sessions = new LiveSessions(init.maxLiveSessions);
    this.#programs = new SlotPrograms(shelf.programs, init.program);
    this.#control = new Int32Array(init.control);
    this.#cancel = new Int32Array(init.cancel);
  }

  receive({ jobs, forget }: Extract<ToWorker, { type: "run" }>): void {
    for (const slotKey of forget) {
      this.#hosts.get(slotKey)?.dispose();
      this.#hosts.delete(slotKey);
    }
    this.#queue.push(...jobs);
    this.#drain();
  }

  #drain(): void {
    clearTimeout(this.#wakeTimer);
    clearImmediate(this.#refillTimer);
    this.#lastFlushMs = performance.now();
    while (!this.#cancelled) {
      const due = this.#takeDue();
      if (due) this.#resume(due);
      else {
        const [job] = this.#queue;
        // When every isolate sleeps, the next slot waits for one, here or (unclaimed as it is) with another worker.
        if (!job || !this.#isolates.hasRoom) break;
        this.#queue.shift();
        if (this.#claim(job)) this.#advance({ job, host: this.#hostOf(job), nextCall: 0 });
      }
      // Whoever waits for this slot must not wait for the next one's calls.
      if (this.#queue.length > 0 && this.#done.length > 0) this.#flush(false);
    }
    if (this.#cancelled) return;
    this.#flush(this.#queue.length === 0);
    this.#sleepUntilDue();
    this.prepare();
  }

  /** A cancelled worker is about to be ended: what its interrupted guests answer is no result. */
  get #cancelled(): boolean {
    return Atomics.load(this.#cancel, 0) !== 0;
  }

  #claim({ claim }: Job): boolean {
    const cell = CONTROL.claims + claim;
    return Atomics.compareExchange(this.#control, cell, CLAIM.offered, CLAIM.taken) === CLAIM.offered;
  }

  #takeDue(): Parked | undefined {
    if (this.#parked.length === 0) return undefined;
    const now = Date.now();
    const index = this.#parked.findIndex(({ wakeAtMs }) => wakeAtMs <= now);
    return index < 0 ? undefined : this.#parked.splice(index, 1)[0];
  }

  #resume({ run, call, wakeAtMs, resume }: Parked): void {
    const lateMs = Math.max(0, Date.now() - wakeAtMs);
    const step = this.#enter(call, () => resume(lateMs));
    if (this.#take(run, call, step)) this.#advance(run);
  }

  /** Runs the job's calls until it is done or has to wait. */
  #advance(run: Run): void {
    for (let call = run.job.calls[run.nextCall]; call; call = run.job.calls[run.nextCall]) {
      const previous = run.job.calls[run.nextCall++ - 1];
      if (previous) this.#flushBetween(previous, call);
      const current = call;
      const context = this.#contextFor(run, current);
      const step = this.#enter(current, () => startTool(context, current));
      if (!this.#take(run, current, step)) return;
    }
    this.#finishedJobs.push(run.job.jobId);
  }

  #contextFor(run: Run, { timeoutMs }: WorkerCall): ToolContext {
    const { limits, env } = this.#init;
    return {
      volume: run.host.volume,
      limits,
      env,
      timeoutMs,
      deadlineMs: Date.now() + timeoutMs,
      startedAtMs: performance.timeOrigin + performance.now(),
      shell: run.host,
      programs: this.#programs,
      reactor: run.host,
      sessions: run.host,
    };
  }

  #enter(call: WorkerCall, entry: () => ToolStep): ToolStep {
    Atomics.add(this.#control, CONTROL.entries, 1);
    Atomics.store(this.#control, CONTROL.currentCall, call.callId);
    try {
      return entry();
    } catch (error) {
      // A fault of slotbox's own costs the call, not the worker.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { kind: "done", result: failure("worker-lost", `Internal error: ${message}`) };
    } finally {
      if (!this.#cancelled) Atomics.store(this.#control, CONTROL.currentCall, 0);
    }
  }

  /** Files a step's outcome; false when the run can't go on now. */
  #take(run: Run, call: WorkerCall, step: ToolStep): boolean {
    if (this.#cancelled) return false;
    if (step.kind === "waiting") {
      this.#parked.push({ run, call, wakeAtMs: step.wakeAtMs, resume: step.resume });
      return false;
    }
    const { host } = run;
    const isStateful = call.tool === "bash_stateful";
    this.#done.push({
      callId: call.callId,
      result: step.result,
      delta: host.volume.takeDelta(),
      shellState: isStateful ? host.state : undefined,
    });
    return true;
  }

  #hostOf({ slotKey, source }: Job): Replica {
    const known = this.#hosts.get(slotKey);
    if (source.kind === "warm" && known) return known;
    known?.dispose();
    const volume = new Volume(this.#init.limits, this.#shelf.system);
    const delta = source.kind === "snapshot" ? source.delta : this.#init.template;
    if (delta !== EMPTY_DELTA) volume.apply(delta);
    const shellState = source.kind === "snapshot" ? source.shellState : "";
    const host = new Replica(slotKey, volume, shellState, this.#isolates, this.#sessions, this.#programs);
    this.#hosts.set(slotKey, host);
    return host;
  }

  /** The results of one batch in one slot travel together, unless that takes long. */
  #flushBetween(previous: WorkerCall, next: WorkerCall): void {
    if (this.#done.length === 0) return;
    const isDue = performance.now() - this.#lastFlushMs > FLUSH_AFTER_MS;
    if (isDue || previous.batchId !== next.batchId) this.#flush(false);
  }

  #flush(idle: boolean): void {
    this.#countIsolates();
    const transfer = this.#done.flatMap(({ delta }) => buffersOf(delta));
    this.#post(
      {
        type: "results",
        done: this.#done,
        finishedJobs: this.#finishedJobs,
        parked: this.#parked.map(({ call }) => call.callId),
        slotsWithoutSession: this.#sessions.takeSlotsWithout(),
        idle,
      },
      transfer,
    );
    this.#done = [];
    this.#finishedJobs = [];
    this.#lastFlushMs = performance.now();
  }

  #countIsolates(): void {
    Atomics.store(this.#control, CONTROL.isolatesMade, isolateCounts.made);
    Atomics.store(this.#control, CONTROL.isolatesDropped, isolateCounts.dropped);
  }

  #sleepUntilDue(): void {
    if (this.#parked.length === 0) return;
    const next = Math.min(...this.#parked.map(({ wakeAtMs }) => wakeAtMs));
    this.#wakeTimer = setTimeout(
      () => this.#drain(),
      Math.min(Math.max(1, Math.ceil(next - Date.now())), MAX_TIMER_MS),
    );
  }

  /** Readies isolates for slots to come, in steps that a new job waits for a few milliseconds at most. */
  prepare(): void {
    this.#refillTimer = setImmediate(() => {
      if (this.#shelf.refill()) this.prepare();
      this.#countIsolates();
    });
  }
}
