import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const TABLES = new URL("tables/", import.meta.url);
/** Each recorded row is a test by itself, so all of them are answered right. There may only get more. */
const LEAST_ROWS = 2_441;
const LEAST_TABLES = 90;

it("no recorded answer is lost", () => {
  const tables = readdirSync(TABLES).filter((name) => name.endsWith(".json"));
  const counts = tables.map((name) => (JSON.parse(readFileSync(new URL(name, TABLES), "utf8")) as unknown[]).length);
  expect(tables.length).toBeGreaterThanOrEqual(LEAST_TABLES);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(LEAST_ROWS);
});
