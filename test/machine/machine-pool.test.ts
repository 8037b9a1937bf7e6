import { expect, it } from "vitest";
import { createBackend } from "../../src/index.ts";
import { newScope } from "../../src/machine/scope.ts";
import { COOPERATION_MS, PARTIAL_OUTPUT_MS, WATCHDOG_MS } from "../../src/timing/grace-times.ts";
import { runIn, startMachines } from "./machine-fixture.ts";

const FOREVER = Number.POSITIVE_INFINITY;

it("a machine is lent to one call after the other, whatever slots they are of", async () => {
  const { pool, newVolume } = startMachines();
  const first = pool.lend(newScope(1, newVolume(), FOREVER));
  const second = pool.lend(newScope(2, newVolume(), FOREVER));
  expect(second).not.toBe(first);
  expect(pool.counts).toEqual({ made: 2, lent: 2, bound: 0, ready: 0 });
  await runIn(first, "echo one > f");
  pool.giveBack(first);
  const again = pool.lend(newScope(3, newVolume(), FOREVER));
  expect(again).toBe(first);
  expect(await runIn(again, "cat f; ls")).toMatchObject({ stdout: "", exitCode: 0 });
  pool.giveBack(again);
  pool.giveBack(second);
  expect(pool.counts).toEqual({ made: 2, lent: 0, bound: 0, ready: 2 });
});

it("one that met a limit is dropped, and what it saw with it", async () => {
  const { pool, newVolume } = startMachines();
  const volume = newVolume();
  const machine = pool.lend(newScope(1, volume, FOREVER));
  await runIn(machine, "while :; do :; done", { deadlineMs: Date.now() + 50 });
  pool.drop(machine);
  expect(machine.scope.volume).toBe(pool.nowhere);
  expect(pool.counts).toEqual({ made: 1, lent: 0, bound: 0, ready: 0 });
  const next = pool.lend(newScope(2, newVolume(), FOREVER));
  expect(await runIn(next, "echo fine")).toMatchObject({ stdout: "fine\n" });
  pool.giveBack(next);
});

it("one that holds too much when it is given back is dropped", async () => {
  const { pool, newVolume } = startMachines({ maxIdleBytes: 1 });
  for (let use = 0; use < 40; use++) {
    const machine = pool.lend(newScope(use, newVolume(), FOREVER));
    await runIn(machine, "true");
    pool.giveBack(machine);
  }
  expect(pool.counts.made).toBe(2);
});

it("machines are made ahead of need, but never more than there may be", () => {
  const { pool, newVolume } = startMachines({ readyMachines: 2, maxMachines: 3 });
  const refill = () => {
    while (pool.refill());
  };
  refill();
  expect(pool.counts).toEqual({ made: 2, lent: 0, bound: 0, ready: 2 });
  const lent = [1, 2, 3].map((slot) => pool.lend(newScope(slot, newVolume(), FOREVER)));
  refill();
  expect(pool.counts).toEqual({ made: 3, lent: 3, bound: 0, ready: 0 });
  expect(pool.hasRoom).toBe(false);
  for (const machine of lent) pool.giveBack(machine);
});

it("with fresh contexts a slot gets none that has served another, but its own again", async () => {
  const { pool, newVolume } = startMachines({ freshContexts: true, readyMachines: 2 });
  while (pool.refill());
  const { made } = pool.counts;
  const mine = pool.lend(newScope(1, newVolume(), FOREVER));
  await runIn(mine, "true");
  pool.giveBack(mine);
  const others = [2, 3, 4].map((slot) => pool.lend(newScope(slot, newVolume(), FOREVER)));
  // Machines that have served are renewed before further ones are made.
  expect(pool.counts.made).toBe(made);
  for (const [index, machine] of others.entries()) {
    expect(await runIn(machine, `echo ${index}`)).toMatchObject({ stdout: `${index}\n` });
    pool.giveBack(machine);
  }
  const [second] = others;
  const again = pool.lend(newScope(2, newVolume(), FOREVER));
  expect(again).toBe(second);
  pool.giveBack(again);
});

it("a hardened backend runs calls in contexts of their own, and loses nothing by it", async () => {
  await using backend = await createBackend({ workers: 1, limits: "hardened" });
  const slots = await Promise.all(Array.from({ length: 12 }, () => backend.acquire()));
  for (const round of [1, 2]) {
    const results = await backend.executeBatch(
      slots.map((slot, index) => ({
        slot,
        tool: "bash_stateful",
        args: { command: `n=$((n + ${index})); echo $n >> f; cat f` },
      })),
    );
    expect(results.map(({ output }) => output)).toEqual(
      slots.map((_, index) => (round === 1 ? `${index}` : `${index}\n${2 * index}`)),
    );
  }
  expect(backend.stats().machines?.made).toBeLessThan(slots.length);
});

it("the steps in which a call that is out of time ends are over, one by one, before the watchdog acts", () => {
  // A quarter of the whole is left for what a busy machine adds to each step.
  expect(COOPERATION_MS + PARTIAL_OUTPUT_MS).toBeLessThan(WATCHDOG_MS * 0.75);
});
