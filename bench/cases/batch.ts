import assert from "node:assert/strict";
import { atMost, type Case, type CaseContext, noWorse, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { childProcess } from "../subjects/child-process.ts";
import { justBash } from "../subjects/just-bash.ts";
import { peers } from "../subjects/peers.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

const CALLS = 200;
const SLOTS = 50;
const ROUNDS = 15;
/** Batches before the first round, so that code that runs often is compiled; child processes have nothing to warm up. */
const WARM_UP_BATCHES = 15;
const QUICK_WARM_UP_BATCHES = 5;

interface Workload {
  readonly name: string;
  /** How much of just-bash's time it may take; undefined if only the comparison counts. */
  readonly aim?: number;
  command(index: number): string;
  prints(index: number): string;
}

const WORKLOADS: readonly Workload[] = [
  {
    name: "batch-warm",
    aim: 0.35,
    command: (index) => `echo call ${index}`,
    prints: (index) => `call ${index}`,
  },
  {
    name: "batch-files",
    command: (index) => `echo 'line ${index}' > f${index % 7}.txt; cat f${index % 7}.txt | grep line | tr a-z A-Z`,
    prints: (index) => `LINE ${index}`,
  },
];

/** Many calls at a time over fifty slots that have run such calls before. */
export const batches: readonly Case[] = WORKLOADS.map((workload) => ({
  name: workload.name,
  run: (context) => measure(workload, context),
}));

async function measure(workload: Workload, { packages, quick }: CaseContext): Promise<Row[]> {
  const batch = Array.from({ length: CALLS }, (_, index) => ({
    slot: index % SLOTS,
    command: workload.command(index),
  }));
  const expected = batch.map((_, index) => workload.prints(index));
  const boxes = packages.map((subject) => slotboxSubject(subject));
  const opened = await Promise.all(
    [...boxes, ...(await peers())].map(async ({ name, open }) => ({ name, workspaces: await open({}) })),
  );
  const contestant = ({ name, workspaces }: { name: string; workspaces: Workspaces }): Contestant => ({
    name,
    measure: async () => {
      const { outputs, ms } = await workspaces.run(batch);
      assert.deepEqual(outputs, expected, name);
      return ms;
    },
  });
  for (const { name, workspaces } of opened) {
    if (name === childProcess.name) continue;
    for (let count = 0; count < (quick ? QUICK_WARM_UP_BATCHES : WARM_UP_BATCHES); count++) await workspaces.run(batch);
  }
  const samples = await interleave(opened.map(contestant), { rounds: quick ? 3 : ROUNDS });
  for (const { workspaces } of opened) await workspaces.close();

  const medianOf = (name: string): number => median(samples.get(name) ?? []);
  const rivals = new Map(packages.slice(1).map(({ name }) => [name, medianOf(name)]));
  return opened.map(({ name }, index) => {
    const ms = medianOf(name);
    const perSecond = Math.round((CALLS / ms) * 1000);
    const aims =
      workload.aim === undefined
        ? []
        : [atMost(ms / medianOf(justBash.name), workload.aim, "x just-bash"), ...noWorse(ms, rivals)];
    return row(workload.name, name, "ms", samples.get(name), {
      note: `${perSecond} calls/s`,
      aims: index === 0 ? aims : [],
    });
  });
}
