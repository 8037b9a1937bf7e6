import { CANCEL_GLOBAL } from "../abi/shell.ts";

/* AbortController, AbortSignal and the little of EventTarget they need. */

type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };

class Event {
  readonly type: string;
  constructor(type: string) {
    this.type = type;
  }
}

class EventTarget {
  readonly #listeners = new Map<string, Map<Listener, boolean>>();

  addEventListener(type: string, listener: Listener | null, options?: { once?: boolean } | boolean): void {
    if (!listener) return;
    const listeners = this.#listeners.get(type) ?? new Map<Listener, boolean>();
    this.#listeners.set(type, listeners);
    if (!listeners.has(listener)) listeners.set(listener, typeof options === "object" && options.once === true);
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  dispatchEvent(event: Event): boolean {
    const listeners = this.#listeners.get(event.type);
    for (const [listener, once] of [...(listeners ?? [])]) {
      if (once) listeners?.delete(listener);
      if (typeof listener === "function") listener(event);
      else listener.handleEvent(event);
    }
    return true;
  }
}

export class AbortSignal extends EventTarget {
  #aborted = false;
  reason: unknown;

  get aborted(): boolean {
    return this.#aborted;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Not for guests' use: controllers and the deadline call it. */
  trigger(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.reason = reason ?? new Error("This operation was aborted");
    this.dispatchEvent(new Event("abort"));
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const combined = new AbortSignal();
    for (const signal of signals) {
      if (signal.aborted) combined.trigger(signal.reason);
      else signal.addEventListener("abort", () => combined.trigger(signal.reason), { once: true });
    }
    return combined;
  }

  static abort(reason?: unknown): AbortSignal {
    const signal = new AbortSignal();
    signal.trigger(reason);
    return signal;
  }

  static timeout(ms: number): AbortSignal {
    const signal = new AbortSignal();
    setTimeout(() => signal.trigger(new Error("The operation timed out")), ms);
    return signal;
  }
}

class AbortController {
  readonly signal = new AbortSignal();
  abort(reason?: unknown): void {
    this.signal.trigger(reason);
  }
}

/** Whether the host has told the call to end now. */
export function isCancelled(): boolean {
  const cell = (globalThis as unknown as Record<string, Int32Array | undefined>)[CANCEL_GLOBAL];
  return cell !== undefined && cell[0] !== 0;
}

/**
 * Aborted as soon as the clock says so: commands that compute poll `aborted` at each unit of work, so a call
 * ends by itself, with the output so far, without the host having to stop the isolate.
 */
export class DeadlineSignal extends AbortSignal {
  #deadlineMs: number;

  constructor(deadlineMs: number) {
    super();
    this.#deadlineMs = deadlineMs;
  }

  moveTo(deadlineMs: number): void {
    this.#deadlineMs = deadlineMs;
  }

  override get aborted(): boolean {
    if (!super.aborted && (Date.now() >= this.#deadlineMs || isCancelled()))
      this.trigger(new Error("The operation timed out"));
    return super.aborted;
  }
}

export function installAbort(): void {
  Object.assign(globalThis, { Event, EventTarget, AbortSignal, AbortController });
}
