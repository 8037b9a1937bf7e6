import { describe, expect, it } from "vitest";
import { type StartWorker, startThread } from "../../src/pool/transport.ts";
import type { Job } from "../../src/worker/protocol.ts";
import { inGuest, startPool } from "./scheduler-fixture.ts";

function counting(): { start: StartWorker; messages: { worker: number; jobs: readonly Job[] }[] } {
  const messages: { worker: number; jobs: readonly Job[] }[] = [];
  let made = 0;
  const start: StartWorker = (events) => {
    const worker = made++;
    const transport = startThread(events);
    return {
      ...transport,
      post: (message, transfer) => {
        if (message.type === "run") messages.push({ worker, jobs: message.jobs });
        transport.post(message, transfer);
      },
    };
  };
  return { start, messages };
}

describe("placement", () => {
  it("sends a batch in one message a worker, one job a slot", async () => {
    const { start, messages } = counting();
    await using pool = await startPool(2, start);
    const lanes = Array.from({ length: 6 }, () => pool.lane());
    const results = await Promise.all(
      lanes.flatMap((lane) => [pool.bash(lane, "echo a > f"), pool.bash(lane, "cat f")]),
    );
    expect(results.filter(({ success }) => success)).toHaveLength(12);
    // Later messages are only for jobs taken back from a worker that was slow to begin.
    expect(messages.slice(0, 2).map(({ worker, jobs }) => [worker, jobs.length])).toEqual([
      [0, 3],
      [1, 3],
    ]);
  });

  it("returns a slot to the worker that has it", async () => {
    const { start, messages } = counting();
    await using pool = await startPool(2, start);
    const lanes = [pool.lane(), pool.lane()];
    for (let round = 0; round < 5; round++) await Promise.all(lanes.map((lane) => pool.bash(lane, "echo x >> f")));
    const homes = lanes.map(
      (lane) =>
        new Set(
          messages.filter(({ jobs }) => jobs.some(({ slotKey }) => slotKey === lane.key)).map(({ worker }) => worker),
        ),
    );
    expect(homes.map((home) => home.size)).toEqual([1, 1]);
    expect(messages.slice(2).every(({ jobs }) => jobs.every(({ source }) => source.kind === "warm"))).toBe(true);
  });

  it("moves a slot with its files and shell to a free worker when its own is busy", async () => {
    await using pool = await startPool(2);
    const [busy, moving] = [pool.lane(), pool.lane()];
    await pool.bash(busy, "true");
    const state = (command: string) =>
      pool.scheduler.submit(moving, { tool: "bash_stateful", args: { command }, timeoutMs: 5000, batchId: 0 });
    await state("x=5; printf 'a\\0b' > bin; chmod 750 bin; ln -s bin l");
    const warm = moving.warmOn;
    // Whichever worker has the moving slot is kept busy by the other one.
    busy.warmOn = warm;
    busy.reset();
    const blockers = [pool.bash(busy, "while :; do :; done", 1500)];
    await Promise.race(pool.workers.map(inGuest));
    const result = await state("echo $x; stat -c %a bin; readlink l; wc -c < l");
    expect(result.output).toBe("5\n750\nbin\n3");
    expect((await Promise.all(blockers)).map(({ metadata }) => metadata.outcome)).toEqual(["timeout"]);
  });

  it("takes back what waits behind a slow call", async () => {
    const { start, messages } = counting();
    await using pool = await startPool(2, start);
    // One message to each worker; the slow slot's worker also got jobs that wait behind it.
    const lanes = Array.from({ length: 8 }, () => pool.lane());
    let slowDone = false;
    const results = lanes.map((lane, i) =>
      pool.bash(lane, i === 0 ? "while :; do :; done" : `echo ${i}`, i === 0 ? 3000 : 2000),
    );
    void results[0]?.then(() => {
      slowDone = true;
    });
    const rest = await Promise.all(results.slice(1));
    expect(slowDone).toBe(false);
    expect(rest.map(({ output }) => output)).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
    expect(messages.length).toBeGreaterThan(2);
    expect((await results[0])?.metadata.outcome).toBe("timeout");
  });

  it("serves more slots than isolates may live, the least recently used going first", async () => {
    await using pool = await startPool(1, startThread, 2);
    const lanes = Array.from({ length: 5 }, () => pool.lane());
    for (let round = 0; round < 3; round++) {
      const results = await Promise.all(lanes.map((lane, i) => pool.bash(lane, `echo ${i} >> f; wc -l < f`)));
      expect(results.map(({ output }) => output.trim())).toEqual(lanes.map(() => String(round + 1)));
    }
  });

  it("gives a result when it is there, also on the only worker and before a slow call", async () => {
    await using pool = await startPool(1);
    const [fast, slow] = [pool.lane(), pool.lane()];
    let slowDone = false;
    const first = pool.bash(fast, "echo first");
    const endless = pool.bash(slow, "while :; do :; done", 1500).then((result) => {
      slowDone = true;
      return result;
    });
    expect((await first).output).toBe("first");
    expect(slowDone).toBe(false);
    // The same within one slot: each call completes by itself.
    const [one, two] = [pool.bash(fast, "echo one"), pool.bash(fast, "while :; do :; done", 1000)];
    void two.then(() => {
      slowDone = true;
    });
    await endless;
    slowDone = false;
    expect((await one).output).toBe("one");
    expect(slowDone).toBe(false);
    expect((await two).metadata.outcome).toBe("timeout");
  });

  it("lets no more isolates live than it may, also when all of them sleep", async () => {
    await using pool = await startPool(1, startThread, 3);
    const lanes = Array.from({ length: 9 }, () => pool.lane());
    const results = await Promise.all(lanes.map((lane, i) => pool.bash(lane, `sleep 0.1; echo ${i}`)));
    expect(results.map(({ output }) => output)).toEqual(lanes.map((_, i) => String(i)));
  });

  it("takes more sleeping slots than a worker can have jobs", async () => {
    await using pool = await startPool(1, startThread, 2000);
    const lanes = Array.from({ length: 1300 }, () => pool.lane());
    const results = await Promise.all(
      lanes.map((lane) =>
        pool.scheduler.submit(lane, { tool: "read_file", args: { path: "x" }, timeoutMs: 1000, batchId: 0 }),
      ),
    );
    expect(results.every(({ error }) => error === "File not found: x")).toBe(true);
  });

  it("keeps what idle slots hold, however many there are", async () => {
    await using pool = await startPool(2);
    const lanes = Array.from({ length: 300 }, () => pool.lane());
    const submit = (lane: (typeof lanes)[number], command: string) =>
      pool.scheduler.submit(lane, {
        tool: "write_file",
        args: { path: "d/f", content: command },
        timeoutMs: 5000,
        batchId: 0,
      });
    await Promise.all(lanes.map((lane, i) => submit(lane, `content ${i}`)));
    expect(lanes.map(({ usedBytes }) => usedBytes)).toEqual(lanes.map((_, i) => `content ${i}`.length));
    for (const i of [0, 150, 299]) {
      const lane = lanes[i];
      if (!lane) throw new Error("no lane");
      expect((await pool.bash(lane, "cat d/f")).output).toBe(`content ${i}`);
    }
    expect(lanes.map((lane) => Buffer.from(lane.volume.readFile("/workspace/d/f")).toString())).toEqual(
      lanes.map((_, i) => `content ${i}`),
    );
  });
});
