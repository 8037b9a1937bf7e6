import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { resolveConfig } from "../../src/api/config.ts";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import type { ToolResult } from "../../src/api/result.ts";
import { loadProgram } from "../../src/backend/wasm-programs.ts";
import type { SlotRecord } from "../../src/pool/slot-record.ts";
import { EXPORTED_FUNCTION } from "../../src/tools/table.ts";
import { inGuest, kill, type Pool, startPool } from "./scheduler-fixture.ts";

const module = fileURLToPath(new URL("../wasi/programs/reactor.wasm", import.meta.url));
const startPinned = async (workers: number): Promise<Pool> =>
  startPool(workers, undefined, 8, await loadProgram(resolveConfig({ kind: "wasi", module }), DEFAULT_LIMITS));

function call(pool: Pool, slot: SlotRecord, name: string, value?: number, timeoutMs?: number): Promise<ToolResult> {
  const args = value === undefined ? [] : [{ type: "i32" as const, value }];
  return pool.call(slot, { tool: EXPORTED_FUNCTION, args: { name, args, stdin: "" } }, timeoutMs);
}

it("a slot with an instance waits for the worker that has it, even if another is free", async () => {
  await using pool = await startPinned(2);
  const slots = [pool.slot(), pool.slot(), pool.slot(), pool.slot()];
  await Promise.all(slots.map((slot) => call(pool, slot, "count", 1)));
  const neighboursOf = (slot: SlotRecord) => slots.filter((other) => other !== slot && other.warmOn === slot.warmOn);
  const busy = slots.find((slot) => neighboursOf(slot).length > 0);
  const [neighbour] = busy ? neighboursOf(busy) : [];
  if (!busy || !neighbour) throw new Error("of four slots two share one of two workers");
  const spinning = call(pool, busy, "spin", undefined, 300);
  const counted = await call(pool, neighbour, "count", 1);
  expect(counted.metadata).toMatchObject({ value: 102, firstCall: false });
  expect((await spinning).metadata.outcome).toBe("timeout");
  const again = await Promise.all(slots.map((slot) => call(pool, slot, "count", 1)));
  expect(again.map(({ metadata }) => metadata.value)).toEqual(
    slots.map((slot) => (slot === busy ? 101 : slot === neighbour ? 103 : 102)),
  );
});

it("a slot whose worker is lost goes to another one, and begins anew", async () => {
  await using pool = await startPinned(1);
  const [slot, other] = [pool.slot(), pool.slot()];
  await call(pool, slot, "count", 1);
  await call(pool, other, "count", 1);
  const spinning = call(pool, slot, "spin");
  const [worker] = pool.workers;
  if (!worker) throw new Error("no worker");
  await inGuest(worker);
  kill(worker);
  expect((await spinning).metadata.outcome).toBe("worker-lost");
  for (const each of [slot, other])
    expect((await call(pool, each, "count", 1)).metadata).toMatchObject({ value: 101, firstCall: true });
});

it("a slot is bound to its worker while it has a session there", async () => {
  await using pool = await startPool(1);
  const run = (slot: SlotRecord, code: string): Promise<ToolResult> => {
    slot.isPinned = true;
    return pool.call(slot, { tool: "javascript", args: { code } }, 20_000);
  };
  const [first, second] = [pool.slot(), pool.slot()];
  expect((await run(first, "let x = 1; x")).metadata.value).toBe(1);
  expect(first.isPinned).toBe(true);
  // One session is all the worker may have.
  expect((await run(second, "let x = 2; x")).metadata.value).toBe(2);
  await run(second, "x");
  expect([first.isPinned, second.isPinned]).toEqual([false, true]);
  await run(second, "process.exit()");
  await pool.call(first, { tool: "read_file", args: { path: "x" } }, 20_000);
  expect(second.isPinned).toBe(false);
  expect((await run(first, "typeof x")).metadata).toMatchObject({ value: "undefined", firstCall: true });
});
