import type { Disposition } from "./process.ts";
import { defaultAction, type SignalName } from "./signals.ts";
import { SystemError } from "./system-error.ts";

/** What becomes of a signal. */
export type Delivery = "ignored" | "handled" | "ends" | "stops" | "held";

/** What one process does with signals, and those that have come and wait. Of each kind one waits, as on Linux. */
export class SignalState {
  readonly #dispositions = new Map<SignalName, "ignore" | ((signal: SignalName) => unknown)>();
  readonly #pending = new Set<SignalName>();
  /** Those that came while the process was stopped. */
  readonly #held = new Set<SignalName>();
  #whenContinued: (() => void)[] = [];
  isStopped = false;

  disposition(signal: SignalName): Disposition {
    return (this.#dispositions.get(signal) as Disposition | undefined) ?? "default";
  }

  setDisposition(signal: SignalName, disposition: Disposition): void {
    if (signal === "SIGKILL" || signal === "SIGSTOP") throw new SystemError("EINVAL");
    if (disposition === "default") this.#dispositions.delete(signal);
    else this.#dispositions.set(signal, disposition);
    if (typeof disposition !== "function") this.#pending.delete(signal);
  }

  receive(signal: SignalName): Delivery {
    if (signal === "SIGKILL") return "ends";
    if (this.isStopped && signal !== "SIGCONT") {
      this.#held.add(signal);
      return "held";
    }
    const disposition = this.disposition(signal);
    if (disposition === "ignore") return "ignored";
    if (disposition !== "default") {
      this.#pending.add(signal);
      return "handled";
    }
    const action = defaultAction(signal);
    if (action === "stop") this.isStopped = true;
    return action === "end" ? "ends" : action === "stop" ? "stops" : "ignored";
  }

  /** @returns the signals that were held meanwhile, to be received */
  continue(): SignalName[] {
    this.isStopped = false;
    this.wakeStopped();
    const held = [...this.#held];
    this.#held.clear();
    return held;
  }

  /** Lets what waits to be continued go on, if only to find that it has ended. */
  wakeStopped(): void {
    for (const wake of this.#whenContinued.splice(0)) wake();
  }

  untilContinued(): Promise<void> {
    return new Promise((resolve) => this.#whenContinued.push(resolve));
  }

  /** How many wait for their handlers. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** The next of them. */
  takePending(): SignalName | undefined {
    const [signal] = this.#pending;
    if (signal !== undefined) this.#pending.delete(signal);
    return signal;
  }

  /** What fork and execve leave: what is ignored stays so, handlers are code that is no longer there. */
  withoutHandlers(): SignalState {
    const state = new SignalState();
    for (const [signal, disposition] of this.#dispositions)
      if (disposition === "ignore") state.#dispositions.set(signal, disposition);
    return state;
  }

  dropHandlers(): void {
    for (const [signal, disposition] of this.#dispositions)
      if (disposition !== "ignore") this.#dispositions.delete(signal);
    this.#pending.clear();
  }
}
