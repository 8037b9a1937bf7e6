import { expect, it } from "vitest";
import { type Assignment, PoolWorker } from "../../src/pool/pool-worker.ts";
import type { WorkerInit } from "../../src/worker/protocol.ts";
import { CELL } from "../../src/worker/worker-cells.ts";
import { ofStandIn } from "./scheduler-fixture.ts";

const MINUTE_MS = 60_000;

it("a worker whose call has just ended is not one that was silent as long as the call ran", () => {
  const shared = ofStandIn();
  const { cells } = shared;
  const start = () => ({ ...shared, post: () => {}, terminate: async () => {}, keepAlive: () => {} });
  const ignore = (): void => {};
  const init = new Promise<WorkerInit>(() => {});
  const worker = new PoolWorker(start, init, 0, { onReady: ignore, onResults: ignore, onGone: ignore });
  const call = { request: { timeoutMs: 2 * MINUTE_MS } };
  worker.assignments.set(1, { calls: new Map([[7, call]]) } as unknown as Assignment);
  Atomics.store(cells, CELL.entries, 1);
  Atomics.store(cells, CELL.currentCall, 7);
  expect(worker.observe(0)).toEqual({ entryMs: 0, stuck: undefined });
  expect(worker.observe(MINUTE_MS)).toEqual({ entryMs: MINUTE_MS, stuck: undefined });
  // Its result is on its way.
  Atomics.store(cells, CELL.currentCall, 0);
  expect(worker.observe(MINUTE_MS + 20)).toEqual({ entryMs: 0, stuck: undefined });
  expect(worker.observe(2 * MINUTE_MS + 20).stuck).toMatchObject({ cause: "unknown" });
});
