import { SlotboxError } from "../api/errors.ts";
import { Slot } from "../api/slot.ts";

interface Lease {
  readonly index: number;
  callsInFlight: number;
}

interface Waiter {
  readonly trajectoryId: string;
  readonly promise: Promise<Slot>;
  resolve(slot: Slot): void;
  reject(error: Error): void;
}

/** Who holds which slot: affinity by trajectory, and a queue in order of arrival when all are held. */
export class Leases {
  readonly #maxSlots: number;
  readonly #acquireTimeoutMs: number;
  readonly #reset: (index: number) => void;
  readonly #leases = new Map<Slot, Lease>();
  readonly #byTrajectory = new Map<string, Slot>();
  /** Free slots with the files of the trajectory that had them, the longest free first. */
  readonly #kept = new Map<string, number>();
  readonly #clean: number[] = [];
  readonly #waiters = new Map<string, Waiter>();
  #slotsMade = 0;

  /** @param reset empties a slot back to the template */
  constructor(maxSlots: number, acquireTimeoutMs: number, reset: (index: number) => void) {
    this.#maxSlots = maxSlots;
    this.#acquireTimeoutMs = acquireTimeoutMs;
    this.#reset = reset;
  }

  get counts(): { acquired: number; executing: number } {
    let executing = 0;
    for (const { callsInFlight } of this.#leases.values()) if (callsInFlight > 0) executing++;
    return { acquired: this.#leases.size, executing };
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  acquire(trajectoryId: string): Promise<Slot> {
    const held = this.#byTrajectory.get(trajectoryId);
    if (held) return Promise.resolve(held);
    const index = this.#takeFree(trajectoryId);
    if (index !== undefined) return Promise.resolve(this.#lease(index, trajectoryId));
    return this.#waiters.get(trajectoryId)?.promise ?? this.#wait(trajectoryId);
  }

  release(slot: Slot, resetWorkspace: boolean): void {
    const lease = this.find(slot);
    if ("fault" in lease) throw lease.fault;
    if (lease.callsInFlight > 0) {
      throw new SlotboxError(
        "slot_busy",
        `slot ${slot.id} has ${lease.callsInFlight} calls in flight: wait for them before releasing it`,
      );
    }
    slot.transition("releasing");
    this.#leases.delete(slot);
    this.#byTrajectory.delete(slot.trajectoryId);
    if (resetWorkspace) {
      this.#reset(lease.index);
      this.#clean.push(lease.index);
    } else this.#kept.set(slot.trajectoryId, lease.index);
    slot.transition("available");
    this.#serveNext();
  }

  /** The lease of a slot that is held, or what is wrong with it. */
  find(slot: unknown): Lease | { fault: SlotboxError } {
    if (!(slot instanceof Slot))
      return { fault: new SlotboxError("unknown_slot", "slot must be a Slot that acquire() of this backend gave") };
    const lease = this.#leases.get(slot);
    if (lease) return lease;
    if (slot.state === "available") return { fault: new SlotboxError("slot_released", `slot ${slot.id} was released`) };
    return { fault: new SlotboxError("unknown_slot", `slot ${slot.id} belongs to another backend`) };
  }

  began(slot: Slot): void {
    const lease = this.#leases.get(slot);
    if (lease && lease.callsInFlight++ === 0) slot.transition("executing");
  }

  ended(slot: Slot): void {
    const lease = this.#leases.get(slot);
    if (lease && --lease.callsInFlight === 0) slot.transition("acquired");
  }

  rejectWaiting(): void {
    for (const waiter of [...this.#waiters.values()])
      waiter.reject(new SlotboxError("not_running", "the backend was stopped while this acquire waited"));
  }

  /** Ends all leases and empties all slots. */
  forgetAll(): void {
    for (const [slot, { index }] of this.#leases) {
      this.#reset(index);
      if (slot.state === "executing") slot.transition("acquired");
      slot.transition("releasing");
      slot.transition("available");
    }
    for (const index of this.#kept.values()) this.#reset(index);
    this.#leases.clear();
    this.#byTrajectory.clear();
    this.#kept.clear();
    this.#clean.length = 0;
    this.#slotsMade = 0;
  }

  #takeFree(trajectoryId: string): number | undefined {
    const former = this.#kept.get(trajectoryId);
    if (former !== undefined) {
      this.#kept.delete(trajectoryId);
      return former;
    }
    const clean = this.#clean.pop();
    if (clean !== undefined) return clean;
    if (this.#slotsMade < this.#maxSlots) return this.#slotsMade++;
    const [oldest] = this.#kept;
    if (!oldest) return undefined;
    const [formerTrajectory, index] = oldest;
    this.#kept.delete(formerTrajectory);
    this.#reset(index);
    return index;
  }

  #lease(index: number, trajectoryId: string): Slot {
    const slot = new Slot(`slot_${index}`, trajectoryId);
    slot.transition("acquired");
    this.#leases.set(slot, { index, callsInFlight: 0 });
    this.#byTrajectory.set(trajectoryId, slot);
    return slot;
  }

  #wait(trajectoryId: string): Promise<Slot> {
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const leave = (): void => {
      clearTimeout(timer);
      this.#waiters.delete(trajectoryId);
    };
    const waiter: Waiter = {
      trajectoryId,
      promise,
      resolve: (slot) => {
        leave();
        resolve(slot);
      },
      reject: (error) => {
        leave();
        reject(error);
      },
    };
    const timer = setTimeout(() => {
      const message = `no slot came free within ${this.#acquireTimeoutMs} ms (acquireTimeoutMs); all ${this.#maxSlots} (maxSlots) are held`;
      waiter.reject(new SlotboxError("acquire_timeout", message));
    }, this.#acquireTimeoutMs);
    this.#waiters.set(trajectoryId, waiter);
    return promise;
  }

  #serveNext(): void {
    const [next] = this.#waiters.values();
    if (!next) return;
    const index = this.#takeFree(next.trajectoryId);
    if (index !== undefined) next.resolve(this.#lease(index, next.trajectoryId));
  }
}
