import { atMost, type Case, type Row, row } from "../case.ts";
import { type Contestant, interleave } from "../interleave.ts";
import { timeUntilReady } from "../program.ts";
import { median } from "../summary.ts";

const NAME = "import";
const NODE = "node: process alone";

/** What `import "slotbox"` adds to a process, against what the process costs without it. */
export const importing: Case = {
  name: NAME,
  run: async ({ packages, quick }) => {
    const contestants: Contestant[] = [
      { name: NODE, measure: () => timeUntilReady("node.mjs", []) },
      ...packages.map(({ name, entry }) => ({
        name: `${name}: process with it`,
        measure: () => timeUntilReady("import.mjs", [entry]),
      })),
    ];
    const samples = await interleave(contestants, { rounds: quick ? 7 : 25 });
    const nodeTimes = samples.get(NODE) ?? [];
    const rows: Row[] = packages.map(({ name }, index) => {
      const times = samples.get(`${name}: process with it`) ?? [];
      const added = nodeTimes.map((nodeMs, round) => ((times[round] ?? Number.NaN) - nodeMs) / nodeMs);
      const aims = index === 0 ? [atMost(median(added), 0.6, "x node's start")] : [];
      return row(NAME, `${name}: adds`, "x", added, { aims });
    });
    return [...contestants.map(({ name }) => row(NAME, name, "ms", samples.get(name))), ...rows];
  },
};
