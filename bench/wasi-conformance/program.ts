import { readFileSync } from "node:fs";
import { SUITE_PREOPEN, type SuiteTest } from "../../test/wasi/suite.ts";
import { COMPARED_HOSTS } from "./compared-hosts.ts";

/* One test on one host, in a process of its own. */

const [hostName, serializedTest = ""] = process.argv.slice(2);
const test = JSON.parse(serializedTest) as SuiteTest;
const host = COMPARED_HOSTS.find(({ name }) => name === hostName);
if (!host) throw new Error(`no host ${hostName}`);
const workspace = await host.open(readFileSync(test.wasmFile), {
  env: test.env,
  preopen: test.root === undefined ? undefined : SUITE_PREOPEN,
  files: test.root,
});
try {
  const exitCode = workspace.run(test.args);
  process.stdout.write(JSON.stringify({ exitCode, ...workspace.output() }));
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  workspace.close();
}
