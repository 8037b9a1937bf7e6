import { expect, it } from "vitest";
import { hostNode } from "./host-node.ts";
import { type Files, node, workspace } from "./slot-node.ts";

const FILES: Files = {
  "test/a.test.js": `const { test, describe, it, mock, before, beforeEach, after, afterEach } = require("node:test");
const assert = require("node:assert");
test("passes", () => {});
test("fails", () => { assert.deepStrictEqual({ a: 1 }, { a: 2 }); });
describe("a suite", () => {
  const order = [];
  before(() => order.push("before")); beforeEach(() => order.push("each")); after(() => order.push("after")); afterEach(() => {});
  it("awaits", async () => { await new Promise((done) => setTimeout(done, 1)); });
  it.skip("skipped", () => {}); it.todo("todo");
  it("mocks", (t) => { const f = t.mock.fn(() => 3); assert.equal(f(), 3); assert.equal(f.mock.callCount(), 1); mock.timers.enable(); mock.timers.reset(); });
  it("has hooks", () => assert.deepEqual(order, ["before", "each", "each", "each"]));
});
test("subtests", async (t) => { await t.test("one", () => {}); await t.test("two", (t, done) => setImmediate(done)); });
test("times out", { timeout: 5 }, () => new Promise(() => {}));
`,
  "lib.test.mjs": `import test from "node:test"; import assert from "node:assert/strict"; test("esm", async () => { await assert.rejects(Promise.reject(new Error("x")), /x/); });\n`,
};

/** Without times, and the places in Node's own code. */
function plain(text: string): string {
  return text
    .replace(/\(\d+(?:\.\d+)?ms\)/g, "(ms)")
    .replace(/duration_ms:? \d+(?:\.\d+)?/g, "duration_ms")
    .replace(/\(node:.*\)|node:\S+:\d+:\d+/g, "(node)")
    .replace(/^\s*at .*\(node\).*\n/gm, "")
    .replace(/^\s+(?:async )?(?:\S+ )?\(node\)\n/gm, "")
    .replace(/^\s+stack: \|-\n/gm, "");
}

it.each([["spec"], ["tap"], ["dot"]])("node --test prints what Node prints: %s", (reporter) => {
  const args = ["--test", "--test-isolation=none", `--test-reporter=${reporter}`];
  const expected = hostNode(FILES, args);
  const { exitCode, stdout } = node(workspace(FILES), args);
  expect({ exitCode, stdout: plain(stdout) }).toEqual({ exitCode: expected.exitCode, stdout: plain(expected.stdout) });
});
