import { describe, expect, it } from "vitest";
import { hostBashVersion } from "../bash/host-bash.ts";
import { newShell } from "../bash/subjects/new-shell.ts";
import { compareSeeds } from "./fuzz/compare.ts";
import { hostHasTool, hostHasTools } from "./fuzz/host-tools.ts";
import { GENERATORS, SETTLED } from "./fuzz/programs.ts";

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
/** Seeds whose calls are known to differ, by program. */
const KNOWN: Readonly<Record<string, readonly number[]>> = {
  bc: [3, 19],
  env: [1],
  ls: [6],
  mv: [16, 20],
  stat: [4, 5, 13],
};

describe.runIf(hostBashVersion() === "5.2" && hostHasTools())("random calls", () => {
  it.each(SETTLED.filter(hostHasTool))("of %s do the same as this machine's own", async (program) => {
    await using shell = await newShell();
    const generate = GENERATORS[program];
    if (generate === undefined) throw new Error(`no calls of ${program}`);
    const seeds = SEEDS.filter((seed) => !KNOWN[program]?.includes(seed));
    for await (const difference of compareSeeds(shell, generate, seeds)) expect(difference).toBeUndefined();
  });
});
