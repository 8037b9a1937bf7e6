import { NEXT_WAKE } from "../abi/capability.ts";
import { REGISTERS_GLOBAL } from "../abi/shell.ts";

interface Timer {
  readonly dueMs: number;
  readonly repeatMs: number | undefined;
  readonly fire: () => void;
}

const timers = new Map<number, Timer>();
let lastId = 0;

function registers(): Float64Array | undefined {
  return (globalThis as unknown as Record<string, Float64Array | undefined>)[REGISTERS_GLOBAL];
}

/** Tells the host when to enter again, at the latest. */
export function publishNextWake(latestMs: number): void {
  const shared = registers();
  if (!shared) return;
  let next = latestMs;
  for (const { dueMs } of timers.values()) next = Math.min(next, dueMs);
  shared[NEXT_WAKE] = next;
}

function add(callback: unknown, delay: unknown, args: unknown[], repeats: boolean): number {
  if (typeof callback !== "function") throw new TypeError("a timer needs a function");
  const ms = Math.max(0, Number(delay) || 0);
  const id = ++lastId;
  const fire = () => callback(...args);
  if (ms === 0 && !repeats) {
    timers.set(id, { dueMs: Number.POSITIVE_INFINITY, repeatMs: undefined, fire });
    void Promise.resolve().then(() => {
      if (timers.delete(id)) fire();
    });
  } else {
    const dueMs = Date.now() + ms;
    timers.set(id, { dueMs, repeatMs: repeats ? Math.max(1, ms) : undefined, fire });
    const shared = registers();
    if (shared) shared[NEXT_WAKE] = Math.min(shared[NEXT_WAKE] ?? dueMs, dueMs);
  }
  return id;
}

/** Fires what is due, in order of time. */
export function fireDueTimers(): void {
  const now = Date.now();
  const due = [...timers].filter(([, timer]) => timer.dueMs <= now).sort(([, a], [, b]) => a.dueMs - b.dueMs);
  for (const [id, timer] of due) {
    if (!timers.delete(id)) continue;
    if (timer.repeatMs !== undefined) timers.set(id, { ...timer, dueMs: now + timer.repeatMs });
    timer.fire();
  }
}

export function clearAllTimers(): void {
  timers.clear();
}

export function installTimers(): void {
  const clear = (id: unknown): void => {
    timers.delete(Number(id));
  };
  Object.assign(globalThis, {
    setTimeout: (callback: unknown, delay?: unknown, ...args: unknown[]) => add(callback, delay, args, false),
    setInterval: (callback: unknown, delay?: unknown, ...args: unknown[]) => add(callback, delay, args, true),
    clearTimeout: clear,
    clearInterval: clear,
    queueMicrotask: (callback: () => void) => void Promise.resolve().then(callback),
    performance: { now: () => Date.now() - startedAt, timeOrigin: 0 },
  });
}

const startedAt = Date.now();
