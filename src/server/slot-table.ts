import type { ToolResult } from "../api/result.ts";
import { resultAt } from "../backend/batch.ts";
import type { Sandbox, SandboxCall } from "../backend/sandbox.ts";
import { slotOf } from "../wire/slot-names.ts";

/** A call as it is seen while it runs. */
export interface RunningCall {
  readonly slot: number;
  readonly executionId: string | null;
  readonly tool: string;
  /** The beginning of what it does, for people. */
  readonly summary: string;
  /** Milliseconds since the epoch. */
  readonly beganAtMs: number;
}

/** A call for a slot, and how it is shown while it runs. */
export interface SlotCall {
  readonly shown: RunningCall;
  readonly call: SandboxCall;
}

interface CallInFlight extends SlotCall {
  readonly busy: BusySlot;
  readonly result: Promise<ToolResult>;
  settle(result: Promise<ToolResult>): void;
}

/** A slot that something is asked of. */
interface BusySlot {
  /** In flight, the oldest first. */
  readonly calls: CallInFlight[];
  /** Calls that come during a reset wait for it. */
  resetting: Promise<void> | undefined;
}

/** The slots a server offers, by name. None costs anything until it is used. */
export class SlotTable {
  readonly count: number;
  readonly #sandbox: Sandbox;
  readonly #busy = new Map<number, BusySlot>();
  /** Slots that had a call since they were last empty. */
  readonly #used = new Set<number>();

  constructor(sandbox: Sandbox, count: number) {
    this.#sandbox = sandbox;
    this.count = count;
  }

  /** @returns nothing for a name that no slot has */
  find(name: unknown): number | undefined {
    return slotOf(name, this.count);
  }

  get executing(): number {
    let executing = 0;
    for (const { calls } of this.#busy.values()) if (calls.length > 0) executing++;
    return executing;
  }

  /** The oldest call of each slot that has one. */
  *running(): Generator<RunningCall> {
    for (const { calls } of this.#busy.values()) if (calls[0]) yield calls[0].shown;
  }

  get used(): ReadonlySet<number> {
    return this.#used;
  }

  current(slot: number): RunningCall | undefined {
    return this.#busy.get(slot)?.calls[0]?.shown;
  }

  /**
   * Runs calls as one batch of the sandbox; those whose slot is being reset follow when that is done. One result for each
   * call, in their order.
   */
  executeBatch(calls: readonly SlotCall[]): Promise<ToolResult>[] {
    const entries = calls.map((call) => this.#enter(call));
    for (const [resetting, group] of Map.groupBy(entries, ({ busy }) => busy.resetting)) {
      const results = this.#submit(group, resetting);
      for (const [index, { settle }] of group.entries()) settle(resultAt(results, index));
    }
    return entries.map((entry) => this.#left(entry));
  }

  #enter(call: SlotCall): CallInFlight {
    const busy = this.#use(call.shown.slot);
    const { promise: result, resolve: settle } = Promise.withResolvers<ToolResult>();
    const entry = { ...call, busy, result, settle };
    busy.calls.push(entry);
    return entry;
  }

  async #submit(entries: readonly CallInFlight[], resetting: Promise<void> | undefined) {
    if (resetting) await resetting.catch(() => {});
    for (const { shown } of entries) this.#used.add(shown.slot);
    return this.#sandbox.executeBatch(entries.map(({ call }) => call));
  }

  async #left(entry: CallInFlight): Promise<ToolResult> {
    const { busy, result, shown } = entry;
    try {
      return await result;
    } finally {
      busy.calls.splice(busy.calls.indexOf(entry), 1);
      this.#forgetIdle(shown.slot, busy);
    }
  }

  /** Empties a slot when what it is at is done. */
  async reset(slot: number): Promise<void> {
    const busy = this.#use(slot);
    const before = Promise.allSettled([busy.resetting, ...busy.calls.map(({ result }) => result)]);
    const resetting = before.then(async () => {
      await this.#sandbox.reset(slot);
      await this.#sandbox.prepare?.(slot);
      this.#used.delete(slot);
    });
    busy.resetting = resetting;
    try {
      await resetting;
    } finally {
      if (busy.resetting === resetting) busy.resetting = undefined;
      this.#forgetIdle(slot, busy);
    }
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
