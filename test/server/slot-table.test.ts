import { expect, it } from "vitest";
import type { ToolResult } from "../../src/api/result.ts";
import type { Sandbox, SandboxCall } from "../../src/backend/sandbox.ts";
import { type SlotCall, SlotTable } from "../../src/server/slot-table.ts";

/** A sandbox whose batches a test sees, and whose resets end when a test lets them. */
class ObservedSandbox implements Sandbox {
  readonly tools = [];
  readonly stats = { workers: 1, workersReplaced: 0, queuedCalls: 0, workspaceBytes: 0 };
  readonly maxTimeoutMs = 1000;
  readonly batches: number[][] = [];
  readonly resets = new Map<number, PromiseWithResolvers<void>>();

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  executeBatch(calls: readonly SandboxCall[]): Promise<ToolResult>[] {
    this.batches.push(calls.map(({ slot }) => slot));
    const metadata = { outcome: "ok", durationMs: 0, truncated: false } as const;
    return calls.map(async ({ tool }) => ({ success: true, output: String(tool), error: "", metadata }));
  }

  reset(slot: number): Promise<void> {
    const reset = Promise.withResolvers<void>();
    this.resets.set(slot, reset);
    return reset.promise;
  }

  readArtifact = unused;
  listArtifacts = unused;
  archiveArtifacts = unused;
}

const unused = (): never => {
  throw new Error("not asked here");
};

const call = (slot: number, tool: string): SlotCall => ({
  shown: { slot, executionId: null, tool, summary: "", beganAtMs: 0 },
  call: { slot, tool, args: {}, timeoutMs: 1000 },
});

it("a batch is submitted once, but for calls of slots that are being reset: those follow", async () => {
  const sandbox = new ObservedSandbox();
  const slots = new SlotTable(sandbox, 4);
  const resetting = slots.reset(1);
  const results = slots.executeBatch([call(0, "a"), call(1, "b"), call(2, "c"), call(1, "d"), call(0, "e")]);
  const [first] = results;
  expect((await first)?.output).toBe("a");
  expect(sandbox.batches).toEqual([[0, 2, 0]]);
  expect([...slots.running()].map(({ tool }) => tool)).toContain("b");
  sandbox.resets.get(1)?.resolve();
  await resetting;
  expect((await Promise.all(results)).map(({ output }) => output)).toEqual(["a", "b", "c", "d", "e"]);
  expect(sandbox.batches).toEqual([
    [0, 2, 0],
    [1, 1],
  ]);
  expect(slots.executing).toBe(0);
});
