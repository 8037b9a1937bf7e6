import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { runCli } from "../cli/run-cli.ts";

const PROJECT = fileURLToPath(new URL("../fixtures/node-project", import.meta.url));

const withoutTimes = (report: string): string =>
  report.replace(/\([\d.]+ms\)/g, "(ms)").replace(/duration_ms [\d.]+/, "duration_ms");

it("a project's tests run in a slot, and print what the host's Node prints", async () => {
  const { code, stdout, stderr } = await runCli(["exec", "--dir", PROJECT, "node --test"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^ℹ pass 8\nℹ fail 0\nℹ cancelled 0\nℹ skipped 1\nℹ todo 1\n/m);

  const folder = mkdtempSync(join(tmpdir(), "slotbox-node-"));
  try {
    cpSync(PROJECT, folder, { recursive: true });
    const env = { PATH: process.env["PATH"], HOME: folder };
    const onHost = await promisify(execFile)(process.execPath, ["--test"], { cwd: folder, env });
    expect(withoutTimes(stdout)).toBe(withoutTimes(onHost.stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
