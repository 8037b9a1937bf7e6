import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { withRatios } from "./against.ts";
import type { Row } from "./case.ts";
import { CASES } from "./cases/index.ts";
import { environment } from "./environment.ts";
import { recordFigures } from "./figures.ts";
import { readOptions, USAGE } from "./options.ts";
import { assertBuilt, build, packageIn } from "./package-under-test.ts";
import { aimsOf, heading, table } from "./report.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, `${ROOT}.bench/results.json`);
  const names = CASES.map(({ name }) => name);
  if (options.help) {
    console.log(USAGE.replace("CASES", names.join(", ")));
    return;
  }
  const unknown = options.only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new TypeError(`no case "${unknown.join('", "')}"; there are: ${names.join(", ")}`);

  if (options.build) build(ROOT);
  for (const folder of [ROOT, ...options.against]) assertBuilt(folder);
  const packages = [packageIn(ROOT, false), ...options.against.map((folder) => packageIn(folder, true))];
  const machine = environment();
  console.log(heading(machine));

  const measured: Row[] = [];
  for (const { name, run: measure } of CASES) {
    if (options.only.length > 0 && !options.only.includes(name)) continue;
    process.stderr.write(`${name} …`);
    const startedAt = performance.now();
    measured.push(...(await measure({ packages, quick: options.quick })));
    process.stderr.write(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
  }
  const rows = withRatios(measured, packages);
  console.log(`\n${table(rows)}\n\n${aimsOf(rows)}`);
  if (options.record) await recordFigures(`${ROOT}bench/README.md`, machine, rows, options.quick);
  await mkdir(dirname(options.json), { recursive: true });
  await writeFile(options.json, `${JSON.stringify({ ...machine, quick: options.quick, rows }, undefined, 2)}\n`);
  console.log(`\nnumbers: ${options.json}`);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
