import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createBackend } from "../../src/index.ts";
import { cacheFolders } from "../../src/isolate/kept-file.ts";
import { startProcesses } from "../../src/pool/process-transport.ts";
import { startThread } from "../../src/pool/thread-transport.ts";
import type { StartWorker } from "../../src/pool/transport.ts";
import { startPool } from "./scheduler-fixture.ts";

const write = (bytes: number, name: string): string => `head -c ${bytes} /dev/zero > ${name}`;
const limited = (start: StartWorker, limits: { maxQueuedCalls?: number; maxTotalWorkspaceBytes?: number }) =>
  startPool(1, start, 8, undefined, limits);

describe.each([
  ["threads", startThread],
  ["processes", startProcesses(cacheFolders(undefined))],
] as const)("maxTotalWorkspaceBytes, with worker %s", (_, start) => {
  it("keeps nothing of the call that goes beyond it, and the slot goes on as it was", async () => {
    await using pool = await limited(start, { maxTotalWorkspaceBytes: 10_000 });
    const [first, second] = [pool.slot(), pool.slot()];
    expect(await pool.bash(first, write(6000, "held"))).toMatchObject({ success: true });
    expect(await pool.bash(second, `echo kept > kept; ${write(3000, "small")}`)).toMatchObject({ success: true });
    expect(await pool.bash(second, `rm kept; ${write(5000, "large")}; echo printed`)).toMatchObject({
      success: false,
      output: "printed",
      error:
        "Nothing that the call wrote was kept: the files of all slots would take 14000 bytes (maxTotalWorkspaceBytes is 10000)",
      metadata: { outcome: "quota" },
    });
    expect((await pool.bash(second, "cat kept; ls")).output).toBe("kept\nkept\nsmall");
    expect(second.volume.exists("/workspace/large")).toBe(false);
    expect(pool.scheduler.stats).toMatchObject({ workersReplaced: 0, queuedCalls: 0 });
    expect(await pool.bash(first, "rm held")).toMatchObject({ success: true });
    expect(await pool.bash(second, write(5000, "large"))).toMatchObject({ success: true });
    second.reset();
    expect(await pool.bash(first, write(10_000, "held"))).toMatchObject({ success: true });
  });

  it("has the calls that wait behind run on what was kept, also when they had run already or sleep", async () => {
    await using pool = await limited(start, { maxTotalWorkspaceBytes: 5000 });
    const [slot, other] = [pool.slot(), pool.slot()];
    const results = pool.batch([
      [slot, "echo one >> log"],
      [slot, `echo two >> log; ${write(9000, "large")}`],
      [slot, "echo three >> log; ls"],
      [slot, "sleep 0.2; cat log"],
      [other, "sleep 0.1; echo other"],
      [slot, `echo four >> log; ${write(9000, "large")}`],
      [slot, "echo five >> log; cat log"],
    ]);
    expect((await Promise.all(results)).map(({ output, metadata }) => [metadata.outcome, output])).toEqual([
      ["ok", ""],
      ["quota", ""],
      ["ok", "log"],
      ["ok", "one\nthree"],
      ["ok", "other"],
      ["quota", ""],
      ["ok", "one\nthree\nfive"],
    ]);
    expect(pool.scheduler.stats.workersReplaced).toBe(0);
  });

  it("leaves the shell as the call before left it", async () => {
    await using pool = await limited(start, { maxTotalWorkspaceBytes: 5000 });
    const slot = pool.slot();
    await pool.stateful(slot, "name=before");
    const refused = await pool.stateful(slot, `name=after; ${write(9000, "large")}`);
    expect(refused.metadata.outcome).toBe("quota");
    expect((await pool.stateful(slot, "echo $name; ls")).output).toBe("before");
  });

  it("ends processes that go beyond it between calls, and says so", async () => {
    await using pool = await limited(start, { maxTotalWorkspaceBytes: 5000 });
    const slot = pool.slot();
    await pool.stateful(slot, `echo kept > kept; (sleep 0.1; ${write(9000, "large")}; sleep 100) &`);
    while (slot.processes > 0) await sleep(20);
    const { output } = await pool.stateful(slot, "ls; jobs");
    expect(output).toMatch(/^kept\n+\[stderr\]\nslotbox: the background processes were ended: the files of all slots/);
    expect(output).toContain("(maxTotalWorkspaceBytes is 5000)");
    expect(pool.scheduler.stats).toMatchObject({ workersReplaced: 0, backgroundProcesses: 0 });
  });
});

describe("maxQueuedCalls", () => {
  it("refuses what is beyond it at once, and takes calls again when others are done", async () => {
    await using pool = await limited(startThread, { maxQueuedCalls: 3 });
    const slots = [pool.slot(), pool.slot()] as const;
    const calls = [0, 1, 0, 1, 0].map((index) => [slots[index % 2 === 0 ? 0 : 1], "sleep 0.2; echo ran"] as const);
    const results = pool.batch(calls);
    const refused = {
      success: false,
      output: "",
      error: "Too many calls wait or run (maxQueuedCalls is 3)",
      metadata: { outcome: "quota" },
    };
    const first = await Promise.race(results.map(async (result, index) => ({ index, result: await result })));
    expect(first).toMatchObject({ index: 3, result: refused });
    expect(await Promise.all(results)).toMatchObject([
      { output: "ran" },
      { output: "ran" },
      { output: "ran" },
      refused,
      refused,
    ]);
    expect(await Promise.all(pool.batch(calls.slice(0, 3)))).toMatchObject(Array(3).fill({ output: "ran" }));
  });

  it("counts calls that were stopped no longer", async () => {
    await using pool = await limited(startThread, { maxQueuedCalls: 2 });
    const slot = pool.slot();
    const caller = new AbortController();
    const stopped = [1, 2].map(() => pool.bash(slot, "sleep 30", 40_000, caller.signal));
    caller.abort();
    expect((await Promise.all(stopped)).map(({ metadata }) => metadata.outcome)).toEqual(["stopped", "stopped"]);
    expect(await pool.bash(slot, "echo ran")).toMatchObject({ output: "ran" });
  });
});

describe("a backend", () => {
  it("has limits over all its slots as options", async () => {
    await using backend = await createBackend({
      workers: 1,
      maxTotalWorkspaceBytes: 1000,
      maxQueuedCalls: 1,
      template: { "from-template": "x".repeat(400) },
    });
    const [first, second] = [await backend.acquire("first"), await backend.acquire("second")];
    const call = (slot: typeof first, command: string) => ({ slot, tool: "bash", args: { command } });
    expect((await backend.execute(call(first, "echo 1 > 1"))).success).toBe(true);
    expect(backend.stats().workspaceBytes).toBe(402);
    const refused = await backend.execute(call(second, write(300, "large")));
    expect(refused.error).toContain("maxTotalWorkspaceBytes is 1000");
    expect(refused.metadata.outcome).toBe("quota");
    const batch = await backend.executeBatch([call(first, "ls"), call(second, "ls")]);
    expect(batch.map(({ metadata }) => metadata.outcome)).toEqual(["ok", "quota"]);
    await expect(createBackend({ maxQueuedCalls: 0 })).rejects.toThrow("maxQueuedCalls");
    await backend.stop({ purge: true });
    expect(backend.stats().workspaceBytes).toBe(0);
  });
});
