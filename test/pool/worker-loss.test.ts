import { describe, expect, it } from "vitest";
import { failure } from "../../src/api/result.ts";
import { cacheFolders } from "../../src/isolate/kept-file.ts";
import { startProcesses } from "../../src/pool/process-transport.ts";
import { startThread } from "../../src/pool/thread-transport.ts";
import type { StartWorker } from "../../src/pool/transport.ts";
import { EMPTY_DELTA } from "../../src/volume/delta.ts";
import type { FromWorker, Job } from "../../src/worker/protocol.ts";
import { CELL, takeClaim } from "../../src/worker/worker-cells.ts";
import { META } from "../volume/delta-samples.ts";
import { inGuest, kill, ofStandIn, startPool } from "./scheduler-fixture.ts";

const ENDLESS = "while :; do :; done";

describe.each([
  ["thread", startThread],
  ["process", startProcesses(cacheFolders(undefined))],
] as const)("a worker %s that dies", (_, start) => {
  it("costs the call it was in; the others go on elsewhere with every committed file", async () => {
    await using pool = await startPool(1, start);
    const [victim, bystander] = [pool.slot(), pool.slot()];
    expect((await pool.bash(victim, "echo committed > kept")).success).toBe(true);
    const lost = pool.bash(victim, `echo lost > lost; ${ENDLESS}`, 20_000);
    const after = pool.bash(victim, "cat kept; ls");
    const other = pool.bash(bystander, "echo other");
    const [worker] = pool.workers;
    if (!worker) throw new Error("no worker");
    await inGuest(worker);
    kill(worker);
    expect(await lost).toMatchObject({
      success: false,
      metadata: { outcome: "worker-lost" },
      error: expect.stringContaining("Worker lost"),
    });
    expect((await after).output).toBe("committed\nkept");
    expect((await other).output).toBe("other");
    expect(pool.scheduler.stats).toMatchObject({ workers: 1, workersReplaced: 1 });
    expect(pool.workers).toHaveLength(2);
  });

  it("takes its isolates with it, in the numbers, too", async () => {
    await using pool = await startPool(1, start);
    const slot = pool.slot();
    await pool.bash(slot, "true");
    const before = pool.scheduler.stats.isolates;
    expect(before.made).toBeGreaterThan(before.dropped);
    const lost = pool.bash(slot, ENDLESS, 20_000);
    const [worker] = pool.workers;
    if (!worker) throw new Error("no worker");
    await inGuest(worker);
    kill(worker);
    await lost;
    const lostIsolates = pool.scheduler.stats.isolates.dropped;
    expect(lostIsolates).toBeGreaterThanOrEqual(before.made);
    await pool.bash(slot, "true");
    const { made, dropped } = pool.scheduler.stats.isolates;
    expect(made).toBeGreaterThan(lostIsolates);
    expect(dropped).toBeGreaterThanOrEqual(lostIsolates);
    expect(made).toBeGreaterThan(dropped);
  });

  it("in mid-batch loses no result: each request gets one", async () => {
    await using pool = await startPool(2, start);
    const slots = Array.from({ length: 10 }, () => pool.slot());
    const results = pool.batch(
      slots.flatMap((slot, i) => [
        [slot, `echo ${i} > n`] as const,
        [slot, i % 5 === 0 ? ENDLESS : "cat n", i % 5 === 0 ? 1500 : 10_000] as const,
        [slot, "cat n"] as const,
      ]),
    );
    const [first, second] = pool.workers;
    if (!first || !second) throw new Error("no workers");
    for (const worker of [first, second]) {
      await inGuest(worker);
      kill(worker);
    }
    // The other two endless calls run on, each in one of the new workers, until their own limit.
    const settled = Promise.all(results);
    const outcomes = (await settled).map(({ metadata }) => metadata.outcome);
    expect(outcomes.filter((outcome) => outcome === "worker-lost")).toHaveLength(2);
    for (const [i, slot] of slots.entries()) {
      // Which call a kill hits is open; that it hits one, and that this one alone leaves no trace, is not.
      const [wrote, between, read] = outcomes.slice(i * 3, i * 3 + 3);
      expect(["ok", "worker-lost"]).toContain(wrote);
      expect(slot.volume.exists("/workspace/n")).toBe(wrote === "ok");
      if (between !== "worker-lost") expect(between).toBe(i % 5 === 0 ? "timeout" : wrote === "ok" ? "ok" : "exit");
      if (read !== "worker-lost") expect(read).toBe(wrote === "ok" ? "ok" : "exit");
    }
  });
});

describe("a worker that gives up a replica", () => {
  it("gets the calls that are left again, with what the main thread has of the slot", async () => {
    const jobs: Job[] = [];
    const faultyOnce: StartWorker = (events) => ({
      ...ofStandIn(),
      post: (message) => {
        if (message.type === "init") events.onMessage({ type: "ready" });
        if (message.type !== "run") return;
        const isFirst = jobs.length === 0;
        jobs.push(...message.jobs);
        const done = message.jobs.flatMap(({ calls }) =>
          (isFirst ? calls.slice(0, 1) : calls).map(({ callId }) => ({
            callId,
            result: failure(isFirst ? "worker-lost" : "exit", "x"),
            delta: EMPTY_DELTA,
            shellState: undefined,
          })),
        );
        queueMicrotask(() =>
          events.onMessage({
            type: "results",
            done,
            finishedJobs: message.jobs.map(({ jobId }) => jobId),
            suspended: [],
            droppedReplicas: isFirst ? message.jobs.map(({ slotKey }) => slotKey) : [],
            background: [],
            slotsWithoutSession: [],
            idle: true,
          }),
        );
      },
      terminate: async () => events.onGone({ reason: "ended", cause: "unknown" }),
      keepAlive: () => {},
    });
    await using pool = await startPool(1, faultyOnce);
    const slot = pool.slot();
    const results = await Promise.all(
      pool.batch([
        [slot, "one"],
        [slot, "two"],
        [slot, "three"],
      ]),
    );
    expect(results.map(({ metadata }) => metadata.outcome)).toEqual(["worker-lost", "exit", "exit"]);
    expect(jobs.map(({ calls, source }) => [calls.length, source.kind])).toEqual([
      [3, "template"],
      [2, "template"],
    ]);
    expect(pool.scheduler.stats.workersReplaced).toBe(0);
  });
});

describe("a worker that falls silent", () => {
  it("past the call's limit and grace is replaced, and the call says so", async () => {
    let made = 0;
    // The first worker takes its job and is never heard of again, as one stuck in native code.
    const stuckOnce: StartWorker = (events) => {
      const isStuck = made++ === 0;
      const shared = ofStandIn();
      const answer = (job: Job): FromWorker => ({
        type: "results",
        done: job.calls.map(({ callId }) => ({
          callId,
          result: {
            success: true,
            output: "answered",
            error: "",
            metadata: { outcome: "ok", durationMs: 0, truncated: false },
          },
          delta: { inodes: [] },
          shellState: undefined,
        })),
        finishedJobs: [job.jobId],
        suspended: [],
        droppedReplicas: [],
        background: [],
        slotsWithoutSession: [],
        idle: true,
      });
      return {
        ...shared,
        post: (message) => {
          if (message.type === "init") {
            events.onMessage({ type: "ready" });
            return;
          }
          if (message.type !== "run") return;
          for (const job of message.jobs) {
            takeClaim(shared.cells, job.claim, job.jobId);
            Atomics.store(shared.cells, CELL.currentCall, job.calls[0]?.callId ?? 0);
            if (!isStuck) queueMicrotask(() => events.onMessage(answer(job)));
          }
        },
        terminate: () => new Promise(() => {}),
        keepAlive: () => {},
      };
    };
    await using pool = await startPool(1, stuckOnce);
    const slot = pool.slot();
    const [silent, next] = [pool.bash(slot, "one", 100), pool.bash(slot, "two", 100)];
    expect(await silent).toMatchObject({
      metadata: { outcome: "timeout" },
      error: expect.stringMatching(/silent for \d+ ms/),
    });
    expect((await next).output).toBe("answered");
  });

  it("is replaced when what it reports can't be true", async () => {
    let made = 0;
    const liar: StartWorker = (events) => {
      const lies = made++ === 0;
      return {
        ...ofStandIn(),
        post: (message) => {
          if (message.type === "init") {
            events.onMessage({ type: "ready" });
            return;
          }
          if (message.type === "end") events.onGone({ reason: "asked to end", cause: "unknown" });
          if (message.type !== "run") return;
          const [job] = message.jobs;
          const [call] = job?.calls ?? [];
          if (!job || !call) return;
          const result = {
            success: true,
            output: "x",
            error: "",
            metadata: { outcome: "ok", durationMs: 0, truncated: false },
          } as const;
          const bad = {
            kind: "directory",
            ino: 2,
            mode: 0o40755,
            ...META,
            removed: [],
            set: [["../../etc", 99]],
          } as const;
          const done = [{ callId: call.callId, result, delta: { inodes: lies ? [bad] : [] }, shellState: undefined }];
          queueMicrotask(() =>
            events.onMessage({
              type: "results",
              done,
              finishedJobs: [job.jobId],
              background: [],
              suspended: [],
              droppedReplicas: [],
              slotsWithoutSession: [],
              idle: true,
            }),
          );
        },
        terminate: async () => {},
        keepAlive: () => {},
      };
    };
    await using pool = await startPool(1, liar);
    const slot = pool.slot();
    expect((await pool.bash(slot, "one")).success).toBe(true);
    expect(pool.scheduler.stats.workersReplaced).toBe(1);
    expect(slot.volume.readdir("/workspace")).toEqual([]);
  });
});
