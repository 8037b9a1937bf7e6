import assert from "node:assert/strict";
import { atLeast, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { interpretersInProcess } from "../subjects/peers.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Call, Subject, Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

const CALLS = 200;
const WARM_SLOTS = 50;
/** Batches before the first round, so that code that runs often is compiled. */
const WARM_UP_BATCHES = 15;
const QUICK_WARM_UP_BATCHES = 5;

interface ColdCase {
  readonly name: string;
  /** What tells the rows of the slots that aren't warm. */
  readonly label: string;
  readonly slots: number;
  /** Each batch in slots that nobody has used. */
  readonly discards: boolean;
  readonly rounds: number;
  readonly quickRounds: number;
}

const CASES: readonly ColdCase[] = [
  { name: "batch-new-slots", label: "new slots", slots: 50, discards: true, rounds: 15, quickRounds: 3 },
  // Fifteen batches of 200, each in the next 200 slots: 3,000 calls, and each slot's turn comes every third batch.
  { name: "batch-rotation", label: "rotation", slots: 600, discards: false, rounds: 15, quickRounds: 3 },
];

/** What calls in slots that no worker has at hand cost, as a share of what warm ones do. */
export const coldSlots: readonly Case[] = CASES.map((coldCase) => ({
  name: coldCase.name,
  run: (context) => measure(coldCase, context),
}));

interface Pair {
  readonly warm: Contestant;
  readonly cold: Contestant;
  close(): Promise<void>;
}

async function measure(coldCase: ColdCase, { packages, quick }: CaseContext): Promise<Row[]> {
  const subjects = [...packages.map((subject) => slotboxSubject(subject)), ...(await interpretersInProcess())];
  const pairs: Pair[] = [];
  const warmUpBatches = quick ? QUICK_WARM_UP_BATCHES : WARM_UP_BATCHES;
  for (const subject of subjects) pairs.push(await openPair(subject, coldCase, warmUpBatches));
  const samples = await interleave(
    pairs.flatMap(({ warm, cold }) => [warm, cold]),
    { rounds: quick ? coldCase.quickRounds : coldCase.rounds, warmUp: Math.ceil(coldCase.slots / CALLS) },
  );
  for (const { close } of pairs) await close();

  return pairs.flatMap(({ warm, cold }, index): Row[] => {
    const coldTimes = samples.get(cold.name) ?? [];
    const shares = (samples.get(warm.name) ?? []).map((warmMs, round) => warmMs / (coldTimes[round] ?? Number.NaN));
    const times = [warm, cold].map(({ name }) => {
      const perSecond = Math.round((CALLS / median(samples.get(name) ?? [])) * 1000);
      return row(coldCase.name, name, "ms", samples.get(name), { note: `${perSecond} calls/s` });
    });
    const aims = index === 0 ? [atLeast(median(shares), 0.7, "x warm calls/s")] : [];
    return [...times, row(coldCase.name, `${subjects[index]?.name}: share`, "x", shares, { aims })];
  });
}

/** Each half in a backend of its own, so that neither takes anything from the other. */
async function openPair(
  { name, open }: Subject,
  { label, slots, discards }: ColdCase,
  warmUpBatches: number,
): Promise<Pair> {
  const warm = await open({});
  const cold = await open({});
  const warmBatch = Array.from({ length: CALLS }, (_, index) => echo(index, index % WARM_SLOTS));
  for (let count = 0; count < warmUpBatches; count++) {
    await run(warm, warmBatch);
    await run(cold, warmBatch);
  }
  let next = 0;
  return {
    warm: { name: `${name}: warm`, measure: () => run(warm, warmBatch) },
    cold: {
      name: `${name}: ${label}`,
      measure: async () => {
        if (discards) await cold.discard();
        const first = next;
        next = discards ? 0 : (next + CALLS) % slots;
        return run(
          cold,
          Array.from({ length: CALLS }, (_, index) => echo(index, (first + index) % slots)),
        );
      },
    },
    close: async () => {
      await warm.close();
      await cold.close();
    },
  };
}

function echo(index: number, slot: number): Call {
  return { slot, command: `echo call ${index}` };
}

async function run(workspaces: Workspaces, calls: readonly Call[]): Promise<number> {
  const { outputs, ms } = await workspaces.run(calls);
  assert.deepEqual(
    outputs,
    calls.map((_, index) => `call ${index}`),
  );
  return ms;
}
