import { createSlotTest } from "slotbox/vitest";
import { expect } from "vitest";

const test = createSlotTest({ template: { "greet.sh": "echo hello $NAME\n" }, env: { NAME: "you" } });

test("each test starts from the template", async ({ box, backend }) => {
  expect(await box.bash("sh greet.sh; rm greet.sh")).toMatchObject({ stdout: "hello you\n", outcome: "ok" });
  expect(backend.stats().slots.acquired).toBe(1);
});

test("and has a shell that stays", async ({ box }) => {
  await box.bash("cd /tmp; x=1", { stateful: true });
  expect((await box.bash("pwd; echo $x", { stateful: true })).stdout).toBe("/tmp\n1\n");
  expect((await box.list()).map(({ path }) => path)).toEqual(["greet.sh"]);
});
