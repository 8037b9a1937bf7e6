import assert from "node:assert/strict";
import { atLeast, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { childProcess } from "../subjects/child-process.ts";
import { justBash } from "../subjects/just-bash.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

const SLOTS = 50;
const ROUNDS = 15;
/** Batches before the first round, so that code that runs often is compiled; child processes have nothing to warm up. */
const WARM_UP_BATCHES = 15;

interface Workload {
  readonly name: string;
  readonly calls: number;
  readonly aim: number | undefined;
  /** Every batch in new slots, which have no isolate yet. */
  readonly cold: boolean;
  command(index: number): string;
  prints(index: number): string;
}

const echo = { command: (index: number) => `echo call ${index}`, prints: (index: number) => `call ${index}` };

const WORKLOADS: readonly Workload[] = [
  { name: "batch-warm", calls: 200, aim: 3000, cold: false, ...echo },
  { name: "batch-cold", calls: 200, aim: undefined, cold: true, ...echo },
  {
    name: "batch-files",
    calls: 200,
    aim: undefined,
    cold: false,
    command: (index) => `echo 'line ${index}' > f${index % 7}.txt; cat f${index % 7}.txt | grep line | tr a-z A-Z`,
    prints: (index) => `LINE ${index}`,
  },
];

/** Many calls at a time over fifty slots. */
export const batches: readonly Case[] = WORKLOADS.map((workload) => ({
  name: workload.name,
  run: (context) => measure(workload, context),
}));

async function measure(workload: Workload, { packages, quick }: CaseContext): Promise<Row[]> {
  const { calls, cold } = workload;
  const batch = Array.from({ length: calls }, (_, index) => ({
    slot: index % SLOTS,
    command: workload.command(index),
  }));
  const expected = batch.map((_, index) => workload.prints(index));
  const boxes = packages.map((subject) => slotboxSubject(subject));
  const opened = await Promise.all(
    [...boxes, childProcess, justBash].map(async ({ name, open }) => ({ name, workspaces: await open({}) })),
  );
  const contestant = ({ name, workspaces }: { name: string; workspaces: Workspaces }): Contestant => ({
    name,
    measure: async () => {
      if (cold) await workspaces.discard();
      const { outputs, ms } = await workspaces.run(batch);
      assert.deepEqual(outputs, expected, name);
      return ms;
    },
  });
  for (const { name, workspaces } of opened) {
    if (cold || name === childProcess.name) continue;
    for (let count = 0; count < WARM_UP_BATCHES; count++) await workspaces.run(batch);
  }
  const samples = await interleave(opened.map(contestant), { rounds: quick ? 3 : ROUNDS });
  for (const { workspaces } of opened) await workspaces.close();

  return opened.map(({ name }, index) => {
    const perSecond = Math.round((calls / median(samples.get(name) ?? [])) * 1000);
    return row(workload.name, name, "ms", samples.get(name), {
      note: `${perSecond} calls/s`,
      aims: index === 0 && workload.aim !== undefined ? [atLeast(perSecond, workload.aim, "calls/s")] : [],
    });
  });
}
