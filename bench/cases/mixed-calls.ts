import { atMost, type Case, row } from "../case.ts";
import { MB, measurePrograms } from "../memory-program.ts";
import { median } from "../summary.ts";

const NAME = "memory-mixed";
const SLOTS = 500;
const CALLS = 20_000;
const QUICK_CALLS = 4_000;

interface Size {
  /** With whatever garbage there is. */
  readonly raw: number;
  /** After a pause and a collection of the main thread's. */
  readonly settled: number;
}

interface Sizes {
  readonly atTenth: Size;
  readonly atEnd: Size;
  readonly peak: number;
  /** What all calls took. */
  readonly ms: number;
}

/** Whether memory stays where it is while calls of all kinds go through many slots. */
export const mixedCalls: Case = {
  name: NAME,
  run: async ({ packages, quick }) => {
    const calls = quick ? QUICK_CALLS : CALLS;
    const measured = await measurePrograms<Sizes>(
      packages.map(({ name, entry }) => ({
        name,
        program: "mixed-calls.mjs",
        args: [entry, String(SLOTS), String(calls)],
      })),
      quick,
    );
    return measured.flatMap(({ name, results }, index) => {
      const growth = results.map(({ atTenth, atEnd }) => atEnd.settled / atTenth.settled);
      const atEnd = results.map((sizes) => sizes.atEnd.raw / MB);
      const peak = results.map((sizes) => sizes.peak / MB);
      const perSecond = Math.round(calls / (median(results.map(({ ms }) => ms)) / 1000));
      const underTest = index === 0;
      return [
        row(NAME, `${name}: end / 10 %`, "x", growth, {
          note: `${calls} calls over ${SLOTS} slots, ${perSecond} calls/s`,
          aims: underTest ? [atMost(median(growth), 1.1, "x")] : [],
        }),
        row(NAME, `${name}: process, end`, "MB", atEnd, {
          note: `peak ${median(peak).toFixed(0)} MB`,
          aims: underTest ? [atMost(median(atEnd), 700, "MB")] : [],
        }),
      ];
    });
  },
};
