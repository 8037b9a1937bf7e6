import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/api/limits.ts";
import { createBackend } from "../../src/index.ts";
import { SlotRecord } from "../../src/pool/slot-record.ts";
import { VolumeFreezer } from "../../src/pool/volume-freezer.ts";
import { WorkspaceBudget } from "../../src/pool/workspace-budget.ts";
import { EMPTY_DELTA, type SentDelta } from "../../src/volume/delta.ts";
import { packDelta } from "../../src/volume/packed-delta.ts";
import { finish } from "../../src/volume/steps.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import { kill, startPool } from "./scheduler-fixture.ts";

const FILES = 2000;

function newSlot() {
  const budget = new WorkspaceBudget(10_000);
  return { budget, slot: new SlotRecord(0, DEFAULT_LIMITS, EMPTY_DELTA, new VolumeFreezer(), budget) };
}

function manyFiles(): SentDelta {
  const volume = createBareVolume(DEFAULT_LIMITS);
  for (let index = 0; index < FILES; index++) volume.writeFile(`/workspace/${index}`, Uint8Array.of(1));
  return packDelta(volume.takeDelta());
}

const namesIn = (slot: SlotRecord): number => slot.volume.readdir("/workspace").length;

describe("a commit under way", () => {
  it("shows nobody half of it, and whoever waits for it is told when it is whole", async () => {
    const { slot } = newSlot();
    const steps = slot.commit(manyFiles(), "state");
    while (!slot.whenWhole) expect(steps.next().done).toBe(false);
    const whole = slot.whenWhole;
    for (let step = 0; step < 50; step++) steps.next();
    slot.freeze();
    expect(namesIn(slot)).toBe(FILES);
    expect(slot.shellState).toBe("");
    finish(steps);
    await whole;
    expect(slot.whenWhole).toBeUndefined();
    expect(slot.shellState).toBe("state");
    expect(namesIn(slot)).toBe(FILES);
  });

  it("that has not begun to change anything shows what was there before, also when it is refused", () => {
    const { slot, budget } = newSlot();
    const delta = manyFiles();
    budget.changed(9000);
    const steps = slot.commit(delta, undefined);
    for (let step = 0; step < 100; step++) steps.next();
    expect(namesIn(slot)).toBe(0);
    expect(() => finish(steps)).toThrow("maxTotalWorkspaceBytes");
    expect(namesIn(slot)).toBe(0);
    expect(budget.usedBytes).toBe(9000);
  });

  it("is nothing to a slot that is emptied while it is unpacked", () => {
    const { slot } = newSlot();
    const replica = createBareVolume(DEFAULT_LIMITS);
    const write = (content: number): SentDelta => {
      for (let index = 0; index < FILES; index++) replica.writeFile(`/workspace/${index}`, Uint8Array.of(content));
      return packDelta(replica.takeDelta());
    };
    finish(slot.commit(write(1), undefined));
    const update = { slotKey: 0, sourceJobId: 0, isBound: true, processes: 1, leavings: undefined };
    const steps = slot.update({ ...update, delta: write(2) });
    steps.next();
    slot.reset();
    finish(steps);
    expect(namesIn(slot)).toBe(0);
    expect(slot).toMatchObject({ isBound: false, processes: 0 });
  });

  it.each([["checked"], ["applied"]])("leaves nothing in a slot that is emptied while it is %s", (when) => {
    const { slot, budget } = newSlot();
    const steps = slot.commit(manyFiles(), undefined);
    for (let step = 0; step < 100; step++) steps.next();
    if (when === "applied") while (!slot.whenWhole) steps.next();
    slot.reset();
    finish(steps);
    expect(namesIn(slot)).toBe(0);
    expect(budget.usedBytes).toBe(0);
  });
});

const MAKE_FILES = "mkdir d; for i in {1..20000}; do echo > d/$i; done";

it("while it is taken, turns of the event loop go on, and artifacts show all of it or nothing", async () => {
  await using backend = await createBackend({ workers: 1, defaultTimeoutMs: 60_000 });
  const slot = await backend.acquire();
  let isDone = false;
  const made = backend.execute({ slot, tool: "bash", args: { command: MAKE_FILES } }).then((result) => {
    isDone = true;
    return result;
  });
  const seen = new Set<number | false>();
  while (!isDone) {
    const list = await backend.listArtifacts(slot, "d");
    seen.add(list.success && list.entries.length);
    await setImmediate();
  }
  expect((await made).success).toBe(true);
  const after = await backend.listArtifacts(slot, "d");
  if (!after.success) throw new Error(after.error);
  for (const entries of seen) expect([false, after.entries.length]).toContain(entries);
  expect(seen).toContain(false);
});

it("is kept when its worker dies meanwhile, and when the pool is stopped", async () => {
  await using pool = await startPool(1);
  const [first, second] = [pool.slot(), pool.slot()];
  for (const [slot, end] of [
    [first, () => pool.workers[0] && kill(pool.workers[0])],
    [second, () => pool.scheduler.stop()],
  ] as const) {
    const made = pool.bash(slot, MAKE_FILES, 60_000);
    while (!slot.whenWhole) await setImmediate();
    await end();
    expect((await made).metadata.outcome).toBe("ok");
    expect(slot.volume.readdir("/workspace/d")).toHaveLength(20_000);
  }
});
