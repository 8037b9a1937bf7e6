import { expect, it } from "vitest";
import { inGuest, kill, startPool } from "./scheduler-fixture.ts";

it("a persistent shell goes on after its worker is killed, and only the call it was in is lost", async () => {
  await using pool = await startPool(1);
  const slot = pool.slot();
  const shell = (command: string) => pool.call(slot, { tool: "bash_stateful", args: { command } }, 20_000);
  await shell("cd /tmp; x=kept; f() { echo function $x; }; echo file > /workspace/a");
  const lost = shell("x=lost; cd /; while :; do :; done");
  const [worker] = pool.workers;
  if (!worker) throw new Error("no worker");
  await inGuest(worker);
  kill(worker);
  expect((await lost).metadata.outcome).toBe("worker-lost");
  expect((await shell("f; pwd; cat /workspace/a")).output).toBe("function kept\n/tmp\nfile");
  expect(pool.scheduler.stats.workersReplaced).toBe(1);
});

it("the state of many persistent shells goes to whichever worker is free", async () => {
  await using pool = await startPool(2);
  const slots = Array.from({ length: 20 }, () => pool.slot());
  const step = () =>
    Promise.all(slots.map((slot) => pool.call(slot, { tool: "bash_stateful", args: { command: "echo $((++n))" } })));
  for (let round = 1; round <= 3; round++) {
    // As if each had been served by a worker that is busy with others by now.
    for (const slot of slots) slot.warmOn = undefined;
    expect((await step()).map(({ output }) => output)).toEqual(slots.map(() => String(round)));
  }
  expect(pool.scheduler.stats.machines.made).toBeLessThanOrEqual(4);
});
