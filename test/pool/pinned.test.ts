import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { resolveConfig } from "../../src/api/config.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ToolResult } from "../../src/api/result.ts";
import { loadProgram } from "../../src/backend/wasm-programs.ts";
import type { SlotRecord } from "../../src/pool/slot-record.ts";
import { EXPORTED_FUNCTION } from "../../src/tools/schemas.ts";
import { inGuest, kill, type Pool, startPool } from "./scheduler-fixture.ts";

const module = fileURLToPath(new URL("../wasi/programs/reactor.wasm", import.meta.url));
const startPinned = async (workers: number): Promise<Pool> =>
  startPool(workers, undefined, 8, await loadProgram(resolveConfig({ kind: "wasi", module }), DEFAULT_LIMITS));

let batchId = 0;
function call(
  { scheduler }: Pool,
  lane: SlotRecord,
  name: string,
  value?: number,
  timeoutMs = 10_000,
): Promise<ToolResult> {
  const args = value === undefined ? [] : [{ type: "i32" as const, value }];
  return scheduler.submit(lane, {
    tool: EXPORTED_FUNCTION,
    args: { name, args, stdin: "" },
    timeoutMs,
    batchId: ++batchId,
  });
}

it("a slot with an instance waits for the worker that has it, even if another is free", async () => {
  await using pool = await startPinned(2);
  const lanes = [pool.lane(), pool.lane(), pool.lane(), pool.lane()];
  await Promise.all(lanes.map((lane) => call(pool, lane, "count", 1)));
  const neighboursOf = (lane: SlotRecord) => lanes.filter((other) => other !== lane && other.warmOn === lane.warmOn);
  const busy = lanes.find((lane) => neighboursOf(lane).length > 0);
  const [neighbour] = busy ? neighboursOf(busy) : [];
  if (!busy || !neighbour) throw new Error("of four slots two share one of two workers");
  const spinning = call(pool, busy, "spin", undefined, 300);
  const counted = await call(pool, neighbour, "count", 1);
  expect(counted.metadata).toMatchObject({ value: 102, firstCall: false });
  expect((await spinning).metadata.outcome).toBe("timeout");
  const again = await Promise.all(lanes.map((lane) => call(pool, lane, "count", 1)));
  expect(again.map(({ metadata }) => metadata.value)).toEqual(
    lanes.map((lane) => (lane === busy ? 101 : lane === neighbour ? 103 : 102)),
  );
});

it("a slot whose worker is lost goes to another one, and begins anew", async () => {
  await using pool = await startPinned(1);
  const [lane, other] = [pool.lane(), pool.lane()];
  await call(pool, lane, "count", 1);
  await call(pool, other, "count", 1);
  const spinning = call(pool, lane, "spin");
  const [worker] = pool.workers;
  if (!worker) throw new Error("no worker");
  await inGuest(worker);
  kill(worker);
  expect((await spinning).metadata.outcome).toBe("worker-lost");
  for (const each of [lane, other])
    expect((await call(pool, each, "count", 1)).metadata).toMatchObject({ value: 101, firstCall: true });
});

it("a slot is bound to its worker while it has a session there", async () => {
  await using pool = await startPool(1);
  const run = (lane: SlotRecord, code: string): Promise<ToolResult> => {
    lane.isPinned = true;
    return pool.scheduler.submit(lane, { tool: "javascript", args: { code }, timeoutMs: 20_000, batchId: ++batchId });
  };
  const [first, second] = [pool.lane(), pool.lane()];
  expect((await run(first, "let x = 1; x")).metadata.value).toBe(1);
  expect(first.isPinned).toBe(true);
  // One session is all the worker may have.
  expect((await run(second, "let x = 2; x")).metadata.value).toBe(2);
  await run(second, "x");
  expect([first.isPinned, second.isPinned]).toEqual([false, true]);
  await run(second, "process.exit()");
  await pool.scheduler.submit(first, { tool: "read_file", args: { path: "x" }, timeoutMs: 20_000, batchId: ++batchId });
  expect(second.isPinned).toBe(false);
  expect((await run(first, "typeof x")).metadata).toMatchObject({ value: "undefined", firstCall: true });
});
