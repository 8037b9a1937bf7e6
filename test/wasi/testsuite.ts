import { readFileSync } from "node:fs";
import { LIMIT_PROFILES } from "../../src/api/limits.ts";
import { WORKSPACE_DIR } from "../../src/api/slot.ts";
import { readHostFolder } from "../../src/backend/host-folder.ts";
import { guestBundle } from "../../src/isolate/guest-bundle.ts";
import { ownCells } from "../../src/machine/shared-memory.ts";
import { Programs } from "../../src/machine/wasi/programs.ts";
import { createBareVolume } from "../../src/volume/system-layout.ts";
import { differenceFrom, readSuite, SUITE_PREOPEN, type SuiteTest } from "./suite.ts";

/*
 * Runs the preview 1 tests of a checkout of https://github.com/WebAssembly/wasi-testsuite (branch prod/testsuite-base,
 * which has them compiled): npm run test:wasi -- PATH
 */

const TIMEOUT_MS = 10_000;

/** @returns what went wrong, if anything did */
async function runTest(programs: Programs, test: SuiteTest): Promise<string | undefined> {
  const limits = LIMIT_PROFILES.default;
  const volume = createBareVolume(limits);
  if (test.root !== undefined) await readHostFolder(test.root, volume, WORKSPACE_DIR, limits);
  const deadlineMs = Date.now() + TIMEOUT_MS;
  const image = {
    volume,
    wasm: readFileSync(test.wasmFile),
    args: test.args,
    env: test.env,
    preopens: test.root === undefined ? [] : [{ name: SUITE_PREOPEN, path: WORKSPACE_DIR }],
  };
  const input = { stdin: new Uint8Array(0), deadlineMs, maxOutputBytes: limits.maxOutputBytes };
  using program = programs.prepare(image, deadlineMs);
  const { exitCode, stdout, stderr } = program.runToEnd(input);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
  return differenceFrom(test, { exitCode, stdout: text(stdout), stderr: text(stderr) });
}

async function main(checkout: string | undefined): Promise<number> {
  if (checkout === undefined) {
    console.error("usage: npm run test:wasi -- PATH-TO-wasi-testsuite (its branch prod/testsuite-base)");
    return 2;
  }
  const programs = new Programs(() => guestBundle("wasi"), LIMIT_PROFILES.default.maxMemoryMiB, ownCells());
  let [passed, failed] = [0, 0];
  for (const test of readSuite(checkout)) {
    const fault = await runTest(programs, test);
    if (fault === undefined) passed++;
    else {
      failed++;
      console.log(`FAILED ${test.name}: ${fault}`);
    }
  }
  console.log(`${passed} of ${passed + failed} passed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv[2]);
