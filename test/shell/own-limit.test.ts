import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type ToolBackend, withSlot } from "../../src/index.ts";

let backend: ToolBackend;
beforeAll(async () => {
  backend = await createBackend({ workers: 1, limits: { maxMemoryMiB: 64 } });
});
afterAll(() => backend.stop());

it("a command that meets a limit of its own fails, and the script goes on", async () => {
  const ran = await withSlot(backend, (box) =>
    box.bash("head -c 17000000 /dev/zero | base64; echo $?; awk 'BEGIN { s = \"x\"; while (1) s = s s }'; echo $?"),
  );
  expect(ran).toMatchObject({ outcome: "ok", stdout: "1\n126\n" });
  expect(ran.stderr.split("\n")[0]).toBe("base64: input size limit exceeded (16777216 bytes)");
});
