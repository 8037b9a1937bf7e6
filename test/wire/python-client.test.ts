import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createSandbox, serveSandbox } from "../../src/index.ts";

const run = promisify(execFile);
const hasPython = await run("python3", ["--version"]).then(
  () => true,
  () => false,
);

it.runIf(hasPython)("a client in Python walks every endpoint (where there is a python3)", async () => {
  await using server = await serveSandbox(await createSandbox({ workers: 2 }), { port: 0, slots: 50 });
  const { stdout } = await run("python3", [fileURLToPath(new URL("./client.py", import.meta.url)), server.url]);
  expect(stdout).toBe("all endpoints answered as they should\n");
});
