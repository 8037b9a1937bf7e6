import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { atMost, type Case, type CaseContext, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

/** In this time a worker that has nothing to do has made ready what it makes ready. */
const IDLE_MS = 100;
const ROUNDS = 25;

const isReady: Case = {
  name: "first-result-ready",
  run: (context) =>
    measure(context, "first-result-ready", 1, async (firstCall) => {
      await setTimeout(IDLE_MS);
      return firstCall();
    }),
};

const isNext: Case = {
  name: "first-result-next",
  run: (context) =>
    measure(context, "first-result-next", 5, async (firstCall) => {
      await setTimeout(IDLE_MS);
      // Takes what the worker had ready; with no pause before the next trajectory, there was no time to ready more.
      await firstCall();
      return firstCall();
    }),
};

/** From `acquire` for a trajectory nobody has seen to the result of its first call. */
export const firstResult: readonly Case[] = [isReady, isNext];

/** Makes a slot of its own for each first call. */
type FirstCall = () => Promise<number>;

async function measure(
  { packages, quick }: CaseContext,
  name: string,
  aimMs: number,
  sample: (firstCall: FirstCall) => Promise<number>,
): Promise<Row[]> {
  const opened: Workspaces[] = [];
  const contestants: Contestant[] = [];
  for (const subject of packages) {
    // One worker, so that both trajectories meet the same; slots are kept, so that none of the time goes to ending one.
    const workspaces = await slotboxSubject(subject, { workers: 1 }).open({});
    let slot = 0;
    const firstCall = async (): Promise<number> => {
      const { outputs, ms } = await workspaces.run([{ slot: slot++, command: "echo hello" }]);
      assert.deepEqual(outputs, ["hello"]);
      return ms;
    };
    opened.push(workspaces);
    contestants.push({ name: subject.name, measure: () => sample(firstCall) });
  }
  const samples = await interleave(contestants, { rounds: quick ? 10 : ROUNDS, warmUp: 3 });
  for (const workspaces of opened) await workspaces.close();
  return contestants.map((contestant, index) => {
    const times = samples.get(contestant.name);
    return row(name, contestant.name, "ms", times, {
      aims: index === 0 ? [atMost(median(times ?? []), aimMs, "ms")] : [],
    });
  });
}
