import { expect, it } from "vitest";
import { setEngineFlags } from "../../src/isolate/engine-flags.ts";
import { type FailureKind, failureKind } from "../../src/isolate/failure-kind.ts";
import { GuestIsolate } from "../../src/isolate/guest-isolate.ts";
import { Process } from "../../src/machine/process/process.ts";
import { ProgramIsolate } from "../../src/machine/program-isolate.ts";
import { newCell } from "../../src/machine/shared-memory.ts";
import { workspace } from "../node/slot-node.ts";

const TIMED_OUT = "Script execution timed out.";
const DISPOSED = "Isolate was disposed during execution due to memory limit";

setEngineFlags();

function guest(body: string) {
  const isolate = new GuestIsolate(32);
  isolate.evaluate(`globalThis.guest = { run() { ${body} } }`);
  return { isolate, run: isolate.entries("guest", ["run"]).run };
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

it.each<[name: string, body: string, timeoutMs: number, kind: FailureKind]>([
  ["an endless loop", "for (;;);", 50, "timeout"],
  ["an endless list", "const kept = []; for (;;) kept.push(new Array(1000).fill(1));", 60_000, "memory"],
  ["a buffer that is refused", "new ArrayBuffer(2 ** 40)", 60_000, "allocation"],
  ["an error of its own", "throw new Error('x')", 60_000, "guest"],
  ["a primitive", "throw 1", 60_000, "guest"],
  ["nothing at all", "throw undefined", 60_000, "guest"],
  ["a forged timeout", `throw new Error(${JSON.stringify(TIMED_OUT)})`, 60_000, "guest"],
  ["a forged memory limit", `throw new Error(${JSON.stringify(DISPOSED)})`, 60_000, "guest"],
  ["words in passing", "throw new Error('the memory limit of it timed out, allocation failed')", 60_000, "guest"],
])("tells what an entry ended by: %s", (_name, body, timeoutMs, kind) => {
  const { isolate, run } = guest(body);
  using _ = isolate;
  expect(failureKind(thrownBy(() => isolate.enter(run, [], timeoutMs)))).toBe(kind);
  expect(isolate.isDisposed).toBe(kind === "memory");
});

it("also where the answer is copied", () => {
  const { isolate, run } = guest("for (;;);");
  using _ = isolate;
  expect(failureKind(thrownBy(() => isolate.enterForCopy(run, [], 50)))).toBe("timeout");
});

it("an error that no isolate has thrown is nothing of the engine's", () => {
  for (const message of [TIMED_OUT, DISPOSED, "Array buffer allocation failed"])
    expect(failureKind(new Error(message))).toBe("guest");
});

it("a program whose runtime is refused memory was ended by the memory limit", () => {
  const { isolate, run } = guest("new ArrayBuffer(2 ** 40)");
  using program = new ProgramIsolate(isolate);
  const process = new Process("program", workspace(), [], program, newCell());
  process.begin({ stdin: new Uint8Array(0), deadlineMs: Date.now() + 60_000, maxOutputBytes: 1000 });
  const outcome = program.enter(run, [], { files: process.files }, 60_000, () => ({ kind: "returned" }) as const);
  process.close();
  expect(process.result(outcome)).toMatchObject({ exitCode: 137, endedBy: "memory" });
});
