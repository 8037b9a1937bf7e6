import { bindsWorker } from "../tools/table.ts";
import type { PendingCall, ReplicaHolder, SlotRecord } from "./slot-record.ts";

/** The slots a worker holds a replica of, as the main thread knows it. What they take is bounded by bytes, not by count. */
export class ReplicaIndex {
  readonly #holder: ReplicaHolder;
  readonly #maxBytes: number;
  /** The least recently used first, each with the bytes it was counted with. */
  readonly #free = new Map<SlotRecord, number>();
  #freeBytes = 0;
  /** Those that can go nowhere else, by their keys. */
  readonly #pinned = new Map<number, SlotRecord>();
  /** All of them, by their keys. */
  readonly #held = new Map<number, SlotRecord>();
  #forgotten: number[] = [];

  /** @param maxBytes what replicas of slots that are not in use may take; one that alone takes more is kept while no other is used */
  constructor(holder: ReplicaHolder, maxBytes: number) {
    this.#holder = holder;
    this.#maxBytes = maxBytes;
  }

  /** The slot is with this worker now, wherever it was. */
  add(record: SlotRecord): void {
    if (record.warmOn !== this.#holder) record.warmOn?.forget(record.key);
    record.warmOn = this.#holder;
    this.#held.set(record.key, record);
    this.#leave(record);
    if (record.isPinned) this.#pinned.set(record.key, record);
    else this.#enter(record);
  }

  forget(slotKey: number): void {
    this.#forgotten.push(slotKey);
    this.#pinned.delete(slotKey);
    this.#held.delete(slotKey);
  }

  /** The slot of that key that is here. */
  get(slotKey: number): SlotRecord | undefined {
    const record = this.#held.get(slotKey);
    return record?.warmOn === this.#holder ? record : undefined;
  }

  /** How many slots can go nowhere else. */
  get pinnedCount(): number {
    let count = 0;
    for (const record of this.#pinned.values()) if (record.warmOn === this.#holder) count++;
    return count;
  }

  get all(): Iterable<SlotRecord> {
    return this.#held.values();
  }

  /** What lives of it here is nowhere else from now on. */
  pin(record: SlotRecord): void {
    record.isPinned = true;
    this.#leave(record);
    this.#pinned.set(record.key, record);
  }

  /** Lets a slot go to any worker again, unless it has calls by now that may bind it anew. */
  unpin(slotKey: number): void {
    const record = this.#pinned.get(slotKey);
    if (record?.warmOn !== this.#holder || record.inFlight || record.waiting.some(binds)) return;
    this.#pinned.delete(slotKey);
    record.isPinned = false;
    this.#enter(record);
  }

  /** To be called after a slot's state has changed: its replica may take more or less than it was counted with. */
  recount(record: SlotRecord): void {
    const counted = this.#free.get(record);
    if (counted === undefined) return;
    const bytes = record.replicaBytes;
    this.#freeBytes += bytes - counted;
    this.#free.set(record, bytes);
  }

  /** A slot that nobody uses is to cost its files once, in the main thread. */
  dropOld(): void {
    for (const record of this.#free.keys()) {
      if (record.warmOn === this.#holder) {
        if (this.#freeBytes <= this.#maxBytes || this.#free.size === 1) return;
        if (record.inFlight) continue;
        record.warmOn = undefined;
        this.forget(record.key);
        record.freeze();
      }
      this.#leave(record);
    }
  }

  /** Slots this worker may drop. One that comes back in this very message is replaced by what comes with it. */
  takeForgotten(records: readonly SlotRecord[]): number[] {
    const returning = new Set(records.map(({ key }) => key));
    const forgotten = this.#forgotten.filter((key) => !returning.has(key));
    this.#forgotten = [];
    return forgotten;
  }

  #enter(record: SlotRecord): void {
    const bytes = record.replicaBytes;
    this.#free.set(record, bytes);
    this.#freeBytes += bytes;
  }

  #leave(record: SlotRecord): void {
    this.#freeBytes -= this.#free.get(record) ?? 0;
    this.#free.delete(record);
  }
}

function binds({ request }: PendingCall): boolean {
  return bindsWorker(request.call);
}
