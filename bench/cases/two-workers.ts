import assert from "node:assert/strict";
import { atLeast, type Case, row } from "../case.ts";
import { type Contestant, interleave, millisecondsOf } from "../interleave.ts";
import { type Program, startProgram } from "../program.ts";
import { slotboxSubject } from "../subjects/slotbox.ts";
import type { Workspaces } from "../subjects/subject.ts";
import { median } from "../summary.ts";

const NAME = "two-workers";
const CALLS = 8;
const ROUNDS = 7;

/** About 100 ms each on the machine the aims are for. */
const AWK_LOOPS = 50_000;
const PLAIN_LOOPS = 1_300_000;

/** How much faster eight calls are with two workers than with one, against the same of plain processes. */
export const twoWorkers: Case = {
  name: NAME,
  run: async ({ packages, quick }) => {
    const closing: (() => Promise<void>)[] = [];
    const contestants: Contestant[] = [];
    for (const workers of [1, 2]) {
      for (const subject of packages) {
        const workspaces = await slotboxSubject(subject, { workers }).open({});
        closing.push(() => workspaces.close());
        contestants.push({ name: label(subject.name, workers), measure: () => millisecondsOf(() => awk(workspaces)) });
      }
      const programs = Array.from({ length: workers }, () => startProgram("count.mjs", [String(PLAIN_LOOPS)]));
      for (const program of programs) {
        await program.next();
        closing.push(async () => program[Symbol.asyncDispose]());
      }
      contestants.push({ name: label("node process", workers), measure: () => millisecondsOf(() => count(programs)) });
    }
    const samples = await interleave(contestants, { rounds: quick ? 3 : ROUNDS });
    for (const close of closing) await close();

    const speedUps = (name: string): number[] => {
      const two = samples.get(label(name, 2)) ?? [];
      return (samples.get(label(name, 1)) ?? []).map((one, round) => one / (two[round] ?? Number.NaN));
    };
    const plain = speedUps("node process");
    const times = contestants.map(({ name }) => row(NAME, name, "ms", samples.get(name)));
    const ratios = packages.map(({ name }, index) => {
      const own = speedUps(name);
      const share = median(own) / median(plain);
      const aims = index === 0 ? [atLeast(Math.round(share * 1000) / 1000, 0.9, "x that of processes")] : [];
      return row(NAME, `${name}: speed-up`, "x", own, { aims, note: `${share.toFixed(2)} x that of processes` });
    });
    return [...times, row(NAME, "node process: speed-up", "x", plain), ...ratios];
  },
};

function label(name: string, workers: number): string {
  return `${name} x ${workers}`;
}

async function awk(workspaces: Workspaces): Promise<void> {
  const command = `awk 'BEGIN { for (i = 0; i < ${AWK_LOOPS}; i++) s += i % 7; print s }'`;
  const { outputs } = await workspaces.run(Array.from({ length: CALLS }, (_, slot) => ({ slot, command })));
  assert.deepEqual(new Set(outputs), new Set([String(sumOfRemainders(AWK_LOOPS))]));
}

function sumOfRemainders(to: number): number {
  let sum = 0;
  for (let i = 0; i < to; i++) sum += i % 7;
  return sum;
}

async function count(programs: readonly Program[]): Promise<void> {
  const sums = await Promise.all(
    programs.map((program) => {
      program.send(CALLS / programs.length);
      return program.next();
    }),
  );
  for (const sum of sums) assert.ok(Number.isInteger(sum) && sum === sums[0]);
}
