import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { differenceFrom, readSuite, type SuiteTest } from "../../test/wasi/suite.ts";
import { assertBuilt } from "../package-under-test.ts";
import { COMPARED_HOSTS, PACKAGE_ROOT } from "./compared-hosts.ts";

/*
 * How many preview 1 tests of a checkout of https://github.com/WebAssembly/wasi-testsuite (branch prod/testsuite-base)
 * each host passes: npm run bench:wasi-conformance -- PATH. A test that hangs or takes its process with it has failed.
 */

const TIMEOUT_MS = 20_000;
const AT_ONCE = 2;
const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));

const outcomeSchema = z.object({ exitCode: z.number(), stdout: z.string(), stderr: z.string() });

/** @returns what went wrong, if anything did */
function runTest(host: string, test: SuiteTest): Promise<string | undefined> {
  const options = { timeout: TIMEOUT_MS, killSignal: "SIGKILL", encoding: "utf8" } as const;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", PROGRAM, host, JSON.stringify(test)],
      options,
      (error, stdout, stderr) => {
        if (error?.killed) resolve(`no end within ${TIMEOUT_MS} ms`);
        else if (error) resolve(error.signal ?? stderr.trim().slice(0, 400));
        else resolve(differenceFrom(test, outcomeSchema.parse(JSON.parse(stdout))));
      },
    );
  });
}

async function countPassed(host: string, tests: readonly SuiteTest[], tell: (line: string) => void): Promise<number> {
  const faults = new Map<SuiteTest, string | undefined>();
  const waiting = tests.values();
  const next = async (): Promise<void> => {
    for (const test of waiting) faults.set(test, await runTest(host, test));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  for (const test of tests) {
    const fault = faults.get(test);
    if (fault !== undefined) tell(`FAILED ${host} ${test.name}: ${fault}`);
  }
  return tests.filter((test) => faults.get(test) === undefined).length;
}

async function main(args: readonly string[]): Promise<number> {
  const [checkout] = args.filter((arg) => !arg.startsWith("--"));
  if (checkout === undefined) {
    console.error("usage: npm run bench:wasi-conformance -- PATH-TO-wasi-testsuite [--failures]");
    return 2;
  }
  assertBuilt(PACKAGE_ROOT);
  const tests = readSuite(checkout);
  const tell = args.includes("--failures") ? console.log : () => {};
  for (const { name } of COMPARED_HOSTS)
    console.log(`${name}: ${await countPassed(name, tests, tell)} of ${tests.length} passed`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
