import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const run = promisify(execFile);

it("as an npm script, paths are meant from where it was typed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slotbox-cwd-"));
  try {
    writeFileSync(join(folder, "mine.txt"), "");
    const env = { ...process.env, INIT_CWD: folder, npm_lifecycle_event: "slotbox" };
    const { stdout } = await run(process.execPath, [MAIN, "exec", "--dir", ".", "ls"], { env });
    expect(stdout).toBe("mine.txt\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("says which Node it needs on one that is too old", async () => {
  const older = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } });`;
  const failed = await run(process.execPath, [
    "--import",
    `data:text/javascript,${encodeURIComponent(older)}`,
    MAIN,
  ]).catch((error: { code: number; stderr: string }) => error);
  expect(failed).toMatchObject({ code: 1, stderr: "slotbox: needs Node 24 or newer, this is 20.1.0\n" });
});
