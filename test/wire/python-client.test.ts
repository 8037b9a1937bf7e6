import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
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

it.runIf(hasPython)("the README's example in Python runs (where there is a python3)", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const script = /```python\n(.*?)```/s.exec(readme)?.[1] ?? "";
  await using server = await serveSandbox(await createSandbox({ workers: 1 }), { port: 0, slots: 4 });
  const { stdout } = await run("python3", ["-c", script.replace("http://127.0.0.1:8080", server.url)]);
  expect(stdout).toBe("['3 words.txt', 'Successfully wrote 14 bytes to words.txt']\none two three\n");
});
