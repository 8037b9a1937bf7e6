import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VolumeLimits } from "../../src/api/limits.ts";
import { LAYOUT_TIME, Volume } from "../../src/volume/volume.ts";
import { dumpModel, dumpVolume } from "./dump.ts";
import { checkTwice } from "./fuzz.ts";
import { type Operation, operations, runOnModel, runOnVolume } from "./operations.ts";
import { PosixModel } from "./posix-model.ts";

const START_MS = 1_700_000_000_000;
const DIRECTORIES = ["/workspace", "/tmp", "/root"];
const SYSTEM = new Volume({ maxWorkspaceBytes: 1, maxFiles: 1, maxFileBytes: 1, maxDepth: 1 });

const ROOMY: VolumeLimits = { maxWorkspaceBytes: 1e6, maxFiles: 1000, maxFileBytes: 1e5, maxDepth: 100 };
const TIGHT: VolumeLimits = { maxWorkspaceBytes: 900, maxFiles: 9, maxFileBytes: 500, maxDepth: 3 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ["roomy limits", ROOMY],
  ["tight limits", TIGHT],
])("with %s, any sequence of operations", (_, limits) => {
  it("gives the model's tree, or the model's errno and the tree as it was", () => {
    const property = fc.property(
      fc.array(operations(["/workspace", "/workspace/a", "/tmp"]), { maxLength: 60, size: "max" }),
      (ops) => {
        vi.setSystemTime(START_MS);
        const volume = new Volume(limits, SYSTEM);
        const model = new PosixModel(limits, ["workspace", "tmp", "root"], LAYOUT_TIME.getTime());
        for (const [index, operation] of ops.entries()) {
          model.now = START_MS + index + 1;
          vi.setSystemTime(model.now);
          const expected = runOnModel(model, operation);
          expect([operation, runOnVolume(volume, operation)]).toEqual([operation, expected]);
          expect(dumpVolume(volume, DIRECTORIES)).toEqual(dumpModel(model.root, DIRECTORIES));
          expect([volume.usedBytes, volume.usedInodes]).toEqual([model.usedBytes, model.usedNames]);
        }
      },
    );
    checkTwice(property, 120);
  });

  it("is replayed by deltas on replicas, whoever changes the slot next", () => {
    type Step = Operation | { readonly op: "sync"; readonly next: "same" | "other" | "new" };
    const sync: fc.Arbitrary<Step> = fc.record({
      op: fc.constant("sync" as const),
      next: fc.constantFrom("same" as const, "other" as const, "new" as const),
    });
    const steps = fc.array(fc.oneof({ weight: 5, arbitrary: operations(["/workspace", "/tmp"]) }, sync), {
      maxLength: 80,
      size: "max",
    });
    const property = fc.property(steps, (sequence) => {
      vi.setSystemTime(START_MS);
      const main = new Volume(limits, SYSTEM);
      let worker = new Volume(limits, SYSTEM);
      let other = new Volume(limits, SYSTEM);
      for (const [index, step] of [...sequence, { op: "sync", next: "new" } as const].entries()) {
        vi.setSystemTime(START_MS + index);
        if (step.op !== "sync") {
          runOnVolume(worker, step);
          continue;
        }
        // As between threads and processes: what travels is a copy.
        const delta = structuredClone(worker.takeDelta());
        main.apply(delta);
        other.apply(structuredClone(delta));
        expectEqual(main, worker);
        expectEqual(other, worker);
        expect(worker.takeDelta().inodes).toEqual([]);
        expect(main.takeDelta().inodes).toEqual([]);
        if (step.next === "other") [worker, other] = [other, worker];
        if (step.next === "new") {
          worker = new Volume(limits, SYSTEM);
          worker.apply(structuredClone(main.snapshot()));
          expectEqual(worker, main);
        }
      }
    });
    checkTwice(property, 120);
  });
});

function expectEqual(replica: Volume, original: Volume): void {
  const all = ["/", ...DIRECTORIES];
  expect(dumpVolume(replica, all, { withIno: true })).toEqual(dumpVolume(original, all, { withIno: true }));
  expect([replica.usedBytes, replica.usedInodes]).toEqual([original.usedBytes, original.usedInodes]);
}
