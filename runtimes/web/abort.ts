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
 * Aborted as soon as the clock says so: the interpreter polls `aborted` at each statement and unit of work, so a call
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

  /** Whether the call was told to end; unlike `aborted`, asking doesn't make it so. */
  get fired(): boolean {
    return super.aborted;
  }

  /** Fires if it is time. */
  look(nowMs = Date.now()): void {
    if (!super.aborted && (nowMs >= this.#deadlineMs || isCancelled()))
      this.trigger(new Error("The operation timed out"));
  }

  override get aborted(): boolean {
    const now = Date.now();
    this.look(now);
    return super.aborted || NestedDeadline.isPassed(now);
  }
}

/**
 * The deadline of a part of a call. While it is there and has passed, whatever polls the call's own is told to end:
 * a timer couldn't fire, since a command that computes gives no turn to anybody.
 */
export class NestedDeadline implements Disposable {
  static readonly #open = new Set<NestedDeadline>();
  readonly #deadlineMs: number;
  #acted = false;

  constructor(deadlineMs: number) {
    this.#deadlineMs = deadlineMs;
    NestedDeadline.#open.add(this);
  }

  /** Whether one has passed and its part has not ended yet. */
  static isPassed(nowMs: number): boolean {
    for (const deadline of NestedDeadline.#open) {
      if (nowMs < deadline.#deadlineMs) continue;
      deadline.#acted = true;
      return true;
    }
    return false;
  }

  /** The next one, or Infinity. */
  static nextMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const deadline of NestedDeadline.#open) next = Math.min(next, deadline.#deadlineMs);
    return next;
  }

  static forgetAll(): void {
    NestedDeadline.#open.clear();
  }

  /** Whether somebody was told to end because of it. */
  get acted(): boolean {
    return this.#acted;
  }

  [Symbol.dispose](): void {
    NestedDeadline.#open.delete(this);
  }
}

export function installAbort(): void {
  Object.assign(globalThis, { Event, EventTarget, AbortSignal, AbortController });
}
