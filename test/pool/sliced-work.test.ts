import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { SlicedWork } from "../../src/pool/sliced-work.ts";
import type { Steps } from "../../src/volume/steps.ts";

/** Steps of a millisecond each. */
function* slow(name: string, steps: number, log: string[]): Steps {
  for (let step = 0; step < steps; step++) {
    const endMs = performance.now() + 1;
    while (performance.now() < endMs);
    yield;
  }
  log.push(name);
}

it("does short work at once, and long work in slices and in order", async () => {
  const work = new SlicedWork();
  const log: string[] = [];
  work.add(slow("short", 1, log));
  expect(log).toEqual(["short"]);
  work.add(slow("long", 50, log));
  work.add(slow("next", 0, log));
  expect(log).toEqual(["short"]);
  let turns = 0;
  for (; work.isUnderWay; turns++) await setImmediate();
  expect(turns).toBeGreaterThan(3);
  expect(log).toEqual(["short", "long", "next"]);
});

it("is finished at once when somebody can't wait, but not from within", () => {
  const work = new SlicedWork();
  const log: string[] = [];
  const impatient = function* (): Steps {
    work.finish();
    log.push("goes on");
    yield;
  };
  work.add(slow("long", 50, log));
  work.add(impatient());
  work.add(slow("last", 3, log));
  work.finish();
  expect(log).toEqual(["long", "goes on", "last"]);
  expect(work.isUnderWay).toBe(false);
});

it("that fails doesn't keep what comes after it", async () => {
  const work = new SlicedWork();
  const log: string[] = [];
  const failing = function* (): Steps {
    yield;
    throw new RangeError("fails");
  };
  expect(() => work.add(failing())).toThrow("fails");
  work.add(slow("next", 1, log));
  work.finish();
  expect(log).toEqual(["next"]);
});
