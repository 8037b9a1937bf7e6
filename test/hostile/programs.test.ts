import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Arena, type Isolation } from "./arena.ts";
import { PROGRAMS } from "./programs/families.ts";
import { HOST_VARIABLE } from "./programs/program.ts";

/** `npm run hostile` runs all. */
const EVERY = 8;
/** Only a guard: what `npm run hostile` holds exactly, a test that shares its machine can't. */
const MAX_LATE_MS = 30_000;

const titles = PROGRAMS.map(({ title }) => title);

it("the hostile programs have titles of their own, and a reason where they may end in more than one way", () => {
  expect(new Set(titles).size).toBe(titles.length);
  const unexplained = PROGRAMS.filter(
    ({ program: { outcomes, processOnly, why } }) => (outcomes.length > 1 || processOnly) && why === undefined,
  );
  expect(unexplained.map(({ title }) => title)).toEqual([]);
});

describe.each(["thread", "process"] satisfies Isolation[])("in a worker %s", (isolation) => {
  let arena: Arena;
  beforeAll(() => {
    process.env[HOST_VARIABLE] = "1";
    arena = new Arena(isolation);
  });
  afterAll(async () => {
    delete process.env[HOST_VARIABLE];
    await arena[Symbol.asyncDispose]();
  });

  const some = PROGRAMS.filter((_, index) => index % EVERY === 0).filter(
    ({ program }) => isolation === "process" || program.processOnly !== true,
  );
  it.each(some)("$title", async ({ program }) => {
    const { faults, lateMs } = await arena.try(program);
    expect(faults).toEqual([]);
    expect(lateMs).toBeLessThan(MAX_LATE_MS);
  });
});
