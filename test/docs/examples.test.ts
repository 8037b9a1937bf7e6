import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

/*
 * Runs the examples that are programs. Those that are tests (`*.test.ts`) vitest runs by itself; the one in Python and
 * those for the command line are run by commands.test.ts.
 */

const repo = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLES = join(repo, "test/examples");
const PROGRAMS = readdirSync(EXAMPLES).filter((name) => /(?<!\.test)\.ts$/.test(name));

/** What examples find in their working directory. */
const FILES: Readonly<Record<string, string>> = {
  "tool.wasm": "test/wasi/programs/probe.wasm",
  "counter.wasm": "test/wasi/programs/reactor.wasm",
};

const cwd = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slotbox-examples-"));
  for (const [name, source] of Object.entries(FILES)) copyFileSync(join(repo, source), join(folder, name));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(cwd);
  rmSync(folder, { recursive: true });
});

/** What each `console.log` of an example prints, as the comment behind it says; nothing where there is no comment. */
function expectedLines(source: string): (string | undefined)[] {
  return [...source.matchAll(/console\.log\(.*\);(?: \/\/ (.*))?$/gm)].map(([, comment]) => comment);
}

it.each(PROGRAMS)("%s prints what its comments say", async (name) => {
  const expected = expectedLines(readFileSync(join(EXAMPLES, name), "utf8"));
  expect(expected.length).toBeGreaterThan(0);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    vi.resetModules();
    await import(`../examples/${name.replace(/\.ts$/, "")}.ts`);
    const printed = log.mock.calls.map((values) => format(...values).replaceAll("\n", "\\n"));
    expect(printed.map((line, index) => (expected[index] === undefined ? undefined : line))).toEqual(expected);
  } finally {
    log.mockRestore();
  }
});
