import type { Sandbox } from "../sandbox.ts";

const NAME = /^slot_(0|[1-9]\d{0,8})$/;

interface Call {
  readonly executionId: string | null;
  readonly done: Promise<void>;
}

/** A slot that something is asked of. */
interface BusySlot {
  /** In flight, the oldest first. */
  readonly calls: Call[];
  /** Calls that come during a reset wait for it. */
  resetting: Promise<void> | undefined;
}

export interface SlotStatus {
  readonly name: string;
  readonly isExecuting: boolean;
  readonly currentExecutionId: string | null;
}

/** The slots a server offers, by name. None costs anything until it is used. */
export class ServedSlots {
  readonly count: number;
  readonly #sandbox: Sandbox;
  readonly #busy = new Map<number, BusySlot>();

  constructor(sandbox: Sandbox, count: number) {
    this.#sandbox = sandbox;
    this.count = count;
  }

  /** @returns nothing for a name that no slot has */
  find(name: unknown): number | undefined {
    const index = typeof name === "string" ? Number(NAME.exec(name)?.[1] ?? Number.NaN) : Number.NaN;
    return index < this.count ? index : undefined;
  }

  get executing(): number {
    let executing = 0;
    for (const { calls } of this.#busy.values()) if (calls.length > 0) executing++;
    return executing;
  }

  status(slot: number): SlotStatus {
    const [current] = this.#busy.get(slot)?.calls ?? [];
    return {
      name: `slot_${slot}`,
      isExecuting: current !== undefined,
      currentExecutionId: current?.executionId ?? null,
    };
  }

  async run<Result>(slot: number, executionId: string | null, work: () => Promise<Result>): Promise<Result> {
    const busy = this.#use(slot);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const call = { executionId, done };
    busy.calls.push(call);
    try {
      // Only then: calls of one batch are to reach the pool in one turn.
      if (busy.resetting) await busy.resetting;
      return await work();
    } finally {
      busy.calls.splice(busy.calls.indexOf(call), 1);
      resolve();
      this.#forgetIdle(slot, busy);
    }
  }

  /** Empties a slot when what it is at is done. */
  async reset(slot: number): Promise<void> {
    const busy = this.#use(slot);
    const before = Promise.all([busy.resetting, ...busy.calls.map(({ done }) => done)]);
    const resetting = before.then(() => this.#sandbox.reset(slot));
    busy.resetting = resetting;
    await resetting;
    if (busy.resetting === resetting) busy.resetting = undefined;
    this.#forgetIdle(slot, busy);
  }

  #use(slot: number): BusySlot {
    const known = this.#busy.get(slot);
    if (known) return known;
    const busy: BusySlot = { calls: [], resetting: undefined };
    this.#busy.set(slot, busy);
    return busy;
  }

  #forgetIdle(slot: number, busy: BusySlot): void {
    if (busy.calls.length === 0 && !busy.resetting) this.#busy.delete(slot);
  }
}
