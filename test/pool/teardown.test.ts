import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const INDEX = new URL("../../src/index.ts", import.meta.url).href;

const ROUNDS = 8;
const PROGRAM = `
import { createBackend } from ${JSON.stringify(INDEX)};
for (let round = 0; round < ${ROUNDS}; round++) {
  const backend = await createBackend({ workers: 2, maxMachines: 4 });
  const slots = await Promise.all(Array.from({ length: 8 }, () => backend.acquire()));
  await backend.executeBatch(slots.map((slot) => ({ slot, tool: "bash", args: { command: "echo a | cat" } })));
  for (const slot of slots) await backend.release(slot, { resetWorkspace: true });
  await backend.execute({ slot: await backend.acquire("late"), tool: "bash", args: { command: "x=a; while [[ $x =~ ^(a+)+b ]] || true; do x+=a; done" }, timeoutMs: 50 });
  const busy = await backend.acquire("busy");
  const call = backend.execute({ slot: busy, tool: "bash", args: { command: "while :; do :; done" } });
  if (round % 2) await new Promise((resolve) => setTimeout(resolve, round * 5));
  await backend.stop();
  if ((await call).metadata.outcome !== "stopped") throw new Error("not stopped");
}
console.log("done");
`;

// V8 finishes a garbage collection it has begun when a thread ends; the flag makes it begin all the time.
it("workers end without harm to the process, also when V8 is at collecting garbage", async () => {
  const { stdout } = await run(
    process.execPath,
    ["--stress-incremental-marking", "--input-type=module", "--eval", PROGRAM],
    { timeout: 280_000 },
  );
  expect(stdout).toBe("done\n");
}, 300_000);
