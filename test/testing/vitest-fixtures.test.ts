import { expect } from "vitest";
import { createSlotTest, test } from "../../src/testing/vitest.ts";

test("sorts its input", async ({ box }) => {
  await box.write("data/in.txt", "b\na\n");
  expect(await box.bash("sort data/in.txt | tee out.txt")).toMatchObject({ stdout: "a\nb\n", stderr: "", exitCode: 0 });
  expect(await box.read("out.txt")).toBe("a\nb\n");
  expect((await box.list()).map(({ path }) => path)).toEqual(["data", "out.txt"]);
});

test("starts empty, whatever the test before it left", async ({ box }) => {
  expect(await box.list()).toEqual([]);
});

test("says why a command failed", async ({ box }) => {
  expect(await box.bash("cat missing; exit 3")).toEqual({
    stdout: "",
    stderr: "cat: missing: No such file or directory\n",
    exitCode: 3,
    outcome: "exit",
  });
  await expect(box.read("missing")).rejects.toThrow("Not found: missing");
  await expect(box.list("missing")).rejects.toThrow("Not found: missing");
  await expect(box.write("../x", "")).rejects.toThrow("Access denied");
  await expect(box.bash("")).rejects.toThrow(/bash could not run \(invalid\): Invalid arguments/);
});

const templated = createSlotTest({ template: { "greet.sh": "echo hello $NAME\n" }, env: { NAME: "you" } });

templated("starts from the template", async ({ box, backend }) => {
  expect((await box.bash("sh greet.sh")).stdout).toBe("hello you\n");
  expect((await box.bash("cd /tmp; x=1", { stateful: true })).outcome).toBe("ok");
  expect((await box.bash("pwd; echo $x", { stateful: true })).stdout).toBe("/tmp\n1\n");
  expect(backend.stats().slots.acquired).toBe(1);
});
