import { loop } from "../loop.ts";
import { now } from "../machine.ts";
import type { Binding } from "./binding.ts";

/** Node's timers, immediates and ticks on the loop of ours. */
export const createRuntimeScheduling = {
  timers: (bare: Binding): void => {
    loop.immediateInfo = bare["immediateInfo"] as Uint32Array;
    Object.assign(bare, {
      setupTimers(processImmediate: () => void, processTimers: (now: number) => number) {
        loop.processImmediate = processImmediate;
        loop.processTimers = processTimers;
      },
      getLibuvNow: () => Math.floor(now()),
      scheduleTimer(delayMs: number) {
        loop.timerDueMs = Math.min(loop.timerDueMs, Math.floor(now()) + Math.max(1, delayMs));
      },
      toggleTimerRef(isRef: boolean) {
        loop.isTimerRef = isRef;
      },
    });
  },
  task_queue: (bare: Binding): void => {
    loop.tickInfo = bare["tickInfo"] as Uint8Array;
    Object.assign(bare, {
      // They run when the guest has returned to the host.
      runMicrotasks() {},
      setTickCallback(callback: () => void) {
        loop.processTicks = callback;
      },
      enqueueMicrotask(callback: () => void) {
        void Promise.resolve().then(() => loop.guarded(callback));
      },
      setPromiseRejectCallback(callback: (type: number, promise: Promise<unknown>, reason: unknown) => void) {
        loop.promiseRejected = callback;
      },
    });
  },
};
