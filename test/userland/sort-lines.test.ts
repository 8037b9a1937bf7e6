import { expect, it } from "vitest";
import type { Process } from "../../runtimes/kernel/process.ts";
import { sortLines } from "../../runtimes/userland/sort/lines.ts";

const LINES = 100_000;

it("sorting much lets others run meanwhile, and ends when its process does", async () => {
  let turns = 0;
  const process = { checkpoint: () => void turns++ } as unknown as Process;
  const sorted = await sortLines(process, LINES, (a, b) => b - a);
  expect([sorted[0], sorted[LINES - 1]]).toEqual([LINES - 1, 0]);
  expect(turns).toBeGreaterThan(20);

  const ended = {
    checkpoint: () => {
      throw new Error("ended");
    },
  } as unknown as Process;
  await expect(sortLines(ended, LINES, (a, b) => b - a)).rejects.toThrow("ended");
});
