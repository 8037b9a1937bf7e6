import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CodeRunner, FIRST_START_MS, openSession } from "./code.ts";

let session: CodeRunner;
beforeAll(async () => {
  session = await openSession("python");
}, FIRST_START_MS);
afterAll(() => session[Symbol.asyncDispose]());

const resultOf = async (code: string) => (await session.run(code)).metadata.value;

it("what code defines is there in later calls", async () => {
  await session.run("import json\nx = 41\ndef f(): return g()\ndef g(): return x + 1\nclass A: pass");
  expect(await resultOf("f()")).toBe(42);
  await session.run("def g(): return json.dumps([x])");
  expect(await resultOf("f()")).toBe("[41]");
  expect(await resultOf("A().__class__.__name__, __name__, _")).toEqual(["A", "__main__", "[41]"]);
});

describe("the value of the last expression", () => {
  it.each([
    ["6 * 7", 42, "42"],
    ["'text'", "text", "'text'"],
    ["[1, {'a': None}, (2,)]", [1, { a: null }, [2]], "[1, {'a': None}, (2,)]"],
    ["{1}", undefined, "{1}"],
    ["float('nan')", undefined, "nan"],
    ["None", undefined, ""],
    ["y = 1", undefined, ""],
    ["if True:\n    z = 3\nz", 3, "3"],
    ["import asyncio\nawait asyncio.sleep(0.001, 'waited')", "waited", "'waited'"],
    ["asyncio.run(asyncio.sleep(0.001, 'ran'))", "ran", "'ran'"],
  ])("of %s", async (code, value, output) => {
    const result = await session.run(code);
    expect([result.metadata.value, result.output]).toEqual([value, output]);
  });

  it("follows what was printed", async () => {
    const { output, metadata } = await session.run("import sys\nprint('out'); print('err', file=sys.stderr)\n1");
    expect([output, metadata.stdout]).toEqual(["out\n1\n[stderr]\nerr", "out\n"]);
  });

  it("is cut if it is too long", async () => {
    const { output, metadata } = await session.run("'x' * 60000");
    expect(metadata).toMatchObject({ truncated: true, outcome: "ok" });
    expect(output).toMatch(/^'x{49999}\n\.\.\. \(output truncated\)$/);
  });
});

describe("an error", () => {
  it("is told by its traceback, and leaves the session as it was", async () => {
    const { success, error, metadata } = await session.run("kept = 1\ndef fails():\n    return 1 / 0\nfails()");
    expect([success, error, metadata.outcome]).toEqual([false, "Exit code: 1", "exit"]);
    expect(metadata.stderr?.replace(/cell-\d+/g, "cell")).toBe(`Traceback (most recent call last):
  File "<cell>", line 4, in <module>
    fails()
    ~~~~~^^
  File "<cell>", line 3, in fails
    return 1 / 0
           ~~^~~
ZeroDivisionError: division by zero
`);
    expect(await resultOf("kept")).toBe(1);
  });

  it.each([
    ["def f(:", "SyntaxError: invalid syntax"],
    ["return 1", "SyntaxError: 'return' outside function"],
    ["[0] * 10**9", "MemoryError"],
    ["class Bad:\n    def __repr__(self): raise ValueError('no text')\nBad()", "ValueError: no text"],
    ["raise BaseException('rare')", "BaseException: rare"],
  ])("of %s", async (code, stderr) => {
    const { metadata } = await session.run(code);
    expect(metadata).toMatchObject({ outcome: "exit", stderr: expect.stringContaining(stderr) });
    expect(await resultOf("1")).toBe(1);
  });
});

describe("what takes too long", () => {
  it.each([
    ["a loop", "while True: pass"],
    ["a sleep", "import time\ntime.sleep(60)"],
    ["an await", "import asyncio\nawait asyncio.sleep(60)"],
    ["a child", "import subprocess\nsubprocess.run(['sleep', '60'])"],
  ])("is interrupted, and the session goes on: %s", async (_name, code) => {
    await session.run("kept = 'kept'");
    const { error, output, metadata } = await session.run(code, 2_000);
    expect(metadata).toMatchObject({ outcome: "timeout", exitCode: -1, timeout: true });
    expect([error, output]).toEqual(["Command timed out after 2s", expect.stringMatching(/KeyboardInterrupt$/)]);
    expect((await session.run("kept")).metadata).toMatchObject({ value: "kept", firstCall: false });
  });

  it("and doesn't let itself be interrupted ends the session", async () => {
    const { error, metadata } = await session.run(
      "while True:\n    try:\n        while True: pass\n    except: pass",
      1_500,
    );
    expect(metadata.outcome).toBe("timeout");
    expect(error).toBe("Command timed out after 1.5s; the python session has ended, the next call begins a new one");
    expect((await session.run("'kept' in globals()")).metadata).toMatchObject({ value: false, firstCall: true });
  });
});

it("has the slot's files and shell", async () => {
  expect(await resultOf("open('f.txt', 'w').write('text')")).toBe(4);
  expect(await resultOf("import subprocess\nsubprocess.check_output('cat f.txt; pwd', shell=True, text=True)")).toBe(
    "text/workspace\n",
  );
});
