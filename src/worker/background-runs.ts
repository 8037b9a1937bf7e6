import { BACKGROUND, type BackgroundUpdate, CONTROL } from "./protocol.ts";
import type { Replica } from "./replica.ts";

/** The replicas of a worker in which processes run between calls, and what the main thread has yet to hear of them. */
export class BackgroundRuns {
  readonly #control: Int32Array;
  /** Whose turn is next comes first. */
  readonly #bound = new Set<Replica>();
  readonly #changed = new Set<Replica>();

  /** @param control the buffer of that name: see the protocol */
  constructor(control: Int32Array) {
    this.#control = control;
  }

  /** Processes of the replica have begun, or have ended. */
  note(replica: Replica): void {
    this.#changed.add(replica);
    if (!replica.isBound) this.#bound.delete(replica);
    else this.#bound.add(replica);
  }

  forget(replica: Replica): void {
    this.#bound.delete(replica);
    this.#changed.delete(replica);
  }

  get hasNews(): boolean {
    return this.#changed.size > 0;
  }

  /** When one of them is to run, in milliseconds since the epoch, or Infinity. */
  get wakeAtMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { wakeAtMs } of this.#bound) next = Math.min(next, wakeAtMs);
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
    const updates = [...this.#changed].map((replica) => replica.update(!isServing(replica)));
    this.#changed.clear();
    return updates;
  }

  #enter(replica: Replica, entry: () => void): void {
    Atomics.add(this.#control, CONTROL.entries, 1);
    Atomics.store(this.#control, CONTROL.currentCall, BACKGROUND);
    try {
      entry();
    } catch {
      replica.loseLeft();
    } finally {
      Atomics.store(this.#control, CONTROL.currentCall, 0);
      this.note(replica);
    }
  }
}
