import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { VolumeLimits } from "../../src/api/limits.ts";
import { contentSize } from "../../src/volume/file-content.ts";
import { childrenOf, isDirectory, MAX_INO } from "../../src/volume/memfs-tree.ts";
import type { Link, Node } from "../../src/volume/memfs-types.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import { LAYOUT_TIME, Volume } from "../../src/volume/volume.ts";
import { type Dump, dumpModel, dumpVolume } from "./dump.ts";
import { stateOf } from "./fixtures.ts";
import { checkTwice } from "./fuzz.ts";
import { mutate, mutations } from "./mutated-delta.ts";
import { type Operation, operations, runOnModel, runOnVolume } from "./operations.ts";
import { PosixModel } from "./posix-model.ts";

/*
 * A slot's volume over a system layout that has the names the operations have. What is seen is a plain tree's, made
 * of both; what is the slot's own is what replicas get.
 */

const START_MS = 1_700_000_000_000;
const LIMITS: VolumeLimits = { maxWorkspaceBytes: 1e6, maxFiles: 1000, maxFileBytes: 1e5, maxDepth: 100 };
const TIGHT: VolumeLimits = { maxWorkspaceBytes: 600, maxFiles: 9, maxFileBytes: 400, maxDepth: 4 };
const FIXED = ["workspace", "tmp", "root"];
const BASES = ["", "/usr", "/usr/a", "/workspace", "/l"];

/** As the host writes it before a guest sees it. */
const LAYOUT: readonly Operation[] = [
  ...["/usr", "/usr/a", "/usr/a/b", "/usr/a/b/a", "/a", "/a/a", "/usr/é"].map(
    (path): Operation => ({ op: "mkdir", path, mode: 0o755 }),
  ),
  ...["/usr/b", "/usr/a/a", "/usr/a/b/b", "/usr/a/b/a/a", "/b", "/a/b", "/a/a/b"].map(
    (path): Operation => ({ op: "write", path, data: [...Buffer.from(path)], mode: 0o755 }),
  ),
  { op: "symlink", target: "usr/a", path: "/l" },
  { op: "symlink", target: "../b", path: "/usr/a/é" },
  { op: "symlink", target: "/workspace", path: "/é" },
];

function layout(): Volume {
  const system = new Volume(LIMITS, undefined, MAX_INO + 1);
  for (const operation of LAYOUT) runOnVolume(system, operation);
  return system;
}

function modelOfBoth(): PosixModel {
  const model = new PosixModel(LIMITS, FIXED, LAYOUT_TIME.getTime());
  model.now = LAYOUT_TIME.getTime();
  for (const operation of LAYOUT) runOnModel(model, operation);
  return model;
}

/** What is the slot's own, counted anew. */
function ownUsage({ root }: Volume): readonly [bytes: number, names: number] {
  const nodes = new Set<Node>();
  let names = 0;
  const visit = (directory: Link): void => {
    for (const child of childrenOf(directory)) {
      names++;
      nodes.add(child.getNode());
      if (isDirectory(child)) visit(child);
    }
  };
  visit(root);
  return [[...nodes].reduce((sum, node) => sum + contentSize(node), 0), names - FIXED.length];
}

/** Without the order of entries. */
function sorted(dump: Dump): Dump {
  const entries = dump.map(({ sameAs: _, ...entry }) => entry);
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a directory's copy meets first depends on the order of its entries, which is no plain tree's. */
const orderless = operations(BASES).filter((operation) => operation.op !== "copy" || !operation.recursive);

it("a volume over a layout looks as one tree, and never changes the layout", () => {
  const property = fc.property(fc.array(orderless, { maxLength: 40, size: "max" }), (ops) => {
    vi.setSystemTime(LAYOUT_TIME);
    const system = layout();
    const before = dumpVolume(system, ["/"], { withIno: true });
    const volume = new Volume(LIMITS, system);
    const other = new Volume(LIMITS, system);
    const seen = dumpVolume(other, ["/"], { withIno: true });
    const model = modelOfBoth();
    for (const [index, operation] of ops.entries()) {
      model.now = START_MS + index + 1;
      vi.setSystemTime(model.now);
      expect([operation, runOnVolume(volume, operation)]).toEqual([operation, runOnModel(model, operation)]);
      expect(sorted(dumpVolume(volume, ["/"]))).toEqual(sorted(dumpModel(model.root, ["/"])));
      expect([volume.usedBytes, volume.usedInodes]).toEqual(ownUsage(volume));
    }
    expect(dumpVolume(system, ["/"], { withIno: true })).toEqual(before);
    expect(dumpVolume(other, ["/"], { withIno: true })).toEqual(seen);
  });
  checkTwice(property, 150);
});

it.each([
  ["roomy limits", LIMITS],
  ["tight limits", TIGHT],
])("with %s, replicas see what the original does, and a failing operation leaves nothing", (_, limits) => {
  type Step = Operation | { readonly op: "sync"; readonly next: "same" | "other" | "new" };
  const sync: fc.Arbitrary<Step> = fc.record({
    op: fc.constant("sync" as const),
    next: fc.constantFrom("same" as const, "other" as const, "new" as const),
  });
  const steps = fc.array(fc.oneof({ weight: 5, arbitrary: operations(BASES) }, sync), { maxLength: 60, size: "max" });
  const property = fc.property(steps, (sequence) => {
    vi.setSystemTime(LAYOUT_TIME);
    const system = layout();
    const main = createBareVolume(limits);
    let worker = new Volume(limits, system);
    let other = new Volume(limits, system);
    for (const [index, step] of [...sequence, { op: "sync", next: "new" } as const].entries()) {
      vi.setSystemTime(START_MS + index);
      if (step.op !== "sync") {
        const before = stateOf(worker);
        const answer = runOnVolume(worker, step);
        if (answer !== "ok") expect([step, answer, stateOf(worker)]).toEqual([step, answer, before]);
        expect([worker.usedBytes, worker.usedInodes]).toEqual(ownUsage(worker));
        continue;
      }
      const delta = structuredClone(worker.takeDelta());
      main.apply(delta);
      other.apply(structuredClone(delta));
      expect(stateOf(other)).toEqual(stateOf(worker));
      expect(ownUsage(main)).toEqual(ownUsage(worker));
      expect([main.usedBytes, main.usedInodes]).toEqual([worker.usedBytes, worker.usedInodes]);
      expect([worker, main, other].flatMap((volume) => volume.takeDelta().inodes)).toEqual([]);
      if (step.next === "other") [worker, other] = [other, worker];
      if (step.next !== "new") continue;
      worker = new Volume(limits, system);
      worker.apply(structuredClone(main.snapshot()));
      expect(stateOf(worker)).toEqual(stateOf(other));
    }
  });
  checkTwice(property, 150);
});

it("whatever a delta says of merged directories, it is refused or breaks no slot, and never changes the layout", () => {
  const property = fc.property(
    fc.array(operations(BASES), { maxLength: 15, size: "max" }),
    mutations,
    fc.array(operations(BASES), { maxLength: 25, size: "max" }),
    (before, changes, after) => {
      vi.setSystemTime(LAYOUT_TIME);
      const system = layout();
      const seen = dumpVolume(system, ["/"], { withIno: true });
      const liar = new Volume(LIMITS, system);
      for (const operation of before) runOnVolume(liar, operation);
      const delta = structuredClone(liar.takeDelta());
      mutate(delta, changes);
      const main = createBareVolume(LIMITS);
      try {
        main.apply(delta);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        return;
      }
      const next = new Volume(LIMITS, system);
      next.apply(structuredClone(main.snapshot()));
      stateOf(next);
      for (const operation of after) {
        runOnVolume(next, operation);
        expect([next.usedBytes, next.usedInodes]).toEqual(ownUsage(next));
      }
      main.apply(structuredClone(next.takeDelta()));
      expect(ownUsage(main)).toEqual(ownUsage(next));
      const replica = new Volume(LIMITS, system);
      replica.apply(structuredClone(main.snapshot()));
      expect(stateOf(replica)).toEqual(stateOf(next));
      expect(dumpVolume(system, ["/"], { withIno: true })).toEqual(seen);
    },
  );
  checkTwice(property, 250);
});
