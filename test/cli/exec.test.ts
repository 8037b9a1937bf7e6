import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finished, runCli, runCliProcess, startCli } from "./run-cli.ts";

const RUN_CLI = fileURLToPath(new URL("run-cli.ts", import.meta.url));

describe("slotbox exec", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slotbox-exec-"));
    await mkdir(join(folder, "project/src"), { recursive: true });
    await writeFile(join(folder, "project/src/a.ts"), "// TODO: one\n");
    await writeFile(join(folder, "project/b.txt"), "b\n");
    for (const name of [".git", "node_modules"]) {
      await mkdir(join(folder, "project", name));
      await writeFile(join(folder, "project", name, "x"), "TODO hidden\n");
    }
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const project = (): string => join(folder, "project");

  it("runs a command over a copy of a folder, and exits as it does", async () => {
    const { code, stdout, stderr } = await runCliProcess([
      "exec",
      "--dir",
      project(),
      "grep -rn TODO . | sort | head; echo oops >&2; exit 3",
    ]);
    expect(stdout).toMatch(/^(\.\/)?src\/a\.ts:1:\/\/ TODO: one\n$/);
    expect(stderr).toBe("oops\n");
    expect(code).toBe(3);
  });

  it("gives python3 packages of the host's", async () => {
    await mkdir(join(folder, "site"));
    await writeFile(join(folder, "site/greeting.py"), "def hello(): return 'hello'\n");
    const options = ["--python-packages", join(folder, "site")];
    const { code, stdout } = await runCli([
      "exec",
      ...options,
      "python3 -c 'import greeting; print(greeting.hello())'",
    ]);
    expect([code, stdout]).toEqual([0, "hello\n"]);
  });

  it("never writes to the folder, and writes what changed to another", async () => {
    const out = join(folder, "out");
    const command =
      "echo changed > b.txt; rm src/a.ts; mkdir -p new/deep; echo n > new/deep/n; chmod 751 new/deep/n; ln -s /etc/passwd link; printf '\\377' > bin";
    const { code } = await runCli(["exec", "--dir", project(), "--out", out, command]);
    expect(code).toBe(0);
    expect(await readFile(join(project(), "b.txt"), "utf8")).toBe("b\n");
    expect(await readdir(join(project(), "src"))).toEqual(["a.ts"]);
    expect((await readdir(out)).sort()).toEqual(["b.txt", "bin", "link", "new"]);
    expect(await readFile(join(out, "b.txt"), "utf8")).toBe("changed\n");
    expect(await readFile(join(out, "bin"))).toEqual(Buffer.from([0xff]));
    expect((await lstat(join(out, "new/deep/n"))).mode & 0o777).toBe(0o751);
    expect(await readlink(join(out, "link"))).toBe("/etc/passwd");
  });

  it("doesn't follow links that are in the way of what it writes", async () => {
    const out = join(folder, "out");
    const outside = join(folder, "outside");
    await mkdir(out);
    await mkdir(outside);
    await writeFile(join(outside, "victim"), "untouched");
    await symlink(outside, join(out, "d"));
    await symlink(join(outside, "victim"), join(out, "f"));
    await mkdir(join(project(), "d"));
    await writeFile(join(project(), "d/victim"), "");
    expect((await runCli(["exec", "--dir", project(), "--out", out, "rm d/victim"])).code).toBe(0);
    expect(await readFile(join(outside, "victim"), "utf8")).toBe("untouched");
    expect((await runCli(["exec", "--out", out, "mkdir d; echo in > d/victim; echo in > f"])).code).toBe(0);
    expect(await readFile(join(outside, "victim"), "utf8")).toBe("untouched");
    expect(await readFile(join(out, "d/victim"), "utf8")).toBe("in\n");
    expect(await readFile(join(out, "f"), "utf8")).toBe("in\n");
  });

  it("leaves .git and node_modules out unless told otherwise", async () => {
    expect((await runCli(["exec", "--dir", project(), "ls -A"])).stdout).toBe("b.txt\nsrc\n");
    expect((await runCli(["exec", "--dir", project(), "--include", ".git", "ls -A"])).stdout).toBe(
      ".git\nb.txt\nsrc\n",
    );
  });

  it("leaves out what it is told to", async () => {
    expect((await runCli(["exec", "--dir", project(), "--exclude", "src", "ls -A"])).stdout).toBe("b.txt\n");
  });

  it("applies changes to the folder itself only if that is named twice, and never to what it left out", async () => {
    const command = "rm -r src; echo new > c.txt; mkdir .git; echo evil > .git/x; echo evil > node_modules";
    const { code, stderr } = await runCli(["exec", "--dir", project(), "--out", project(), command]);
    expect([code, stderr]).toEqual([
      0,
      `slotbox: not written to ${project()}: .git, node_modules (--include writes it too)\n`,
    ]);
    expect((await readdir(project())).sort()).toEqual([".git", "b.txt", "c.txt", "node_modules"]);
    for (const name of [".git/x", "node_modules/x"])
      expect(await readFile(join(project(), name), "utf8")).toBe("TODO hidden\n");
  });

  it("says what it could not write, and that this is a failure", async () => {
    const out = join(folder, "out");
    await mkdir(join(out, "d/unseen"), { recursive: true });
    const { code, stderr } = await runCli(["exec", "--out", out, "echo 1 > d; echo 2 > e"]);
    expect([code, stderr]).toEqual([1, `slotbox: can't write to ${out}: d: directory not empty\n`]);
    expect((await readdir(out)).sort()).toEqual(["d", "e"]);
  });

  it("keeps what was written before a timeout", async () => {
    const out = join(folder, "out");
    expect((await runCli(["exec", "--out", out, "--timeout", "2500ms", "echo 1 > f; sleep 60"])).code).toBe(124);
    expect(await readFile(join(out, "f"), "utf8")).toBe("1\n");
  });

  it.each([
    ["printf 'a%.0s' $(seq 1 100); while :; do x=$x$x$x.; done", 137, "Memory limit exceeded (96 MiB)"],
    ["seq 1 1000000", 137, "Output limit exceeded (1048576 bytes)"],
    ["head -c 20000000 /dev/zero > f", 1, "Exit code: 1 (workspace quota: EFBIG)"],
  ])("tells the sandbox's doing from the command's: %s", async (command, exitCode, message) => {
    const { code, stderr } = await runCli(["exec", "--hardened", command]);
    expect(code).toBe(exitCode);
    expect(stderr.endsWith(`slotbox: ${message}\n`)).toBe(true);
  });

  it.runIf(process.platform !== "win32")("doesn't mind a reader who leaves", async () => {
    const child = startCli(["exec", "seq 1 500000; exit 3"]);
    child.stdin.end();
    child.stdout.once("data", () => child.stdout.destroy());
    const { code, stderr } = await finished(child);
    expect([code, stderr]).toEqual([3, ""]);
  });

  it("refuses a folder that doesn't fit, by name", async () => {
    await writeFile(join(project(), "huge"), Buffer.alloc(20 * 1024 * 1024));
    const { code, stderr } = await runCli(["exec", "--hardened", "--dir", project(), "ls"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^slotbox: .*project doesn't fit into the workspace: huge has 20971520 bytes \(it holds 16777216 bytes a file\)\n$/,
    );
  });

  it("ends a command at its timeout, with the output so far", async () => {
    const result = await runCli(["exec", "--timeout", "2500ms", "echo before; sleep 60"]);
    expect(result).toEqual({ code: 124, stdout: "before\n", stderr: "slotbox: Command timed out after 2.5s\n" });
  });

  it("prints more than a model would be shown, and JSON when asked to", async () => {
    expect((await runCli(["exec", "seq 1 50000"])).stdout).toHaveLength(288_894);
    const { stdout } = await runCli(["exec", "--json", "--env", "A=b", "echo $A"]);
    expect(JSON.parse(stdout)).toEqual({
      success: true,
      output: "b",
      error: "",
      metadata: {
        outcome: "ok",
        duration_ms: expect.any(Number),
        truncated: false,
        exit_code: 0,
        sandboxed: true,
        network_isolated: true,
        stdout: "b\n",
        stderr: "",
      },
    });
  });

  it.each([
    [["exec"], "slotbox: exec needs a command\n"],
    [["exec", "a", "b"], "slotbox: exec takes one command: quote it (got also: b)\n"],
    [["exec", "--timeout", "0", "ls"], /not a time: "0" \(allowed: 500ms, 30s/],
    [["exec", "--bogus", "ls"], /Unknown option '--bogus' \(options: --dir, --out/],
    [["exec", "--env", "A", "ls"], /--env takes NAME=VALUE/],
    [["exec", "--dir", "/no/such", "ls"], /can't read the folder \/no\/such: ENOENT/],
    [["nope"], /unknown command "nope" \(commands: exec, serve, batch; options: --help, --version\)/],
    [["--nope"], /unknown option "--nope" \(commands: exec, serve, batch; options: --help, --version\)/],
    [["exec", ""], "slotbox: exec needs a command\n"],
    [["exec", "--dir", "", "ls"], "slotbox: --dir must not be empty\n"],
    [["exec", "--out", "", "ls"], "slotbox: --out must not be empty\n"],
    [["exec", "--env", "1A=b", "ls"], /--env takes NAME=VALUE \(got "1A=b"\)/],
    [["exec", "--out", RUN_CLI, "ls"], `slotbox: can't write to ${RUN_CLI}: not a folder\n`],
  ])("refuses %j and says what is allowed", async (args, message) => {
    const { code, stderr, stdout } = await runCli(args);
    expect([code, stdout]).toEqual([2, ""]);
    if (typeof message === "string") expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });

  it("tells how it is used", async () => {
    for (const args of [["--help"], ["exec", "--help"], ["batch", "--help"]]) {
      const { code, stdout } = await runCli(args);
      expect([code, stdout.startsWith("slotbox")]).toEqual([0, true]);
    }
    expect((await runCli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
