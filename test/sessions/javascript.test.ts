import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeRunner, openSession } from "./code.ts";

let session: CodeRunner;
beforeAll(async () => {
  session = await openSession("javascript");
});
afterAll(() => session[Symbol.asyncDispose]());

const resultOf = async (code: string) => (await session.run(code)).metadata.value;
const outputOf = async (code: string) => (await session.run(code)).output;

describe("declarations", () => {
  it.each([
    ["const one = 1; one + 1", "one", 1],
    ["let two = 2, rest; two", "two += 1", 3],
    ["var three = 3", "three", 3],
    ["if (true) { var four = 4 }", "four", 4],
    ["for (var five = 0, other; five < 5; five++) {}", "five", 5],
    ["for (var six of [5, 6]);", "six", 6],
    ["const { a, b: [c = 7, ...d], ...e } = { a: 1, b: [undefined, 2], f: 3 }", "[a, c, d, e]", [1, 7, [2], { f: 3 }]],
    ["function eight() { return nine() - 1 }\nfunction nine() { return 9 }", "eight()", 8],
    ["function nine() { return 1 }", "eight()", 0],
    ["class Ten { value = 10 }", "new Ten().value", 10],
    [
      "import fs, { readFileSync as read } from 'node:fs'\nimport * as path from 'node:path'",
      "path.basename('a/b')",
      "b",
    ],
    ["fs.writeFileSync('f.txt', 'text')", "read('f.txt', 'utf8')", "text"],
    ["async function later() { return 11 }", "await later()", 11],
    ["implicit = 12", "implicit", 12],
  ])("%s", async (code, next, value) => {
    expect((await session.run(code)).error).toBe("");
    expect(await resultOf(next)).toEqual(value);
  });

  it("can be made again, and take the place of Node's own globals", async () => {
    await session.run("const again = 1; const performance = 2; const os = 3");
    expect(await resultOf("const again = 2; [again, performance, os]")).toEqual([2, 2, 3]);
  });

  it("keep their names", async () => {
    expect(
      await resultOf(
        "function named() {}\nclass Named {}\nconst arrow = () => {}; [named.name, Named.name, arrow.name]",
      ),
    ).toEqual(["named", "Named", "arrow"]);
  });

  it("of strict code stay strict", async () => {
    expect(await resultOf('"use strict"; const strict = (function () { return this })() === undefined; strict')).toBe(
      true,
    );
    expect((await session.run('"use strict"; undeclared = 1')).metadata.stderr).toContain("undeclared is not defined");
  });
});

describe("the value of the last expression", () => {
  it.each([
    ["6 * 7", 42, "42"],
    ["'text'", "text", '"text"'],
    ["{ a: 1, b: [null, true] }", { a: 1, b: [null, true] }, '{"a":1,"b":[null,true]}'],
    ["await new Promise((resolve) => setTimeout(resolve, 5, 'waited'))", "waited", '"waited"'],
    ["Promise.resolve(1)", 1, "1"],
    ["return 5", 5, "5"],
    ["null", null, "null"],
    ["undefined", undefined, ""],
    ["let quiet = 1", undefined, ""],
    ["10n", undefined, "10n"],
    ["new Map([[1, 2]])", undefined, "Map(1) { 1 => 2 }"],
    ["(() => {})", undefined, "[Function (anonymous)]"],
    ["const circle = {}; circle.self = circle; circle", undefined, "<ref *1> { self: [Circular *1] }"],
    ["({ toJSON() { throw new Error('no') } }).toJSON.name", "toJSON", '"toJSON"'],
    ["JSON.parse('['.repeat(2000) + ']'.repeat(2000)); 1", 1, "1"],
  ])("of %s", async (code, value, output) => {
    const result = await session.run(code);
    expect([result.metadata.value, result.output]).toEqual([value, output]);
  });

  it("is that of a script with a first line for the shell, too", async () => {
    expect(await resultOf("#!/usr/bin/env node\nlet first = 1; await first + 4")).toBe(5);
  });

  it("follows what was printed", async () => {
    expect(await outputOf("console.log('printed'); console.error('warned'); ({ x: 1 })")).toBe(
      'printed\n{"x":1}\n[stderr]\nwarned',
    );
    expect(await outputOf("process.stdout.write('no newline'); 1")).toBe("no newline\n1");
    expect((await session.run("console.log('printed'); 1")).metadata.stdout).toBe("printed\n");
  });

  it("is cut if it is too long, and not a value if it is nested too deep", async () => {
    const long = await session.run("'x'.repeat(60000)");
    expect(long.metadata).toMatchObject({ truncated: true, outcome: "ok" });
    expect(long.metadata.value).toBeUndefined();
    expect(long.output).toMatch(/^"x{49999}\n\.\.\. \(output truncated\)$/);
    const deep = await session.run("JSON.parse('['.repeat(5000) + ']'.repeat(5000))");
    expect([deep.success, deep.metadata.value, deep.output.length]).toEqual([true, undefined, 10_000]);
  });
});

describe("an error", () => {
  it("is printed with the line it comes from, and leaves the session as it was", async () => {
    await session.run("let kept = 1");
    const { success, error, metadata } = await session.run("\nkept = 2;\n  throw new TypeError('broken');");
    expect({ success, error, outcome: metadata.outcome, exitCode: metadata.exitCode }).toEqual({
      success: false,
      error: "Exit code: 1",
      outcome: "exit",
      exitCode: 1,
    });
    expect(metadata.stderr).toMatch(
      /^\[cell-(\d+)\]:3\n {2}throw new TypeError\('broken'\);\n {2}\^\n\nTypeError: broken\n {4}at \[cell-\1\]:3:9\n$/,
    );
    expect(await resultOf("kept")).toBe(2);
  });

  it.each([
    ["let a = 1 +", "SyntaxError: Unexpected end of input"],
    ["export const b = 1", "SyntaxError: Unexpected token 'export'"],
    ["import { nothing } from 'node:fs'", "does not provide an export named 'nothing'"],
    ["await import('./missing.js')", "Cannot find module"],
    ["setTimeout(() => { throw new Error('in a timer') }, 1); 1", "Error: in a timer"],
    ["Promise.reject(new Error('unhandled')); 1", "Error: unhandled"],
    ["await new Promise(() => {})", "Warning: Detected unsettled top-level await"],
    ["throw null", "Uncaught:\nnull"],
  ])("of %s", async (code, stderr) => {
    const { success, metadata } = await session.run(code);
    expect([success, metadata.outcome]).toEqual([false, "exit"]);
    expect(metadata.stderr).toContain(stderr);
    expect(await resultOf("1")).toBe(1);
  });

  it.each([
    ["bare", "delete bare.stack"],
    ["odd", "Object.defineProperty(odd, 'stack', { get() { throw 1 } })"],
  ])("without a stack gets none of the host's: %s", async (name, change) => {
    const code = `const ${name} = new Error('${name}'); ${change}; Promise.reject(${name}); 1`;
    const { metadata } = await session.run(code);
    expect(metadata.outcome).toBe("exit");
    expect(metadata.stderr).toBe(`[Error: ${name}]\n`);
  });

  it("goes to the program's own handler, if it has one", async () => {
    await session.run("process.on('uncaughtException', (error) => console.log('caught', error.message))");
    expect(await session.run("setTimeout(() => { throw new Error('late') }, 1); 1")).toMatchObject({
      success: true,
      output: "caught late\n1",
    });
    await session.run("process.removeAllListeners('uncaughtException')");
  });
});

it("a call is over when nothing is left to do", async () => {
  expect(await outputOf("setTimeout(() => console.log('later'), 20); console.log('now')")).toBe("now\nlater");
});

it("has the slot's files, shell and working directory", async () => {
  expect(await resultOf("require('node:child_process').execSync('echo $((40 + 2)); pwd').toString()")).toBe(
    "42\n/workspace\n",
  );
  await session.run("process.chdir('/tmp')");
  expect(await resultOf("process.cwd()")).toBe("/tmp");
  await session.run("process.chdir('/workspace')");
});

it("finds modules from the workspace", async () => {
  const { backend, slot } = session;
  await backend.execute({
    slot,
    tool: "write_file",
    args: { path: "lib/sum.mjs", content: "export default (a, b) => a + b" },
  });
  await backend.execute({ slot, tool: "write_file", args: { path: "two.cjs", content: "module.exports = 2" } });
  expect(await resultOf("import sum from './lib/sum.mjs'\nsum(require('./two.cjs'), 3)")).toBe(5);
});

it("keeps what AsyncLocalStorage holds where code waits", async () => {
  await session.run("const { AsyncLocalStorage } = require('node:async_hooks'); const als = new AsyncLocalStorage()");
  const code =
    "await als.run(4, async () => { await null; try { await Promise.reject(1); } catch {} return als.getStore(); })";
  expect(await resultOf(code)).toBe(4);
});
