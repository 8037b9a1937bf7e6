import { describe, expect, it } from "vitest";
import { differences, readTable, TABLES } from "./case.ts";
import { readKnownDifferences } from "./known-differences.ts";
import { newShell } from "./subjects/new-shell.ts";

const known = readKnownDifferences();

describe("the shell does what bash 5.2 does", () => {
  it.each(TABLES)("%s", async (table) => {
    await using shell = await newShell();
    for (const one of readTable(table).filter(({ name }) => !known.has(`${table}: ${name}`))) {
      const printed = await shell.run(one);
      if (differences(one, printed).length > 0) expect({ ...one, ...printed }).toEqual(one);
    }
  });

  it("is known to differ only in cases that there are", () => {
    const names = new Set(TABLES.flatMap((table) => readTable(table).map(({ name }) => `${table}: ${name}`)));
    expect([...known].filter((name) => !names.has(name))).toEqual([]);
  });
});
