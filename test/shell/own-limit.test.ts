import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type ToolBackend, withSlot } from "../../src/index.ts";

let backend: ToolBackend;
beforeAll(async () => {
  backend = await createBackend({ workers: 1, limits: { maxMemoryMiB: 64 } });
});
afterAll(() => backend.stop());

it("a program that uses up the memory ends its call, which keeps what it had printed", async () => {
  const ran = await withSlot(backend, (box) => box.bash("echo a; awk 'BEGIN { s = \"x\"; while (1) s = s s }'"));
  expect(ran).toMatchObject({ outcome: "memory", stdout: "a\n" });
});
