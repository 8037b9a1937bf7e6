import { expect, it } from "vitest";
import { settledWithin, within } from "../../src/timing/within.ts";

const LONG_MS = 1_000_000;
const never = new Promise<never>(() => {});

it("gives what the work gives, if that is in time", async () => {
  expect(await within(LONG_MS, Promise.resolve("done"), () => "late")).toBe("done");
  await expect(within(LONG_MS, Promise.reject(new Error("failed")), () => "late")).rejects.toThrow("failed");
});

it("gives what is to be given at the limit, or throws it", async () => {
  expect(await within(1, never, () => "late")).toBe("late");
  const late = within(1, never, () => {
    throw new Error("too late");
  });
  await expect(late).rejects.toThrow("too late");
});

it("waits for work however it ends", async () => {
  await settledWithin(LONG_MS, Promise.reject(new Error("failed")));
  await settledWithin(1, never);
});
