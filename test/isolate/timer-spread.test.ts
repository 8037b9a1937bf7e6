import { performance } from "node:perf_hooks";
import { expect, it } from "vitest";
import { spreadTimeout } from "../../src/isolate/timer-spread.ts";

it("timeouts that many entries have at once are due bit by bit, and none before its time", () => {
  const due = new Map<number, number>();
  for (let entry = 0; entry < 200_000; entry++) {
    const before = Math.floor(performance.now());
    const timeoutMs = spreadTimeout(entry % 2 === 0 ? 1000 : 1500);
    expect(timeoutMs).toBeGreaterThanOrEqual(entry % 2 === 0 ? 1000 : 1500);
    due.set(before + timeoutMs, (due.get(before + timeoutMs) ?? 0) + 1);
  }
  // This clock may be read a millisecond before that of the function.
  expect(Math.max(...due.values())).toBeLessThanOrEqual(50);
  expect(spreadTimeout(60_000)).toBe(60_000);
});
