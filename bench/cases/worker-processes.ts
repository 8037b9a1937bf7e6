import assert from "node:assert/strict";
import { atMost, type Case, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

const MODES = ["thread", "process"] as const;
const BATCH_CALLS = 200;
const SLOTS = 50;
const ROUNDS = 200;
const QUICK_ROUNDS = 40;
const WARM_UP = 10;

/** What worker processes cost beside threads: one warm `echo`, and a batch of two hundred. */
export const workerProcesses: Case = {
  name: "worker-processes",
  run: async ({ packages, quick }) => {
    const [subject] = packages;
    if (!subject) return [];
    const opened = await Promise.all(
      MODES.map(async (isolation) => ({
        isolation,
        workspaces: await slotboxSubject(subject, { isolation }).open({}),
      })),
    );
    const rows: Row[] = [];
    for (const [name, count, limit] of [
      ["echo", 1, 1.5],
      ["batch", BATCH_CALLS, 1 / 0.8],
    ] as const) {
      const contestants = opened.map(
        ({ isolation, workspaces }): Contestant => ({ name: isolation, measure: () => echo(workspaces, count) }),
      );
      const samples = await interleave(contestants, {
        rounds: (quick ? QUICK_ROUNDS : ROUNDS) / (count === 1 ? 1 : 10),
        warmUp: WARM_UP,
        perTurn: count === 1 ? 10 : 1,
      });
      const [thread = 0, process = 0] = MODES.map((mode) => median(samples.get(mode) ?? []));
      for (const mode of MODES)
        rows.push(
          row("worker-processes", `${name}, ${mode}`, "ms", samples.get(mode), {
            aims: mode === "process" ? [atMost(process / thread, limit, "x thread")] : [],
          }),
        );
    }
    for (const { workspaces } of opened) await workspaces.close();
    return rows;
  },
};

async function echo(workspaces: Workspaces, count: number): Promise<number> {
  const calls = Array.from({ length: count }, (_, index) => ({ slot: index % SLOTS, command: `echo ${index}` }));
  const { outputs, ms } = await workspaces.run(calls);
  assert.deepEqual(
    outputs,
    calls.map((_, index) => String(index)),
  );
  return ms;
}
