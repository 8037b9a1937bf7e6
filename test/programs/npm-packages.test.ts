import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";

/*
 * The test suites that some npm packages ship, run in a slot and by the host's Node: the counts must be the same. The
 * packages come from the registry.
 */

interface Suite {
  readonly name: string;
  readonly needs?: readonly string[];
  /** Below the package's folder. */
  readonly tests: string;
}

const MOCHA: readonly Suite[] = [
  { name: "sprintf-js@1.0.3", tests: "test/test.js" },
  { name: "backo2@1.0.2", tests: "test/index.js" },
  { name: "md5@2.3.0", tests: "test.js" },
  { name: "arraybuffer.slice@0.0.7", needs: ["expect.js@0.3.1"], tests: "test/slice-buffer.js" },
  { name: "mpath@0.8.4", tests: "test/index.js" },
  { name: "kareem@2.3.2", tests: "test/*.test.js" },
  { name: "object-path@0.11.8", needs: ["chai@4.5.0"], tests: "test.js" },
  { name: "regexp-clone@1.0.0", tests: "test/index.js" },
];

const NODE_TEST: readonly Suite[] = [
  { name: "process-warning@5.0.0", tests: "test/*.test.js" },
  { name: "@fastify/error@4.2.0", tests: "test/*.test.js" },
  { name: "json-schema-ref-resolver@3.0.0", tests: "test/*.test.js" },
  {
    name: "fastify-plugin@5.1.0",
    needs: ["proxyquire@2.1.3"],
    tests: "test/{bundlers,checkVersion,extractPluginName,toCamelCase}*.test.js",
  },
  { name: "find-my-way@9.3.0", needs: ["rfdc@1.4.1", "proxyquire@2.1.3"], tests: "test/{find,issue-1}*.test.js" },
];

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function countsIn(report: string, passed: RegExp, failed: RegExp, skipped: RegExp): Counts {
  const count = (what: RegExp): number => Number(what.exec(report)?.[1] ?? 0);
  return { passed: count(passed), failed: count(failed), skipped: count(skipped) };
}

const mochaCounts = (report: string) => countsIn(report, /(\d+) passing/, /(\d+) failing/, /(\d+) pending/);
const nodeCounts = (report: string) => countsIn(report, /^ℹ pass (\d+)/m, /^ℹ fail (\d+)/m, /^ℹ skipped (\d+)/m);

/** @param command run with the package in a folder of its own, since `node --test` looks for no tests in node_modules */
async function runBoth({ name, needs = [] }: Suite, tool: readonly string[], command: (folder: string) => string) {
  const project = mkdtempSync(join(tmpdir(), "slotbox-suite-"));
  try {
    const options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    execFileSync("npm", ["install", ...options, ...tool, name, ...needs], { cwd: project });
    const packageName = name.slice(0, name.lastIndexOf("@"));
    const folder = basename(packageName);
    cpSync(join(project, "node_modules", packageName), join(project, folder), { recursive: true });
    const inSlot = await runCli(["exec", "--dir", project, "--include", "node_modules", `${command(folder)} 2>&1`]);
    const onHost = spawnSync("bash", ["-c", `${command(folder)} 2>&1`], {
      cwd: project,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: project },
    });
    return { inSlot: inSlot.stdout, onHost: onHost.stdout };
  } finally {
    rmSync(project, { recursive: true });
  }
}

describe("mocha's counts are the host's", () => {
  it.each(MOCHA)("$name", async (suite) => {
    const { inSlot, onHost } = await runBoth(
      suite,
      ["mocha@11.7.5"],
      (folder) => `node node_modules/mocha/bin/mocha.js ${folder}/${suite.tests}`,
    );
    expect(mochaCounts(inSlot), inSlot).toEqual(mochaCounts(onHost));
    expect(mochaCounts(inSlot).passed).toBeGreaterThan(0);
  });
});

describe("node --test's counts are the host's", () => {
  it.each(NODE_TEST)("$name", async (suite) => {
    const { inSlot, onHost } = await runBoth(suite, [], (folder) => `node --test ${folder}/${suite.tests}`);
    expect(nodeCounts(inSlot), inSlot).toEqual(nodeCounts(onHost));
    expect(nodeCounts(inSlot).passed).toBeGreaterThan(0);
  });
});
