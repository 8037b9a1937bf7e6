import { expect, it } from "vitest";
import { parseDurationMs } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/cli/errors.ts";

it.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["30", 30_000],
  ["1.5s", 1500],
])("%s is %d ms", (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

it.each(["", "0", "0s", "-1s", "1 s", "s", "1d", "1e3", "Infinity", "1s2m", " 1s"])("%j is no time", (text) => {
  expect(() => parseDurationMs(text)).toThrow(UsageError);
});
