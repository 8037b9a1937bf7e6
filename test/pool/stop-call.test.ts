import { describe, expect, it } from "vitest";
import { createBackend } from "../../src/index.ts";
import { cacheFolders } from "../../src/isolate/kept-file.ts";
import { startProcesses } from "../../src/pool/process-transport.ts";
import { startThread } from "../../src/pool/thread-transport.ts";
import { inGuest, type Pool, startPool } from "./scheduler-fixture.ts";

const LONG_MS = 60_000;

function workerOf(pool: Pool) {
  const [worker] = pool.workers;
  if (!worker) throw new Error("no worker");
  return worker;
}

/** Resolves when a call sleeps, as its worker has told. */
async function asleep(pool: Pool): Promise<void> {
  while (pool.scheduler.stats.machines.lent === 0) await new Promise(setImmediate);
}

describe.each([
  ["thread", startThread],
  ["process", startProcesses(cacheFolders(undefined))],
] as const)("a call that its caller gives up, in a worker %s", (_, start) => {
  it.each([
    ["computes", "echo first; echo kept > f; while :; do :; done", (pool: Pool) => inGuest(workerOf(pool))],
    ["sleeps", "echo first; echo kept > f; sleep 50", asleep],
    ["waits for a pipe", "echo first; echo kept > f; sleep 50 | cat", asleep],
  ])("ends while it %s, with what it wrote, and its slot goes on", async (_, command, begun) => {
    await using pool = await startPool(1, start);
    const slot = pool.slot();
    const caller = new AbortController();
    const call = pool.bash(slot, command, LONG_MS, caller.signal);
    const next = pool.bash(slot, "cat f", LONG_MS);
    await begun(pool);
    // What computes has perhaps not printed yet.
    caller.abort();
    const { output, error, metadata } = await call;
    expect({ error, outcome: metadata.outcome }).toEqual({ error: "Stopped by its caller", outcome: "stopped" });
    expect(output).toMatch(/^(first)?$/);
    expect((await next).output).toMatch(/^(kept|cat: f: No such file or directory)?$/);
    expect(pool.scheduler.stats.workersReplaced).toBe(0);
  });

  it("ends at once if it has not begun", async () => {
    await using pool = await startPool(1, start);
    const slot = pool.slot();
    const caller = new AbortController();
    const first = pool.bash(slot, "sleep 0.2; echo first", LONG_MS);
    const second = pool.bash(slot, "echo second", LONG_MS, caller.signal);
    caller.abort();
    expect(await second).toMatchObject({ error: "Stopped before the call began", metadata: { outcome: "stopped" } });
    expect((await first).output).toBe("first");
    expect((await pool.bash(slot, "echo third", LONG_MS, caller.signal)).metadata.outcome).toBe("stopped");
    expect((await pool.bash(slot, "echo fourth", LONG_MS)).output).toBe("fourth");
  });

  it("waits for its turn behind another slot's, and ends without having begun", async () => {
    await using pool = await startPool(1, start);
    const [busy, waiting] = [pool.slot(), pool.slot()];
    const caller = new AbortController();
    const results = pool.scheduler.submit([
      { record: busy, call: { tool: "bash", args: { command: "while :; do :; done" } }, timeoutMs: 1500 },
      {
        record: waiting,
        call: { tool: "bash", args: { command: "echo ran > f" } },
        timeoutMs: LONG_MS,
        signal: caller.signal,
      },
    ]);
    await inGuest(workerOf(pool));
    caller.abort();
    const [first, second] = await Promise.all(results);
    expect([first?.metadata.outcome, second?.metadata.outcome]).toEqual(["timeout", "stopped"]);
    expect(waiting.volume.exists("/workspace/f")).toBe(false);
  });

  it("is ended with its worker if nothing else ends it", async () => {
    await using pool = await startPool(1, start);
    const slot = pool.slot();
    await pool.bash(slot, "node -e 0; echo kept > f", LONG_MS);
    const caller = new AbortController();
    const call = pool.bash(slot, "node -e 'for (;;);'", LONG_MS, caller.signal);
    await inGuest(workerOf(pool));
    caller.abort();
    expect((await call).metadata.outcome).toBe("stopped");
    expect((await pool.bash(slot, "cat f", LONG_MS)).output).toBe("kept");
  });
});

it("a signal that is none is refused", async () => {
  await using backend = await createBackend({ workers: 1 });
  const slot = await backend.acquire();
  const call = backend.execute({ slot, tool: "bash", args: { command: "true" } }, { signal: 5 as never });
  await expect(call).rejects.toMatchObject({ code: "invalid_argument" });
});
