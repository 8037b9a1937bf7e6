import { describe, expect, it } from "vitest";
import {
  createBackend,
  type ExecutionResult,
  HARDENED_LIMITS,
  SlotboxError,
  serveSandbox,
  type ToolBackend,
} from "../../src/index.ts";

const post = async (url: string, body: unknown): Promise<{ status: number; json: unknown }> => {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, json: await response.json() };
};
const bash = (slot: number, command: string) => ({ slot_id: `slot_${slot}`, tool: "bash", args: { command } });

describe("a backend that is served", () => {
  it("has a slot for each of the server's that is used, and gives it back when that is reset", async () => {
    await using backend = await createBackend({ workers: 1, maxSlots: 2 });
    await using server = await serveSandbox(backend, { port: 0, slots: 2 });
    const batch = [bash(0, "echo a > f"), bash(1, "ls | wc -l"), bash(0, "cat f"), { slot_id: "slot_0", tool: "nope" }];
    const { json } = await post(`${server.url}/batch`, batch);
    expect((json as { output: string }[]).map(({ output }) => output)).toEqual(["", "0", "a", ""]);
    expect(backend.stats().slots.acquired).toBe(2);
    const slot = await backend.acquire("slot_0");
    expect(await backend.readArtifact(slot, "f")).toMatchObject({ content: "a\n" });
    expect(await post(`${server.url}/artifacts/read`, { slot_id: "slot_0", path: "f" })).toMatchObject({
      status: 200,
      json: { content: "a\n", file_size: 2 },
    });
    expect(await post(`${server.url}/reset`, { slot_id: "slot_0" })).toMatchObject({ json: { success: true } });
    expect(backend.stats().slots.acquired).toBe(1);
    expect(await post(`${server.url}/execute`, bash(0, "ls | wc -l"))).toMatchObject({ json: { output: "0" } });
  });

  it("has a call's time clamped to the longest it allows", async () => {
    await using backend = await createBackend({ workers: 1, limits: "hardened" });
    await using server = await serveSandbox(backend, { port: 0, slots: 1 });
    const longest = backend.maxTimeoutMs / 1000;
    expect(longest).toBe(HARDENED_LIMITS.maxTimeoutMs / 1000);
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ max_timeout: longest });
    const { json } = await post(`${server.url}/execute`, { ...bash(0, "echo in time"), timeout: 600 });
    expect(json).toMatchObject({ success: true, output: "in time" });
  });

  it("that has too few slots says so in the result", async () => {
    await using backend = await createBackend({ workers: 1, maxSlots: 1, acquireTimeoutMs: 20 });
    await using server = await serveSandbox(backend, { port: 0, slots: 2 });
    const { json } = await post(`${server.url}/batch`, [bash(0, "echo first"), bash(1, "echo second")]);
    expect(json).toMatchObject([
      { success: true, output: "first" },
      { success: false, error: expect.stringMatching(/^no slot came free within 20 ms/) },
    ]);
  });
});

describe("a fault of the server's own", () => {
  const fault = new Error("ENOENT: no such file, open '/home/somebody/secret'");
  const result = (error: string): ExecutionResult => ({
    success: false,
    output: "",
    error,
    executionId: "",
    slotId: "slot_0",
    metadata: { outcome: "worker-lost", durationMs: 0, truncated: false },
  });

  async function faulty(executeBatch: ToolBackend["executeBatch"]): Promise<ToolBackend> {
    const backend = await createBackend({ workers: 1 });
    return Object.assign(backend, { executeBatch, readArtifact: () => Promise.reject(fault) });
  }

  it("is told without a stack or a path of the host", async () => {
    const stack = `Internal error: ${fault.stack}`;
    const errors = [stack, `Worker lost during the call; nothing it wrote was kept (${fault.message})`];
    await using server = await serveSandbox(await faulty(async () => errors.map(result)), { port: 0 });
    const { json } = await post(`${server.url}/batch`, [bash(0, "true"), bash(0, "true")]);
    expect((json as { error: string }[]).map(({ error }) => error)).toEqual([
      "Internal error",
      "Worker lost during the call; nothing it wrote was kept",
    ]);
    expect(await post(`${server.url}/artifacts/read`, { slot_id: "slot_0", path: "f" })).toEqual({
      status: 500,
      json: { success: false, error: "Internal error" },
    });
  });

  it("leaves the server at work", async () => {
    const backend = await faulty(() => Promise.reject(new SlotboxError("not_running", "at /home/somebody")));
    await using server = await serveSandbox(backend, { port: 0 });
    expect(await post(`${server.url}/execute`, bash(0, "true"))).toEqual({
      status: 500,
      json: { success: false, error: "Internal error" },
    });
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ available: 10, executing: 0 });
  });
});
