import type { ReplicaHolder, SlotRecord } from "./slot-record.ts";

/** The lanes a worker holds a replica of, as the main thread knows it. */
export class ReplicaIndex {
  readonly #holder: ReplicaHolder;
  readonly #max: number;
  /** The least recently used first. */
  readonly #free = new Set<SlotRecord>();
  /** Those that can go nowhere else, by their keys. */
  readonly #pinned = new Map<number, SlotRecord>();
  #forgotten: number[] = [];

  /** @param max volumes of slots that are not in use which the worker may keep */
  constructor(holder: ReplicaHolder, max: number) {
    this.#holder = holder;
    this.#max = max;
  }

  /** The lane is with this worker now, wherever it was. */
  add(lane: SlotRecord): void {
    if (lane.warmOn !== this.#holder) lane.warmOn?.forget(lane.key);
    lane.warmOn = this.#holder;
    this.#free.delete(lane);
    if (lane.isPinned) this.#pinned.set(lane.key, lane);
    else this.#free.add(lane);
  }

  forget(slotKey: number): void {
    this.#forgotten.push(slotKey);
    this.#pinned.delete(slotKey);
  }

  /** Unless it has calls by now, which may begin what binds it again. */
  unpin(slotKey: number): void {
    const lane = this.#pinned.get(slotKey);
    if (lane?.warmOn !== this.#holder || lane.inFlight || lane.waiting.length > 0) return;
    this.#pinned.delete(slotKey);
    lane.isPinned = false;
    this.#free.add(lane);
  }

  /** A slot that nobody uses is to cost its files once, in the main thread. */
  dropOld(): void {
    for (const lane of this.#free) {
      if (lane.warmOn === this.#holder) {
        if (this.#free.size <= this.#max) return;
        if (lane.inFlight) continue;
        lane.warmOn = undefined;
        this.forget(lane.key);
        lane.freeze();
      }
      this.#free.delete(lane);
    }
  }

  /** Slots this worker may drop. One that comes back in this very message is replaced by what comes with it. */
  takeForgotten(lanes: readonly SlotRecord[]): number[] {
    const returning = new Set(lanes.map(({ key }) => key));
    const forgotten = this.#forgotten.filter((key) => !returning.has(key));
    this.#forgotten = [];
    return forgotten;
  }
}
