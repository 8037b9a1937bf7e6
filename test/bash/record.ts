/*
 * Records what bash 5.2 makes of every case: `npm run cases:record [TABLE…]`. A new case is written into its table with its
 * name and script; the rest is filled in here. It needs root, who a slot's user is, and a mount namespace in which the
 * scripts have a /workspace and a /tmp to themselves.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { differences, readTable, TABLES, writeTable } from "./case.ts";
import { hostBashVersion, runOnHost } from "./host-bash.ts";

const WORKSPACE = "/workspace";
const INSIDE = "CASES_RECORDED_INSIDE";

function enterNamespace(tables: readonly string[]): number {
  const script = fileURLToPath(import.meta.url);
  const args = ["--mount", "--propagation", "private", process.execPath, script, ...tables];
  return spawnSync("unshare", args, { stdio: "inherit", env: { ...process.env, [INSIDE]: "1" } }).status ?? 1;
}

function mountEmpty(folder: string): void {
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "mode=1777", "none", folder], { stdio: "inherit" });
  if (status !== 0) throw new Error(`can't mount ${folder}: recording needs root`);
}

/** @returns what is wrong with the table */
function record(table: string): string[] {
  const cases = readTable(table);
  const recorded = cases.map((one) => ({ ...one, ...runOnHost(one, WORKSPACE) }));
  const changed = recorded.filter((one, index) => differences(one, cases[index] ?? one).length > 0);
  writeTable(table, recorded);
  console.log(`${table}: ${cases.length} cases, ${changed.length} changed`);
  const names = cases.map(({ name }) => name);
  return [
    ...names.filter((name, index) => names.indexOf(name) < index).map((name) => `"${name}" is there twice`),
    ...recorded
      .filter((one) => differences(one, runOnHost(one, WORKSPACE)).length > 0)
      .map(({ name }) => `"${name}" is not the same each time`),
  ].map((fault) => `${table}: ${fault}`);
}

const tables = process.argv.length > 2 ? process.argv.slice(2) : TABLES;
if (hostBashVersion() !== "5.2") throw new Error(`bash 5.2 is needed; this is ${hostBashVersion() ?? "none"}`);
if (process.env[INSIDE] === undefined) {
  mkdirSync(WORKSPACE, { recursive: true });
  process.exitCode = enterNamespace(tables);
} else {
  for (const folder of [WORKSPACE, "/tmp"]) mountEmpty(folder);
  const faults = tables.flatMap(record);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
