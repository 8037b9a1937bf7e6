import { describe, expect, it } from "vitest";
import { hostBashVersion } from "../bash/host-bash.ts";
import { newShell } from "../bash/subjects/new-shell.ts";
import { compareSeeds } from "./fuzz/compare.ts";
import { hostHasTool, hostHasTools } from "./fuzz/host-tools.ts";
import { GENERATORS, SETTLED } from "./fuzz/programs.ts";

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
/** Seeds whose calls are known to differ, by program, and why. */
const KNOWN: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  bc: {
    3: "-w doesn't warn of the variable last",
    19: "an error that is found at the end of a line is told of the line, not of the next one",
  },
  env: { 1: "the hint to -S is left out behind an option that is a blank" },
  mv: {
    16: "with -n, a target below a file is complained of, not passed over",
    20: "a directory that is above the source is not kept as a backup",
  },
  stat: {
    4: "escapes that are unknown are printed as they are, without a warning",
    5: "numbers of devices and inodes, and the time of birth, are the machine's",
    13: "numbers of devices and inodes, and the time of birth, are the machine's",
  },
};

describe.runIf(hostBashVersion() === "5.2" && hostHasTools())("random calls", () => {
  it.each(SETTLED.filter(hostHasTool))("of %s do the same as this machine's own", async (program) => {
    await using shell = await newShell();
    const generate = GENERATORS[program];
    if (generate === undefined) throw new Error(`no calls of ${program}`);
    const seeds = SEEDS.filter((seed) => KNOWN[program]?.[seed] === undefined);
    for await (const difference of compareSeeds(shell, generate, seeds)) expect(difference).toBeUndefined();
  });
});
