import type { Outcome } from "../api/result.ts";
import type { RunningCall } from "./slot-table.ts";

const KEPT_CALLS = 50;
const KEPT_SECONDS = 60;
const MS_PER_S = 1000;

export interface EndedCall extends Omit<RunningCall, "slot"> {
  /** Undefined for a call that named no slot there is. */
  readonly slot: number | undefined;
  readonly outcome: Outcome;
  /** From its arrival to its result. */
  readonly tookMs: number;
  readonly error: string;
}

/** What happened lately, for the page. */
export class Activity {
  readonly #recent: EndedCall[] = [];
  readonly #perSecond = new Uint32Array(KEPT_SECONDS);
  readonly #beganAtS = nowS();
  #lastS = nowS();
  #calls = 0;
  #failed = 0;

  record(call: EndedCall): void {
    this.#moveOn();
    const index = this.#lastS % KEPT_SECONDS;
    this.#perSecond[index] = (this.#perSecond[index] ?? 0) + 1;
    this.#calls++;
    if (call.outcome !== "ok") this.#failed++;
    this.#recent.push(call);
    if (this.#recent.length > KEPT_CALLS) this.#recent.shift();
  }

  /** The latest first. */
  get recent(): readonly EndedCall[] {
    return this.#recent.toReversed();
  }

  /** Calls that ended in each of the last seconds, the one that runs last. */
  get perSecond(): readonly number[] {
    this.#moveOn();
    return Array.from(this.#perSecond, (_, index) => this.#perSecond[(this.#lastS + 1 + index) % KEPT_SECONDS] ?? 0);
  }

  get totals(): { readonly calls: number; readonly failed: number; readonly uptimeS: number } {
    return { calls: this.#calls, failed: this.#failed, uptimeS: nowS() - this.#beganAtS };
  }

  /** Seconds without a call are empty. */
  #moveOn(): void {
    const now = nowS();
    for (let second = Math.max(this.#lastS + 1, now - KEPT_SECONDS + 1); second <= now; second++)
      this.#perSecond[second % KEPT_SECONDS] = 0;
    this.#lastS = now;
  }
}

/** The seconds of a monotonic clock, which nobody can set back. */
function nowS(): number {
  return Math.floor(performance.now() / MS_PER_S);
}
