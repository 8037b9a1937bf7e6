import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { ToolBackend } from "../../src/index.ts";
import { atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave, millisecondsOf } from "../interleave.ts";
import { median } from "../summary.ts";

/** In this time a worker that has nothing to do has put the next isolate on its shelf. */
const REFILL_MS = 100;
const ROUNDS = 25;

const isReady: Case = {
  name: "first-result-ready",
  run: (context) =>
    measure(context, "first-result-ready", 3, async (backend) => {
      await setTimeout(REFILL_MS);
      return timeToFirstResult(backend);
    }),
};

const isCold: Case = {
  name: "first-result-cold",
  run: (context) =>
    measure(context, "first-result-cold", 15, async (backend) => {
      await setTimeout(REFILL_MS);
      // Takes what the worker may have ready; with no pause before the next, there is nothing on the shelf for it.
      await timeToFirstResult(backend);
      return timeToFirstResult(backend);
    }),
};

/** From `acquire` for a trajectory nobody has seen to the result of its first call. */
export const firstResult: readonly Case[] = [isReady, isCold];

async function timeToFirstResult(backend: ToolBackend): Promise<number> {
  return millisecondsOf(async () => {
    const slot = await backend.acquire();
    const [result] = await backend.executeBatch([{ slot, tool: "bash", args: { command: "echo hello" } }]);
    assert.equal(result?.output, "hello");
  });
}

async function measure(
  { packages, quick }: CaseContext,
  name: string,
  aimMs: number,
  sample: (backend: ToolBackend) => Promise<number>,
): Promise<Row[]> {
  const backends: ToolBackend[] = [];
  const contestants: Contestant[] = [];
  for (const subject of packages) {
    const { createBackend } = await subject.load();
    // One worker, so that it is known which shelf is empty; slots are kept, so that none of the time goes to ending one.
    const backend = await createBackend({
      workers: 1,
      readyMachines: name === isCold.name ? 0 : 1,
      maxMachines: 4 * ROUNDS,
    });
    backends.push(backend);
    contestants.push({ name: subject.name, measure: () => sample(backend) });
  }
  const samples = await interleave(contestants, { rounds: quick ? 10 : ROUNDS, warmUp: 3 });
  for (const backend of backends) await backend.stop({ purge: true });
  return contestants.map((contestant, index) => {
    const times = samples.get(contestant.name);
    return row(name, contestant.name, "ms", times, {
      aims: index === 0 ? [atMost(median(times ?? []), aimMs, "ms")] : [],
    });
  });
}
