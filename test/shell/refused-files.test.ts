import { expect, it } from "vitest";
import { createBackend, withSlot } from "../../src/index.ts";

const NOT_THERE = "bash: line 1: nodir/f: No such file or directory\n";

it("what files refuse fails the command, in a shell's words, and the script goes on", async () => {
  await using backend = await createBackend({ workers: 1, limits: { maxFileBytes: 1000 } });
  await withSlot(backend, async (box) => {
    const run = async (command: string) => {
      const { stdout, stderr } = await box.bash(command);
      return { stdout, stderr };
    };
    expect(await run("echo x > nodir/f; echo after $?")).toEqual({ stdout: "after 1\n", stderr: NOT_THERE });
    expect(await run("echo x >> nodir/f || echo failed")).toEqual({ stdout: "failed\n", stderr: NOT_THERE });
    expect(await run("{ echo a; } > nodir/f; echo $?")).toEqual({ stdout: "1\n", stderr: NOT_THERE });
    expect(await run("set -e; echo x > nodir/f; echo never")).toEqual({ stdout: "", stderr: NOT_THERE });
    expect(await run("mkdir d; echo x > d; echo $?")).toEqual({
      stdout: "1\n",
      stderr: "bash: line 1: d: Is a directory\n",
    });
    expect(await run("echo x > /etc/f; echo $?")).toEqual({
      stdout: "1\n",
      stderr: "bash: line 1: /etc/f: Read-only file system\n",
    });
    expect(await run("printf '%01001d' 0 > big || echo full")).toEqual({
      stdout: "full\n",
      stderr: "bash: line 1: printf: write error: File too large\n",
    });
  });
});

it("files written over and over are no output", async () => {
  await using backend = await createBackend({
    workers: 1,
    limits: { maxOutputBytes: 1000, maxWorkspaceBytes: 1 << 20 },
  });
  await withSlot(backend, async (box) => {
    const { stdout, outcome } = await box.bash("for i in {1..40}; do head -c 100000 /dev/zero > f; done; echo fine");
    expect({ stdout, outcome }).toEqual({ stdout: "fine\n", outcome: "ok" });
  });
});

it("ranges and scripts may be long", async () => {
  await using backend = await createBackend({ workers: 1 });
  await withSlot(backend, async (box) => {
    expect((await box.bash("echo {1..20000} | wc -w")).stdout).toBe("20000\n");
    expect((await box.bash(`: ${"x".repeat(1_100_000)}; echo read`)).stdout).toBe("read\n");
  });
});
