import { test } from "slotbox/vitest";
import { expect } from "vitest";

test("the agent's script finds every TODO", async ({ box }) => {
  await box.write("src/a.ts", "// TODO: one\nexport {};\n");
  await box.write("src/b.ts", "// done\n");

  const { stdout, exitCode } = await box.bash("grep -rn TODO src | tee todo.txt");

  expect(stdout).toBe("src/a.ts:1:// TODO: one\n");
  expect(exitCode).toBe(0);
  expect(await box.read("todo.txt")).toBe(stdout);
  expect((await box.list()).map(({ path }) => path)).toEqual(["src", "todo.txt"]);
});
