import assert from "node:assert/strict";
import { type Aim, atLeast, atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave, millisecondsOf } from "../interleave.ts";
import { type SlotTable, serve } from "../subjects/http-server.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

const SLOTS = 50;
/** As many calls as the batches of other cases run first, so that code that runs often is compiled. */
const WARM_UP_BATCHES = 60;
const QUICK_WARM_UP_BATCHES = 20;
const BATCHES_AT_ONCE = 4;
const CONNECTIONS = 1000;

/** One package twice: in this process, and behind its server in another. */
interface Pair {
  readonly name: string;
  readonly inProcess: Workspaces;
  readonly served: SlotTable;
}

const batch = Array.from({ length: SLOTS }, (_, slot) => ({ slot, command: `echo call ${slot}` }));
const expected = batch.map((_, slot) => `call ${slot}`);

/** What the server adds to a call, and what it carries. */
export const http: readonly Case[] = [
  { name: "http-execute", run: (context) => withPairs(context, measureExecute) },
  { name: "http-batch-50", run: (context) => withPairs(context, measureBatch) },
  { name: "http-1000-connections", run: (context) => withPairs(context, measureConnections) },
];

async function withPairs(
  { packages, quick }: CaseContext,
  measure: (pairs: readonly Pair[], quick: boolean) => Promise<Row[]>,
): Promise<Row[]> {
  const pairs: Pair[] = [];
  for (const subject of packages) {
    const pair = {
      name: subject.name,
      inProcess: await slotboxSubject(subject).open({}),
      served: await serve(subject, SLOTS),
    };
    for (let count = 0; count < (quick ? QUICK_WARM_UP_BATCHES : WARM_UP_BATCHES); count++) {
      await pair.inProcess.run(batch);
      await pair.served.batch(batch);
    }
    pairs.push(pair);
  }
  const rows = await measure(pairs, quick);
  for (const { inProcess, served } of pairs) {
    await inProcess.close();
    await served.close();
  }
  return rows;
}

async function measureExecute(pairs: readonly Pair[], quick: boolean): Promise<Row[]> {
  const contestants = pairs.flatMap(({ name, inProcess, served }): Contestant[] => [
    { name: `${name}: in process`, measure: async () => (await inProcess.run(batch.slice(0, 1))).ms },
    {
      name: `${name}: POST /execute`,
      measure: () => millisecondsOf(async () => assert.equal(await served.execute(0, "echo call 0"), "call 0")),
    },
  ]);
  const samples = await interleave(contestants, { rounds: quick ? 20 : 150, warmUp: 20, perTurn: 10 });
  const medianOf = (name: string): number => median(samples.get(name) ?? []);
  return contestants.map(({ name }, index) => {
    const added = index === 1 ? medianOf(name) - medianOf(contestants[0]?.name ?? "") : undefined;
    return row("http-execute", name, "ms", samples.get(name), {
      note: `${Math.round(1000 / medianOf(name))} calls/s, one after another`,
      aims: added === undefined ? [] : [{ ...atMost(added, 0.3, "ms"), text: `+ ${added.toFixed(2)} <= 0.3 ms` }],
    });
  });
}

async function measureBatch(pairs: readonly Pair[], quick: boolean): Promise<Row[]> {
  const post = async (served: SlotTable): Promise<void> => assert.deepEqual(await served.batch(batch), expected);
  const contestants = pairs.flatMap(({ name, inProcess, served }) => [
    { name: `${name}: in process`, calls: SLOTS, measure: async () => (await inProcess.run(batch)).ms },
    { name: `${name}: POST /batch`, calls: SLOTS, measure: () => millisecondsOf(() => post(served)) },
    {
      name: `${name}: ${BATCHES_AT_ONCE} at once`,
      calls: SLOTS * BATCHES_AT_ONCE,
      measure: () => millisecondsOf(() => Promise.all(Array.from({ length: BATCHES_AT_ONCE }, () => post(served)))),
    },
  ]);
  const samples = await interleave(contestants, { rounds: quick ? 10 : 60, warmUp: 5, perTurn: 2 });
  return contestants.map(({ name, calls }, index) => {
    const perSecond = Math.round((calls / median(samples.get(name) ?? [])) * 1000);
    return row("http-batch-50", name, "ms", samples.get(name), {
      note: `${perSecond} calls/s`,
      aims: index === 1 ? [atLeast(perSecond, 2000, "calls/s")] : [],
    });
  });
}

/** Each connection asks once; the time is that of all of them. */
async function measureConnections(pairs: readonly Pair[], quick: boolean): Promise<Row[]> {
  const contestants = pairs.map(
    ({ name, served }): Contestant => ({
      name: `${name}: POST /execute`,
      measure: () =>
        millisecondsOf(async () => {
          const asked = Array.from({ length: CONNECTIONS }, (_, index) =>
            served.executeAlone(index % SLOTS, `echo call ${index}`),
          );
          // A connection that is refused or reset would end the benchmark here.
          assert.deepEqual(
            await Promise.all(asked),
            asked.map((_, index) => `call ${index}`),
          );
        }),
    }),
  );
  const samples = await interleave(contestants, { rounds: quick ? 3 : 10 });
  const none: Aim = { text: "0 of 1000 lost", figure: 0, reached: true };
  return contestants.map(({ name }, index) => {
    const perSecond = Math.round((CONNECTIONS / median(samples.get(name) ?? [])) * 1000);
    return row("http-1000-connections", name, "ms", samples.get(name), {
      note: `${perSecond} calls/s`,
      aims: index === 0 ? [none] : [],
    });
  });
}
