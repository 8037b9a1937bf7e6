import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveName } from "../../src/cli/archive-file.ts";
import { finished, runCli, startCli } from "./run-cli.ts";

interface ResultLine {
  readonly trajectory_id: string | null;
  readonly success: boolean;
  readonly output: string;
  readonly error: string;
  readonly execution_id: string | null;
  readonly metadata: { readonly outcome: string; readonly exit_code?: number };
}

const parse = (text: string): ResultLine[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ResultLine);
const bash = (trajectory_id: string, command: string, more: object = {}): string =>
  JSON.stringify({ trajectory_id, tool: "bash", args: { command }, ...more });

describe("slotbox batch", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slotbox-batch-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("runs the shipped example", async () => {
    const example = fileURLToPath(new URL("../examples/calls.jsonl", import.meta.url));
    const { code, stdout, stderr } = await runCli(["batch", example]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(parse(stdout).map(({ trajectory_id, output }) => [trajectory_id, output])).toEqual([
      ["sort", "Successfully wrote 15 bytes to data/in.txt"],
      ["sort", "3"],
      ["json", "ada\nalan"],
      ["sort", "apple\nfig\npear\n"],
      ["shell", ""],
      ["shell", "hello world\n/workspace/build"],
      ["json", "cat: missing.txt: No such file or directory"],
    ]);
  });

  it("gives one result a line in input order, also for lines that are no calls", async () => {
    const calls = [
      bash("slow", "sleep 0.3; echo slow > f"),
      "not json",
      bash("fast", "echo fast", { execution_id: "mine" }),
      "",
      JSON.stringify({ trajectory_id: "x", tool: "bash" }),
      JSON.stringify({ trajectory_id: "x", tool: "bash", args: { command: "true" }, timeout: 3 }),
      bash("slow", "cat f; exit 5"),
      bash("fast", "sleep 9", { timeout_s: 0.2 }),
    ];
    const out = join(folder, "results.jsonl");
    const { code, stdout } = await runCli(["batch", "-", "--out", out, "--workers", "2"], { input: calls.join("\n") });
    expect([code, stdout]).toEqual([0, ""]);
    const results = parse(await readFile(out, "utf8"));
    expect(results.map(({ metadata }) => metadata.outcome)).toEqual([
      "ok",
      "invalid",
      "ok",
      "invalid",
      "invalid",
      "exit",
      "timeout",
    ]);
    expect(results[1]?.error).toMatch(/^line 2: not JSON/);
    expect(results[2]).toMatchObject({ trajectory_id: "fast", output: "fast", execution_id: "mine" });
    expect(results[3]?.error).toMatch(/^line 5: args: /);
    expect(results[4]?.error).toMatch(
      /^line 6: unknown option "timeout" \(allowed: trajectory_id, tool, args, timeout_s/,
    );
    expect(results[5]).toMatchObject({ output: "slow", metadata: { exit_code: 5 } });
  });

  it("keeps each workspace under a name that can't lead elsewhere", async () => {
    const ids = ["plain", "../up", "a/b", ".hidden", "ü", "x".repeat(300)];
    const calls = ids.map((id, i) => bash(id, `mkdir -p d; echo ${i} > d/n`));
    const artifacts = join(folder, "kept");
    const { code } = await runCli(["batch", "-", "--artifacts", artifacts, "--out", join(folder, "r")], {
      input: calls.join("\n"),
    });
    expect(code).toBe(0);
    expect((await readdir(artifacts)).sort()).toEqual(ids.map(archiveName).sort());
    expect(await readdir(folder)).toEqual(["kept", "r"]);
    for (const [i, id] of ids.entries()) {
      expect(execFileSync("tar", ["-xzOf", join(artifacts, archiveName(id)), "d/n"], { encoding: "utf8" })).toBe(
        `${i}\n`,
      );
    }
  });

  it("stops at Ctrl-C with the results so far, in order, and the rest as stopped", async () => {
    const calls = [
      bash("a", "echo first"),
      bash("b", "while :; do :; done", { timeout_s: 25 }),
      bash("b", "echo never"),
      bash("c", "while :; do :; done", { timeout_s: 25 }),
    ];
    const input = join(folder, "calls.jsonl");
    await writeFile(input, calls.join("\n"));
    const child = startCli(["batch", input, "--workers", "1"]);
    const done = finished(child);
    child.stdout.once("data", () => child.kill("SIGINT"));
    const { code, stdout } = await done;
    expect(code).toBe(130);
    const results = parse(stdout);
    expect(results[0]).toMatchObject({ trajectory_id: "a", output: "first" });
    expect(results.slice(1).map(({ metadata }) => metadata.outcome)).toEqual(["stopped", "stopped", "stopped"]);
  });

  it("refuses what it can't read or doesn't know", async () => {
    expect(await runCli(["batch"])).toMatchObject({ code: 2, stderr: expect.stringContaining("one file of calls") });
    expect(await runCli(["batch", "/no/such"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("can't read /no/such"),
    });
    expect(await runCli(["batch", "-", "--workers", "many"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--workers takes a number"),
    });
    expect(await runCli(["batch", "-"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
