import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { guestBundle } from "../../src/guest-bundle.ts";
import { readHostFolder } from "../../src/host-folder.ts";
import { LIMIT_PROFILES } from "../../src/limits.ts";
import type { ProgramResult } from "../../src/process/process.ts";
import { ownCells } from "../../src/process/shared-cells.ts";
import { createBareVolume } from "../../src/volume/bare-volume.ts";
import { WORKSPACE_DIR } from "../../src/volume/volume.ts";
import { Programs } from "../../src/wasi/programs.ts";

/*
 * Runs the preview 1 tests of a checkout of https://github.com/WebAssembly/wasi-testsuite (branch prod/testsuite-base,
 * which has them compiled): npm run test:wasi -- PATH
 */

const specSchema = z.object({
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  root: z.string().nullish(),
  exit_code: z.number().default(0),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
});

const FOLDERS = ["assemblyscript", "c", "rust"].map((language) => `tests/${language}/testsuite/wasm32-wasip1`);
const TIMEOUT_MS = 10_000;

/** @returns what went wrong, if anything did */
async function runTest(programs: Programs, folder: string, name: string): Promise<string | undefined> {
  const spec = specSchema.parse(readSpec(join(folder, `${name}.json`)));
  const limits = LIMIT_PROFILES.default;
  const volume = createBareVolume(limits);
  if (spec.root) await readHostFolder(join(folder, spec.root), volume, WORKSPACE_DIR, limits);
  const result = programs.run({
    volume,
    wasm: readFileSync(join(folder, `${name}.wasm`)),
    args: [`${name}.wasm`, ...spec.args],
    env: spec.env,
    preopens: spec.root ? [{ name: "/", path: WORKSPACE_DIR }] : [],
    stdin: new Uint8Array(0),
    deadlineMs: Date.now() + TIMEOUT_MS,
    maxOutputBytes: limits.maxOutputBytes,
  });
  return difference(result, spec);
}

function readSpec(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

function difference(result: ProgramResult, spec: z.infer<typeof specSchema>): string | undefined {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
  if (result.exitCode !== spec.exit_code)
    return `exit code ${result.exitCode}, not ${spec.exit_code}: ${text(result.stderr).trim().slice(0, 400)}`;
  if (spec.stdout !== undefined && text(result.stdout) !== spec.stdout) return `stdout ${text(result.stdout)}`;
  if (spec.stderr !== undefined && text(result.stderr) !== spec.stderr) return `stderr ${text(result.stderr)}`;
  return undefined;
}

async function main(checkout: string | undefined): Promise<number> {
  if (checkout === undefined) {
    console.error("usage: npm run test:wasi -- PATH-TO-wasi-testsuite (its branch prod/testsuite-base)");
    return 2;
  }
  const programs = new Programs(() => guestBundle("wasi"), LIMIT_PROFILES.default.maxMemoryMiB, ownCells());
  let [passed, failed] = [0, 0];
  for (const path of FOLDERS) {
    const folder = join(checkout, path);
    for (const file of readdirSync(folder)
      .filter((file) => file.endsWith(".wasm"))
      .sort()) {
      const name = file.slice(0, -".wasm".length);
      const fault = await runTest(programs, folder, name);
      if (fault === undefined) passed++;
      else {
        failed++;
        console.log(`FAILED ${path}/${name}: ${fault}`);
      }
    }
  }
  console.log(`${passed} of ${passed + failed} passed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
