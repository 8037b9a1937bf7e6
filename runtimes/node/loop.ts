import { inThisFrame, setFrame } from "./async-context.ts";
import { hasExited, machine, now, startTime } from "./machine.ts";

const HAS_TICK = 0;
const HAS_REJECTION = 1;
const REF_COUNT = 1;
const IMMEDIATES = 0;
const HAS_OUTSTANDING = 2;

const nothing = (): void => {};

/** Something that becomes ready later. */
export interface Watcher {
  readonly isReady: () => boolean;
  readonly task: () => void;
  /** Whether the program goes on for it. */
  isRef: boolean;
}

/**
 * The event loop. The host calls {@link EventLoop.turn} again and again: each turn runs one callback and the ticks after it, and
 * when it has returned V8 runs the microtasks.
 */
export class EventLoop {
  immediateInfo: Uint32Array = new Uint32Array(3);
  tickInfo: Uint8Array = new Uint8Array(2);
  processImmediate = nothing;
  processTimers: (now: number) => number = () => 0;
  processTicks = nothing;
  promiseRejected: (type: number, promise: Promise<unknown>, reason: unknown) => void = nothing;
  onError: (error: unknown) => void = (error) => {
    throw error;
  };
  /** Called when nothing is left to do. @returns whether that brought something to do */
  onIdle: () => void = nothing;
  timerDueMs = Number.POSITIVE_INFINITY;
  isTimerRef = true;
  readonly #tasks: (() => void)[] = [];
  readonly #watchers = new Set<Watcher>();
  #phase: "timers" | "tasks" | "immediates" = "timers";
  #tasksLeft = 0;
  #hasBeenIdle = false;

  /** Has something done in a later turn; until then the program doesn't end. */
  enqueue(task: () => void): void {
    this.#tasks.push(inThisFrame(task));
  }

  /** Has something done once it is ready; until then the program doesn't end. */
  watch(isReady: () => boolean, task: () => void): Watcher {
    const watcher = { isReady, task: inThisFrame(task), isRef: true };
    this.#watchers.add(watcher);
    return watcher;
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  guarded(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      if (hasExited()) return;
      try {
        this.onError(error);
      } catch (second) {
        if (!hasExited()) throw second;
      }
    }
  }

  turn(): void {
    if (hasExited()) return;
    setFrame(undefined);
    if (this.#hasTicks || this.#runNext()) this.#ticks();
    else if (this.#wait()) this.#hasBeenIdle = false;
    else if (this.#hasBeenIdle && !this.#isAlive) this.guarded(this.onIdle);
    else {
      this.#hasBeenIdle = true;
      this.guarded(() => this.onBeforeExit());
      this.#ticks();
    }
  }

  onBeforeExit: () => void = nothing;

  get #hasTicks(): boolean {
    return this.tickInfo[HAS_TICK] === 1 || this.tickInfo[HAS_REJECTION] === 1;
  }

  get #isAlive(): boolean {
    return (
      this.#hasTicks ||
      this.#tasks.length > 0 ||
      this.#hasRefWatcher ||
      (this.immediateInfo[REF_COUNT] ?? 0) > 0 ||
      this.#hasRefTimer
    );
  }

  get #hasRefTimer(): boolean {
    return this.timerDueMs !== Number.POSITIVE_INFINITY && this.isTimerRef;
  }

  #ticks(): void {
    this.guarded(this.processTicks);
  }

  /** Runs one callback: of timers first, then of what had come in by then, then of immediates, as Node's loop does. */
  #runNext(): boolean {
    for (let tried = 0; tried < 3; tried++) {
      if (this.#phase === "timers") {
        if (this.timerDueMs <= now()) {
          this.#runTimer();
          return true;
        }
        this.#phase = "tasks";
        this.#takeReady();
        this.#tasksLeft = this.#tasks.length;
      }
      if (this.#phase === "tasks") {
        const task = this.#tasksLeft > 0 ? this.#tasks.shift() : undefined;
        if (task) {
          this.#tasksLeft--;
          this.#hasBeenIdle = false;
          this.guarded(task);
          return true;
        }
        this.#phase = "immediates";
      }
      const [count = 0] = this.immediateInfo.subarray(IMMEDIATES);
      const goesOn = this.immediateInfo[HAS_OUTSTANDING] === 1;
      if (goesOn || (count > 0 && !this.#immediatesDone)) {
        this.#hasBeenIdle = false;
        this.guarded(this.processImmediate);
        this.#immediatesDone = this.immediateInfo[HAS_OUTSTANDING] !== 1;
        return true;
      }
      this.#immediatesDone = false;
      this.#phase = "timers";
    }
    return false;
  }

  #takeReady(): void {
    for (const watcher of [...this.#watchers]) {
      if (!watcher.isReady()) continue;
      this.#watchers.delete(watcher);
      this.#tasks.push(watcher.task);
    }
  }

  get #hasRefWatcher(): boolean {
    for (const { isRef } of this.#watchers) if (isRef) return true;
    return false;
  }

  /** Whether the immediates that were there when their phase began have run. */
  #immediatesDone = false;

  #runTimer(): void {
    this.#hasBeenIdle = false;
    this.timerDueMs = Number.POSITIVE_INFINITY;
    let next: number | undefined;
    this.guarded(() => {
      next = this.processTimers(Math.floor(now()));
    });
    // After an error the other timers are still due.
    if (next === undefined) this.timerDueMs = 0;
    else if (next !== 0) {
      this.timerDueMs = Math.min(this.timerDueMs, Math.abs(next));
      this.isTimerRef = next > 0;
    }
  }

  /** For the next timer, or for what is watched. The host doesn't wait with the program on its stack: it comes back later. */
  #wait(): boolean {
    if (!this.#hasRefTimer && !this.#hasRefWatcher) {
      // The last look at a child was a call that waits; the program does not.
      if (this.#watchers.size > 0) machine().files.sleepUntil(0);
      return false;
    }
    const untilMs = this.timerDueMs === Number.POSITIVE_INFINITY ? this.timerDueMs : startTime() + this.timerDueMs;
    if (this.timerDueMs > now()) machine().files.sleepUntil(Math.max(Date.now() + 1, Math.ceil(untilMs)));
    return true;
  }
}

export const loop = new EventLoop();
