import { afterAll, beforeAll, expect, it } from "vitest";
import {
  CHANGES_PROGRAMS,
  EARLY_STDERR_BYTES,
  EARLY_STDOUT_BYTES,
  NEXT_WAKE,
  REGISTERS,
  STAT_FIELDS,
} from "../../runtimes/abi/capability.ts";
import { createBackend, type ExecutionResult, type ToolBackend } from "../../src/index.ts";

const BOMB = "x=a; while :; do x=$x$x; done";
let backend: ToolBackend;

beforeAll(async () => {
  // One worker, so that the slots' calls run in the same machines.
  backend = await createBackend({ workers: 1, limits: { maxMemoryMiB: 128 } });
});
afterAll(() => backend.stop({ purge: true }));

async function run(slotId: string, command: string): Promise<ExecutionResult> {
  const slot = await backend.acquire(slotId);
  return backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 200_000 });
}

it("each register has one use", () => {
  const used = [...Object.values(STAT_FIELDS), NEXT_WAKE, CHANGES_PROGRAMS, EARLY_STDOUT_BYTES, EARLY_STDERR_BYTES];
  expect(new Set(used).size).toBe(used.length);
  expect(Math.max(...used)).toBeLessThan(REGISTERS);
});

it("a call that runs out of memory has printed what it has printed, whatever files it has looked at", async () => {
  const { metadata } = await run("looks", `echo before; touch f; stat -c %s f; [[ -e f ]]; echo after >&2; ${BOMB}`);
  expect(metadata).toMatchObject({ outcome: "memory", stdout: "before\n0\n" });
  expect(metadata.stderr).toBe("after\n");
});

it("and nothing of what another slot has printed", async () => {
  await run("tells", "for i in {1..200}; do echo secret >&2; echo secret; done; touch -d @0 f; stat f; [[ -e f ]]");
  const { metadata } = await run("asks", `touch f; stat f > /dev/null; [[ -e f ]]; ${BOMB}`);
  expect(metadata).toMatchObject({ outcome: "memory", stdout: "", stderr: "" });
});
