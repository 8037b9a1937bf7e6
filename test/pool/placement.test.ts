import { describe, expect, it } from "vitest";
import { startThread } from "../../src/pool/thread-transport.ts";
import type { StartWorker } from "../../src/pool/transport.ts";
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
    const slots = Array.from({ length: 6 }, () => pool.slot());
    const results = await Promise.all(
      pool.batch(slots.flatMap((slot) => [[slot, "echo a > f"] as const, [slot, "cat f"] as const])),
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
    const slots = [pool.slot(), pool.slot()];
    for (let round = 0; round < 5; round++) await Promise.all(pool.batch(slots.map((slot) => [slot, "echo x >> f"])));
    const homes = slots.map(
      (slot) =>
        new Set(
          messages.filter(({ jobs }) => jobs.some(({ slotKey }) => slotKey === slot.key)).map(({ worker }) => worker),
        ),
    );
    expect(homes.map((home) => home.size)).toEqual([1, 1]);
    expect(messages.slice(2).every(({ jobs }) => jobs.every(({ source }) => source.kind === "warm"))).toBe(true);
  });

  it("keeps away from a worker that holds a call that sleeps, or a session, while another is free", async () => {
    const { start, messages } = counting();
    await using pool = await startPool(2, start);
    const workersOf = (slot: { key: number }) =>
      messages.filter(({ jobs }) => jobs.some(({ slotKey }) => slotKey === slot.key)).map(({ worker }) => worker);
    const [sleeper, keeper, ...others] = Array.from({ length: 5 }, () => pool.slot());
    if (!sleeper || !keeper) throw new Error("no slots");
    const slept = pool.bash(sleeper, "sleep 3; echo slept", 20_000);
    while (pool.scheduler.stats.machines.lent === 0) await new Promise(setImmediate);
    for (const slot of others) expect((await pool.bash(slot, "echo other")).output).toBe("other");
    expect(others.flatMap(workersOf)).toEqual(others.map(() => 1 - (workersOf(sleeper)[0] ?? 0)));
    expect((await slept).output).toBe("slept");

    keeper.isPinned = true;
    await pool.call(keeper, { tool: "javascript", args: { code: "let x = 1" } }, 60_000);
    const later = Array.from({ length: 3 }, () => pool.slot());
    for (const slot of later) await pool.bash(slot, "true");
    expect(later.flatMap(workersOf)).toEqual(later.map(() => 1 - (workersOf(keeper)[0] ?? 0)));
  });

  it("moves a slot with its files and shell to a free worker when its own is busy", async () => {
    await using pool = await startPool(2);
    const [busy, moving] = [pool.slot(), pool.slot()];
    await pool.bash(busy, "true");
    const state = (command: string) => pool.call(moving, { tool: "bash_stateful", args: { command } }, 5000);
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
    const slots = Array.from({ length: 8 }, () => pool.slot());
    let slowDone = false;
    const results = pool.batch(
      slots.map((slot, i) => (i === 0 ? [slot, "while :; do :; done", 3000] : [slot, `echo ${i}`, 2000])),
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

  it("serves more slots than there are machines", async () => {
    await using pool = await startPool(1, startThread, 2);
    const slots = Array.from({ length: 5 }, () => pool.slot());
    for (let round = 0; round < 3; round++) {
      const results = await Promise.all(pool.batch(slots.map((slot, i) => [slot, `echo ${i} >> f; wc -l < f`])));
      expect(results.map(({ output }) => output.trim())).toEqual(slots.map(() => String(round + 1)));
    }
  });

  it("gives a result when it is there, also on the only worker and before a slow call", async () => {
    await using pool = await startPool(1);
    const [fast, slow] = [pool.slot(), pool.slot()];
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

  it("lends no more machines than it may, also when all of them sleep", async () => {
    await using pool = await startPool(1, startThread, 3);
    const slots = Array.from({ length: 9 }, () => pool.slot());
    const results = await Promise.all(pool.batch(slots.map((slot, i) => [slot, `sleep 0.1; echo ${i}`])));
    expect(pool.scheduler.stats.machines.made).toBeLessThanOrEqual(3);
    expect(results.map(({ output }) => output)).toEqual(slots.map((_, i) => String(i)));
  });

  it("takes more sleeping slots than a worker can have jobs", async () => {
    await using pool = await startPool(1, startThread, 2000);
    const slots = Array.from({ length: 1300 }, () => pool.slot());
    const results = await Promise.all(slots.map((slot) => pool.call(slot, { tool: "read_file", args: { path: "x" } })));
    expect(results.every(({ error }) => error === "File not found: x")).toBe(true);
  });

  it("keeps what idle slots hold, however many there are", async () => {
    await using pool = await startPool(2);
    const slots = Array.from({ length: 300 }, () => pool.slot());
    const submit = (slot: (typeof slots)[number], command: string) =>
      pool.call(slot, { tool: "write_file", args: { path: "d/f", content: command } });
    await Promise.all(slots.map((slot, i) => submit(slot, `content ${i}`)));
    expect(slots.map(({ usedBytes }) => usedBytes)).toEqual(slots.map((_, i) => `content ${i}`.length));
    for (const i of [0, 150, 299]) {
      const slot = slots[i];
      if (!slot) throw new Error("no slot");
      expect((await pool.bash(slot, "cat d/f")).output).toBe(`content ${i}`);
    }
    expect(slots.map((slot) => Buffer.from(slot.volume.readFile("/workspace/d/f")).toString())).toEqual(
      slots.map((_, i) => `content ${i}`),
    );
  });
});
