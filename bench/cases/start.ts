import { atMost, type Case, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { timeUntilReady } from "../program.ts";
import { median } from "../summary.ts";

const NAME = "start";
const JUST_BASH = "just-bash: process to first result";
const ROUNDS = 7;

interface Inside {
  readonly importMs: number;
  readonly createMs: number;
  readonly firstMs: number;
}

/** From nothing to a backend that is ready, in a fresh process each time. */
export const start: Case = {
  name: NAME,
  run: async ({ packages, quick }) => {
    const inside = new Map(packages.map(({ name }) => [name, [] as Inside[]]));
    const contestants: Contestant[] = [
      ...packages.map(({ name, entry }) => ({
        name: `${name}: process to ready`,
        measure: () =>
          timeUntilReady("start.mjs", [entry], async (program) => {
            inside.get(name)?.push((await program.next()) as Inside);
          }),
      })),
      { name: JUST_BASH, measure: () => timeUntilReady("just-bash.mjs", []) },
      { name: "node: process alone", measure: () => timeUntilReady("node.mjs", []) },
    ];
    const rounds = quick ? 3 : ROUNDS;
    const samples = await interleave(contestants, { rounds });
    const rows: Row[] = packages.flatMap(({ name }, index) => {
      const parts = (inside.get(name) ?? []).slice(-rounds);
      const createMs = parts.map((part) => part.createMs);
      const aims = index === 0 ? [atMost(median(createMs), 400, "ms")] : [];
      return [
        row(NAME, `${name}: createBackend`, "ms", createMs, { aims }),
        row(
          NAME,
          `${name}: import before it`,
          "ms",
          parts.map((part) => part.importMs),
        ),
        row(
          NAME,
          `${name}: first call after it`,
          "ms",
          parts.map((part) => part.firstMs),
        ),
      ];
    });
    const justBashMs = median(samples.get(JUST_BASH) ?? []);
    const firstResults = packages.map(({ name }, index) => {
      const readyMs = samples.get(`${name}: process to ready`) ?? [];
      const parts = (inside.get(name) ?? []).slice(-rounds);
      const ms = readyMs.map((ready, round) => ready + (parts[round]?.firstMs ?? Number.NaN));
      const aims = index === 0 ? [atMost(median(ms) / justBashMs, 1.2, "x just-bash")] : [];
      return row(NAME, `${name}: process to first result`, "ms", ms, { aims });
    });
    return [...rows, ...firstResults, ...contestants.map(({ name }) => row(NAME, name, "ms", samples.get(name)))];
  },
};
