import { EMPTY_DELTA, isEmpty } from "../volume/delta.ts";
import type { BackgroundUpdate } from "./protocol.ts";
import type { Replica } from "./replica.ts";
import { BACKGROUND } from "./worker-cells.ts";
import type { WorkerStatus } from "./worker-status.ts";

/**
 * What processes write is told to the main thread so often at most, and so that telling it takes a twentieth of the time: a file
 * goes whole each time.
 */
const TELL_EVERY_MS = 50;
const TELL_SHARE = 20;

/** The replicas of a worker in which processes run between calls, and what the main thread has yet to hear of them. */
export class BackgroundRuns {
  readonly #status: WorkerStatus;
  /** Whose turn is next comes first. */
  readonly #bound = new Set<Replica>();
  /** When the main thread is to be told of those that have changed, in milliseconds since the epoch. */
  readonly #changed = new Map<Replica, number>();
  /** When each may be told of again. */
  readonly #toldUntil = new WeakMap<Replica, number>();
  readonly #lastTold = new WeakMap<Replica, BackgroundUpdate>();

  constructor(status: WorkerStatus) {
    this.#status = status;
  }

  /** A machine is kept for the replica's processes, or no longer. */
  note(replica: Replica): void {
    this.#changed.set(replica, 0);
    if (!replica.isBound) this.#bound.delete(replica);
    else this.#bound.add(replica);
  }

  forget(replica: Replica): void {
    this.#bound.delete(replica);
    this.#changed.delete(replica);
  }

  get hasNews(): boolean {
    const now = Date.now();
    return [...this.#changed.values()].some((dueMs) => dueMs <= now);
  }

  /** When one of them is to run or to be told of, in milliseconds since the epoch, or Infinity. */
  get wakeAtMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { wakeAtMs } of this.#bound) next = Math.min(next, wakeAtMs);
    for (const dueMs of this.#changed.values()) next = Math.min(next, dueMs);
    return next;
  }

  get processes(): number {
    let count = 0;
    for (const { processes } of this.#bound) count += processes;
    return count;
  }

  /** A slice of the one that is due and has waited longest. @returns whether there was one */
  runDue(): boolean {
    const now = Date.now();
    for (const replica of this.#bound) {
      if (replica.wakeAtMs > now) continue;
      this.#bound.delete(replica);
      this.#bound.add(replica);
      this.#enter(replica, () => replica.runLeft());
      return true;
    }
    return false;
  }

  hangUp(replica: Replica): void {
    this.#enter(replica, () => replica.hangUp());
  }

  /** @param isServing whether a call of the replica's is under way: what changes then is the call's */
  takeUpdates(isServing: (replica: Replica) => boolean): BackgroundUpdate[] {
    const beganMs = Date.now();
    const updates: BackgroundUpdate[] = [];
    for (const [replica, dueMs] of this.#changed) {
      if (dueMs > beganMs) continue;
      const before = performance.now();
      const update = replica.update(!isServing(replica));
      this.#changed.delete(replica);
      this.#toldUntil.set(replica, beganMs + Math.max(TELL_EVERY_MS, (performance.now() - before) * TELL_SHARE));
      if (isSame(update, this.#lastTold.get(replica))) continue;
      this.#lastTold.set(replica, { ...update, delta: EMPTY_DELTA });
      updates.push(update);
    }
    return updates;
  }

  #enter(replica: Replica, entry: () => void): void {
    this.#status.begin(BACKGROUND);
    try {
      entry();
    } catch {
      replica.loseLeft();
    } finally {
      this.#status.end();
      if (!this.#changed.has(replica)) this.#changed.set(replica, this.#toldUntil.get(replica) ?? 0);
    }
  }
}

/** Whether an update tells no more than the last one. */
function isSame(
  { delta, isBound, processes, leavings }: BackgroundUpdate,
  last: BackgroundUpdate | undefined,
): boolean {
  if (!last || !isEmpty(delta)) return false;
  return isBound === last.isBound && processes === last.processes && leavings === last.leavings;
}
