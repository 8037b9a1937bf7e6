import { afterAll, beforeAll, expect, it } from "vitest";
import { type CodeRunner, FIRST_START_MS, openSession } from "./code.ts";

let session: CodeRunner;

beforeAll(async () => {
  session = await openSession("python");
}, FIRST_START_MS);
afterAll(() => session[Symbol.asyncDispose]());

/** Code that makes the interpreter's own module answer what it likes from the next call on. */
const answering = (module: string, text: string): string =>
  `import sys\nanswer = ${JSON.stringify(text)}\nsys.modules[${JSON.stringify(module)}]._dumps = lambda *a, **k: answer`;

it("an interpreter can't say that it was out of time when it was not", async () => {
  await session.run(answering("_slotbox_session", '{"failed":true,"isInterrupted":true,"json":"","text":""}'));
  const { metadata } = await session.run("1");
  expect(metadata).toMatchObject({ outcome: "exit", exitCode: 1 });
  await session.run("raise SystemExit");
});

it("nor can it by sleeping until no time", async () => {
  await session.run("import _slotbox_host");
  const { metadata } = await session.run(`_slotbox_host.prepareSleep(float('nan'))
import select
select.poll().poll(-1)
print('refused' if _slotbox_host.errno() else 'slept')
'awake'`);
  expect(metadata).toMatchObject({ outcome: "ok", value: "awake", stdout: "refused\n" });
});

it("text that is no JSON is refused within a call that returns, and what is no number is no value", async () => {
  for (const text of ['\\"'.repeat(24_000), "[".repeat(49_000), '"[', "1e999", "[-1e999]"]) {
    await session.run(answering("_slotbox_cells", text));
    const { metadata } = await session.run("2", 20_000);
    expect(metadata).toMatchObject({ outcome: "ok", stdout: "", firstCall: false });
    expect(metadata.value).toBeUndefined();
  }
  await session.run("raise SystemExit(0)");
  const { output, metadata } = await session.run("10 ** 4000");
  expect([output.length, metadata.value]).toEqual([4001, undefined]);
});
