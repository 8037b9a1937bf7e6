import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveNames } from "../../src/cli/archive-file.ts";
import { finished, runCli, runCliProcess, startCli } from "./run-cli.ts";

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
    const { code, stdout, stderr } = await runCliProcess(["batch", example]);
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
    const ids = ["plain", "PLAIN", "../up", "a/b", ".hidden", "ü", "x".repeat(300)];
    const calls = ids.map((id, i) => bash(id, `mkdir -p d; echo ${i} > d/n`));
    const artifacts = join(folder, "kept");
    const { code } = await runCli(["batch", "-", "--artifacts", artifacts, "--out", join(folder, "r")], {
      input: calls.join("\n"),
    });
    expect(code).toBe(0);
    const names = archiveNames(ids);
    expect((await readdir(artifacts)).sort()).toEqual([...names.values()].sort());
    expect(await readdir(folder)).toEqual(["kept", "r"]);
    for (const [i, name] of [...names.values()].entries())
      expect(execFileSync("tar", ["-xzOf", join(artifacts, name), "d/n"], { encoding: "utf8" })).toBe(`${i}\n`);
  });

  it("keeps a workspace whole, beyond what a model would be given", async () => {
    const calls = [
      bash("big", "head -c 6000000 /dev/urandom > f; mkdir d; for i in $(seq 5500); do echo > d/$i; done"),
    ];
    const artifacts = join(folder, "kept");
    expect(
      await runCli(["batch", "-", "--artifacts", artifacts, "--out", join(folder, "r")], { input: calls.join("\n") }),
    ).toEqual({ code: 0, stdout: "", stderr: "" });
    const listing = execFileSync("tar", ["-tzf", join(artifacts, "big.tar.gz")], { encoding: "utf8" });
    expect(listing.trimEnd().split("\n")).toHaveLength(5501);
  });

  it("says which workspace it could not keep", async () => {
    const artifacts = join(folder, "kept");
    await mkdir(join(artifacts, "a.tar.gz"), { recursive: true });
    const { code, stderr, stdout } = await runCli(["batch", "-", "--artifacts", artifacts], {
      input: [bash("a", "echo 1 > f"), bash("b", "echo 2 > f")].join("\n"),
    });
    expect([code, stderr]).toEqual([1, 'slotbox: no archive of "a": illegal operation on a directory\n']);
    expect(parse(stdout).map(({ success }) => success)).toEqual([true, true]);
    expect((await readdir(artifacts)).sort()).toEqual(["a.tar.gz", "b.tar.gz"]);
  });

  it("runs more trajectories than it has open at a time, each in a workspace of its own", async () => {
    // It has 256 open at a time.
    const ids = Array.from({ length: 260 }, (_, index) => `t${index}`);
    const calls = [...ids, ...ids].map((id) => bash(id, `echo ${id} >> f; cat f`));
    const { code, stdout } = await runCli(["batch", "-"], { input: calls.join("\n") });
    expect(code).toBe(0);
    expect(parse(stdout).map(({ output }) => output)).toEqual([...ids, ...ids.map((id) => `${id}\n${id}`)]);
  });

  it("runs a long trajectory in order", async () => {
    const calls = Array.from({ length: 200 }, (_, index) => bash("t", `cat n 2> /dev/null; echo ${index} > n`));
    const { stdout } = await runCli(["batch", "-"], { input: calls.join("\n") });
    expect(parse(stdout).map(({ output }) => output)).toEqual(
      calls.map((_, index) => (index === 0 ? "" : `${index - 1}`)),
    );
  });

  it("starts every workspace from the template", async () => {
    const template = join(folder, "template");
    await mkdir(join(template, ".git"), { recursive: true });
    await writeFile(join(template, "f"), "from the template\n");
    const calls = [bash("a", "cat f; rm f"), bash("b", "cat f; ls -A")];
    const { stdout } = await runCli(["batch", "-", "--dir", template], { input: calls.join("\n") });
    expect(parse(stdout).map(({ output }) => output)).toEqual(["from the template", "from the template\nf"]);
  });

  it("takes packages along if they are named", async () => {
    const template = join(folder, "project");
    await mkdir(join(template, "node_modules/two"), { recursive: true });
    await writeFile(join(template, "node_modules/two/index.js"), "module.exports = 2;\n");
    const args = ["batch", "-", "--dir", template];
    const options = { input: bash("a", "node -p 'require(`two`)'") };
    expect(parse((await runCli([...args, "--include", "node_modules"], options)).stdout)[0]?.output).toBe("2");
    expect(parse((await runCli(args, options)).stdout)[0]?.success).toBe(false);
  });

  it("takes a line separator inside of a string for what it is", async () => {
    const { stdout } = await runCli(["batch", "-"], { input: bash("a", "echo 'one\u2028two'") });
    expect(parse(stdout).map(({ output }) => output)).toEqual(["one\u2028two"]);
  });

  it.runIf(process.platform !== "win32").each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("stops at %s with the results so far, in order, and the rest as stopped", async (signal, exitCode) => {
    const calls = [
      bash("a", "echo first > f; cat f"),
      bash("b", "while :; do :; done", { timeout_s: 600 }),
      bash("b", "echo never", { execution_id: "mine" }),
      "not json",
      bash("c", "while :; do :; done", { timeout_s: 600 }),
    ];
    const input = join(folder, "calls.jsonl");
    await writeFile(input, calls.join("\n"));
    const artifacts = join(folder, "kept");
    const child = startCli(["batch", input, "--workers", "1", "--artifacts", artifacts]);
    const done = finished(child);
    child.stdout.once("data", () => child.kill(signal));
    const { code, stdout } = await done;
    expect(code).toBe(exitCode);
    const results = parse(stdout);
    expect(results[0]).toMatchObject({ trajectory_id: "a", output: "first" });
    expect(results[2]).toMatchObject({
      trajectory_id: "b",
      execution_id: "mine",
      error: expect.stringContaining("stopped"),
    });
    expect(results.slice(1).map(({ metadata }) => metadata.outcome)).toEqual([
      "stopped",
      "stopped",
      "invalid",
      "stopped",
    ]);
    expect(await readdir(artifacts)).toEqual(["a.tar.gz"]);
  });

  it.runIf(process.platform !== "win32")("stops when nobody reads the results any more", async () => {
    const calls = Array.from({ length: 50 }, (_, index) => bash(`t${index}`, "seq 1 10000"));
    const input = join(folder, "calls.jsonl");
    await writeFile(input, calls.join("\n"));
    const child = startCli(["batch", input]);
    child.stdout.once("data", () => child.stdout.destroy());
    const { code, stderr } = await finished(child);
    expect([code, stderr]).toEqual([141, ""]);
  });

  it("refuses what it can't read or doesn't know", async () => {
    expect(await runCli(["batch"])).toMatchObject({ code: 2, stderr: expect.stringContaining("one file of calls") });
    expect(await runCli(["batch", "/no/such"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("can't read /no/such"),
    });
    expect(await runCli(["batch", "-", "--dir", "/no/such"])).toMatchObject({
      code: 2,
      stderr: "slotbox: can't read the folder /no/such: ENOENT\n",
    });
    expect(await runCli(["batch", "-", "--out", "/no/such/file"])).toMatchObject({
      code: 2,
      stderr: "slotbox: can't write to /no/such/file: no such file or directory\n",
    });
    expect(await runCli(["batch", "-", "--workers", "257"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("workers"),
    });
    expect(await runCli(["batch", "-", "--workers", "many"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--workers takes a number"),
    });
    expect(await runCli(["batch", "-"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
