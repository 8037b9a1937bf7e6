import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Outcome, type ToolBackend } from "../../src/index.ts";
import { Box } from "../../src/testing/box.ts";

const LIMIT_MS = 1000;
const SLACK_MS = 500;

/** Each must end within its limit and a little; the outcomes are what may be said of it. */
const ATTACKS: Readonly<Record<string, readonly [command: string, outcomes: readonly Outcome[]]>> = {
  "an endless loop": ["while :; do :; done", ["timeout"]],
  "an endless loop that prints": ["while :; do echo y; done", ["timeout", "output", "memory"]],
  "an endless for loop": ["for ((;;)); do x=1; done", ["timeout"]],
  "an endless until in a subshell": ["(until false; do :; done) | cat", ["timeout"]],
  "an endless loop in awk": ["awk 'BEGIN { while (1) { x++ } }'", ["timeout"]],
  "an endless loop in sed": ["echo a | sed ':a; b a'", ["timeout"]],
  "an endless loop in jq": ["jq -n '[range(0; infinite)] | length'", ["timeout", "memory", "exit"]],
  "endless recursion in jq": ["jq -n 'def f: f | f; f'", ["timeout", "memory", "exit"]],
  "a catastrophic regex in grep": [`echo ${"a".repeat(60)}! | grep -P '^(a+)+$'`, ["timeout", "exit"]],
  "a catastrophic regex in sed": [`echo ${"a".repeat(60)}! | sed -E 's/^(a|aa)+$/x/'`, ["timeout", "ok"]],
  "a catastrophic regex in [[": [`[[ ${"a".repeat(60)}! =~ ^(a+)+$ ]]`, ["timeout", "exit"]],
  "a catastrophic glob": [`[[ ${"a".repeat(200)} == ${"*a".repeat(30)}*b ]]`, ["timeout", "exit"]],
  "an output bomb": ["head -c 100000000 /dev/zero", ["output", "memory", "timeout"]],
  "an output bomb by seq": ["seq 1 100000000", ["timeout", "output", "memory"]],
  "an output bomb by printf": ["printf '%0999999999d' 1", ["timeout", "output", "memory", "exit"]],
  "a string that doubles": ["x=a; while :; do x=$x$x; done", ["memory", "timeout"]],
  "an array that grows": ["while :; do a+=(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx); done", ["timeout", "memory"]],
  "a brace bomb": ["echo {1..9999999}{1..9999999}", ["timeout", "memory", "exit"]],
  "an arithmetic bomb": ["x='y+y'; y='x+x'; echo $((x))", ["exit", "memory", "timeout"]],
  "a file bomb": ["i=0; while :; do echo x > f$i; i=$((i+1)); done", ["timeout", "quota"]],
  "a big file": [
    "while :; do head -c 10000000 /dev/zero >> big || exit 1; done",
    ["quota", "timeout", "memory", "output"],
  ],
  "a file that reads itself": [
    "echo x > a; while :; do cat a a > b; cat b b > a; done",
    ["timeout", "quota", "memory", "output"],
  ],
  "recursion like a fork bomb": [":(){ :|:& };:", ["memory", "timeout", "exit", "ok"]],
  "endless recursion of a function": ["f() { f; }; f", ["memory", "exit"]],
  "endless recursion of a script": ["echo './s.sh' > s.sh; chmod +x s.sh; ./s.sh", ["memory", "exit", "timeout"]],
  "endless eval": ["f='eval $f'; eval $f", ["memory", "exit", "timeout"]],
  "endless source": ["echo '. ./x' > x; . ./x", ["memory", "exit", "timeout"]],
  "deep nesting of substitutions": [`${"$(".repeat(2000)}echo${")".repeat(2000)}`, ["memory", "exit", "timeout"]],
  "deep nesting of parentheses": [`${"(".repeat(5000)}:${")".repeat(5000)}`, ["memory", "exit", "timeout"]],
  "a deep path": ["while mkdir d && cd d; do :; done; exit 1", ["exit", "timeout", "quota"]],
  "a long name": [`touch ${"n".repeat(300)}`, ["exit"]],
  "a sleep": ["sleep 1000", ["timeout"]],
  "many sleeps": ["while :; do sleep 0.01; done", ["timeout"]],
  "a gzip bomb": [
    "head -c 20000000 /dev/zero | gzip > z; while :; do cat z z | gzip > y; mv y z; zcat z > /dev/null; done",
    ["timeout", "memory", "output", "exit"],
  ],
  "an endless yes by tr": ["while :; do cat /dev/zero | tr '\\0' a; done", ["timeout", "output", "memory"]],
  "find that never ends": ["ln -s . loop; find -L . | head -3; while :; do :; done", ["timeout"]],
  "xargs that never ends": ["seq 1 1000000 | xargs -n 1 sh -c ':'", ["timeout", "exit", "memory"]],
  "sort of much": ["while :; do seq 1 200000 | sort -R | sort -n > /dev/null; done", ["timeout", "memory"]],
};

describe("a hostile command", () => {
  let backend: ToolBackend;
  beforeAll(async () => {
    backend = await createBackend({
      workers: 2,
      limits: { maxWorkspaceBytes: 64 * 1024 * 1024, maxFiles: 5000, maxMemoryMiB: 128 },
    });
  });
  afterAll(() => backend.stop({ purge: true }));

  it.each(Object.entries(ATTACKS))(
    "%s ends in time, and the slot goes on with its files",
    async (_, [command, outcomes]) => {
      const slot = await backend.acquire();
      const box = new Box(backend, slot);
      await box.bash("echo precious > precious");
      // The machine may be busy elsewhere: the clock gets three tries, what is said of the call only one.
      let fastestMs = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < 3 && fastestMs >= LIMIT_MS + SLACK_MS; attempt++) {
        const startedMs = performance.now();
        const { metadata, error, success } = await backend.execute({
          slot,
          tool: "bash",
          args: { command },
          timeoutMs: LIMIT_MS,
        });
        fastestMs = Math.min(fastestMs, performance.now() - startedMs);
        // An isolate that collects garbage at its memory limit answers no interrupt; then the watchdog ends it.
        expect(outcomes.includes("memory") ? [...outcomes, "worker-lost"] : outcomes).toContain(metadata.outcome);
        if (!success) expect(error).not.toBe("");
      }
      expect(fastestMs).toBeLessThan(LIMIT_MS + SLACK_MS);
      const after = await box.bash("cat precious; echo alive", { timeoutMs: 10_000 });
      expect(after).toMatchObject({ stdout: "precious\nalive\n", outcome: "ok" });
      await backend.release(slot, { resetWorkspace: true });
    },
  );

  it("can't lead out of the workspace by links", async () => {
    const slot = await backend.acquire();
    const box = new Box(backend, slot);
    await box.bash(
      "ln -s / root; ln -s /etc/passwd pw; ln -s ../../../etc up; mkdir d; ln -s ../.. d/up; ln -s /nowhere/else dangling",
    );
    for (const path of [
      "root/etc/passwd",
      "pw",
      "up/passwd",
      "d/up/etc/passwd",
      "../etc/passwd",
      "/etc/passwd",
      "d/../../etc/passwd",
      "dangling",
    ]) {
      for (const tool of ["read_file", "write_file"]) {
        const args = tool === "read_file" ? { path } : { path, content: "x" };
        expect(await backend.execute({ slot, tool, args })).toMatchObject({
          success: false,
          error: "Access denied: path outside workspace",
        });
      }
      expect(await backend.readArtifact(slot, path)).toMatchObject({ success: false, code: "access_denied" });
    }
    await backend.release(slot, { resetWorkspace: true });
  });

  it("that floods stderr through a program meets the limit of output", async () => {
    const slot = await backend.acquire();
    const command = "node -e 'for (;;) fs.writeSync(2, `x`.repeat(10_000))'";
    const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: 60_000 });
    expect(metadata.outcome).toBe("output");
    await backend.release(slot, { resetWorkspace: true });
  });

  it("can't start programs that start programs to any depth", async () => {
    const slot = await backend.acquire();
    const box = new Box(backend, slot);
    await box.write("again.js", "require('node:child_process').spawnSync('node', ['again.js'], { stdio: 'inherit' })");
    const { stderr, exitCode } = await box.bash("node again.js", { timeoutMs: 20_000 });
    expect([stderr, exitCode]).toEqual(["node: cannot execute: Resource temporarily unavailable\n", 0]);
    await backend.release(slot, { resetWorkspace: true });
  });
});
