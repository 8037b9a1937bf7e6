import { expect, it } from "vitest";
import { kill, startPool } from "./scheduler-fixture.ts";

it("a slot is bound to its worker while processes of its shell run there, or wait to be asked for", async () => {
  await using pool = await startPool(2);
  const slot = pool.slot();
  await pool.stateful(slot, "sleep 1000 &");
  const worker = slot.warmOn;
  expect([slot.isPinned, slot.processes]).toEqual([true, 1]);
  const others = Array.from({ length: 20 }, () => pool.slot());
  await Promise.all(others.map((other) => pool.bash(other, "true")));
  expect((await pool.stateful(slot, "jobs -r | wc -l")).output).toBe("1");
  await pool.bash(slot, "true");
  expect(slot.warmOn).toBe(worker);
  expect((await pool.stateful(slot, "kill %1; wait; jobs")).output).toBe("");
  // A worker tells it with the call's result.
  expect([slot.isPinned, slot.processes]).toEqual([false, 0]);
  expect(pool.scheduler.stats).toMatchObject({ backgroundProcesses: 0, machines: { bound: 0 } });
});

it("a call that leaves nothing binds nothing", async () => {
  await using pool = await startPool(1);
  const slot = pool.slot();
  for (const command of ["x=1", "true & wait", "(exit 3) &", "sleep 1000 & kill $!"])
    expect((await pool.stateful(slot, command)).metadata.outcome).toBe("ok");
  expect([slot.isPinned, slot.processes]).toEqual([false, 0]);
  expect(pool.scheduler.stats.machines).toMatchObject({ lent: 0, bound: 0 });
});

it("a lost worker costs the processes, of which the next call is told, and not the shell's state", async () => {
  await using pool = await startPool(1);
  const [slot, idle] = [pool.slot(), pool.slot()];
  await pool.stateful(idle, "x=idle");
  await pool.stateful(slot, "x=kept; f() { echo f; }; sleep 1000 &");
  const [worker] = pool.workers;
  if (!worker) throw new Error("no worker");
  kill(worker);
  const told = await pool.stateful(slot, "jobs; echo $x; f", 60_000);
  expect(told.metadata).toMatchObject({
    stdout: "kept\nf\n",
    stderr: "slotbox: the background processes were ended: their worker was lost\n",
  });
  expect((await pool.stateful(slot, "echo $x", 60_000)).metadata).toMatchObject({ stdout: "kept\n", stderr: "" });
  expect((await pool.stateful(idle, "echo $x", 60_000)).metadata).toMatchObject({ stdout: "idle\n", stderr: "" });
});

it("what was printed by processes that ended for others' sake, the next call tells, wherever it runs", async () => {
  await using pool = await startPool(1);
  const [first, second] = [pool.slot(), pool.slot()];
  const wait = (file: string): string => `until [ -e ${file} ]; do sleep 0.01; done`;
  await pool.stateful(first, `(${wait("go")}; echo printed; : > done; ${wait("never")}) & x=1`);
  await pool.bash(first, `: > go; ${wait("done")}`);
  // One session is all that the worker may have.
  await pool.stateful(second, "sleep 1000 &");
  expect([first.isPinned, second.isPinned]).toEqual([false, true]);
  const { stdout, stderr } = (await pool.stateful(first, "echo $x")).metadata;
  expect(stdout).toBe("printed\n1\n");
  expect(stderr).toMatch(/^slotbox: the background processes were ended: .*maxLiveSessions\n$/);
  expect((await pool.stateful(first, "echo $x")).output).toBe("1");
});

it("a release has the slot forget what was to be told", async () => {
  await using pool = await startPool(1);
  const [first, second] = [pool.slot(), pool.slot()];
  await pool.stateful(first, "sleep 1000 &");
  await pool.stateful(second, "sleep 1000 &");
  first.hangUp();
  second.hangUp();
  for (const slot of [first, second])
    expect((await pool.stateful(slot, "echo fine; jobs")).metadata).toMatchObject({ stdout: "fine\n", stderr: "" });
});

it("what a reset slot's processes did is not the next one's", async () => {
  await using pool = await startPool(1);
  const slot = pool.slot();
  await pool.stateful(slot, "(trap 'echo late > late; exit' HUP; : > ready; while :; do sleep 0.01; done) &");
  await pool.bash(slot, "until [ -e ready ]; do sleep 0.01; done");
  slot.reset();
  expect((await pool.bash(slot, "ls")).output).toBe("");
  expect((await pool.stateful(slot, "ls; jobs")).output).toBe("");
  expect(slot.processes).toBe(0);
});
