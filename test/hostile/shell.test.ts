import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createBackend, type ExecutionResult, type Outcome, type ToolBackend } from "../../src/index.ts";
import { Box } from "../../src/testing/box.ts";

const LIMIT_MS = 1000;
/** So that a command meets the limit that is meant for it, however busy the machine is. */
const PATIENT_MS = 300_000;
vi.setConfig({ testTimeout: 2 * PATIENT_MS });

type Attacks<End> = Readonly<Record<string, End>>;

/** What only the time limit ends. */
const ENDLESS: Attacks<string> = {
  "an endless loop": "while :; do :; done",
  "an endless loop that prints": "while :; do echo y; done",
  "an endless for loop": "for ((;;)); do x=1; done",
  "an endless until in a subshell": "(until false; do :; done) | cat",
  "an endless loop in awk": "awk 'BEGIN { while (1) { x++ } }'",
  "an endless loop in sed": "echo a | sed ':a; b a'",
  "an array that grows": "while :; do a+=(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx); done",
  "a file bomb": "i=0; while :; do echo x > f$i; i=$((i+1)); done",
  "a sleep": "sleep 1000",
  "many sleeps": "while :; do sleep 0.01; done",
  "find that never ends": "ln -s . loop; find -L . | head -3; while :; do :; done",
  "a glob bomb": `mkdir -p d{0..9}/{0..9}; echo d*${"/../*".repeat(20)}`,
  "a catastrophic regex in grep -P": `echo ${"a".repeat(60)}! | grep -P '^(a+)+$'`,
  "diff -d of a text and the same backwards": "seq 1 200000 > a; tac a > b; diff -d a b",
  "a gzip bomb": "head -c 20000000 /dev/zero | gzip > z; while :; do zcat z z z z | wc -c; done",
  "sort without end": "while :; do seq 1 2000 | sort -R | sort -n > /dev/null; done",
};

/** What meets another limit before, or just fails. */
const LIMITED: Attacks<readonly [command: string, outcome: Outcome, exitCode: number]> = {
  "an endless loop in jq": ["jq -n '[range(0; infinite)] | length'", "exit", 134],
  "endless recursion in jq": ["jq -n 'def f: f | f; f'", "exit", 134],
  "a catastrophic regex in sed": [`echo ${"a".repeat(60)}! | sed -E 's/^(a|aa)+$/x/'`, "ok", 0],
  "a catastrophic regex in [[": [`[[ ${"a".repeat(60)}! =~ ^(a+)+$ ]]`, "exit", 1],
  "a catastrophic glob": [`[[ ${"a".repeat(200)} == ${"*a".repeat(30)}*b ]]`, "exit", 1],
  "an output bomb": ["head -c 100000000 /dev/zero", "output", 137],
  "an output bomb by seq": ["seq 1 100000000", "output", 137],
  "an output bomb by printf": ["printf '%0999999999d' 1", "exit", 1],
  "a string that doubles": ["x=a; while :; do x=$x$x; done", "memory", 137],
  "a brace bomb": ["echo {1..9999999}{1..9999999}", "ok", 0],
  "an arithmetic bomb": ["x='y+y'; y='x+x'; echo $((x))", "exit", 1],
  "a big file": ["while :; do head -c 10000000 /dev/zero >> big || exit 1; done", "quota", 1],
  "a file that reads itself": ["echo x > a; while cat a a > b && cat b b > a; do :; done; exit 1", "quota", 1],
  "recursion like a fork bomb": [":(){ :|:& };:", "ok", 0],
  "endless recursion of a function": ["f() { f; }; f", "exit", 1],
  "endless recursion of a script": ["echo './s.sh' > s.sh; chmod +x s.sh; ./s.sh", "exit", 1],
  "endless eval": ["f='eval $f'; eval $f", "exit", 1],
  "endless source": ["echo '. ./x' > x; . ./x", "exit", 1],
  "deep nesting of substitutions": [`${"$(".repeat(2000)}echo${")".repeat(2000)}`, "exit", 2],
  "deep nesting of parentheses": [`${"(".repeat(5000)}:${")".repeat(5000)}`, "exit", 2],
  "a deep path": ["while mkdir d && cd d; do :; done; exit 1", "exit", 1],
  "xargs that never ends": ["yes $(head -c 10000 /dev/zero | tr '\\0' a) | xargs -n 1 echo", "output", 137],
  "an endless yes by tr": ["while :; do head -c 1000000 /dev/zero | tr '\\0' a; done", "output", 137],
  "a long name": [`touch ${"n".repeat(300)}`, "exit", 1],
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

  /** What became of the command in a slot that goes on with its files. */
  async function endOf(command: string, timeoutMs: number): Promise<ExecutionResult> {
    const slot = await backend.acquire();
    const box = new Box(backend, slot);
    await box.bash("echo precious > precious", { timeoutMs: PATIENT_MS });
    const end = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });
    const after = await box.bash("cat precious; echo alive", { timeoutMs: PATIENT_MS });
    expect(after).toMatchObject({ stdout: "precious\nalive\n", outcome: "ok" });
    await backend.release(slot, { resetWorkspace: true });
    return end;
  }

  it.each(Object.entries(ENDLESS))("%s ends at its time limit, and the slot goes on", async (_, command) => {
    const { metadata, error } = await endOf(command, LIMIT_MS);
    expect([metadata.outcome, error]).toEqual(["timeout", "Command timed out after 1s"]);
  });

  it.each(Object.entries(LIMITED))("%s ends by what stops it", async (_, [command, outcome, exitCode]) => {
    const { metadata, error, success } = await endOf(command, PATIENT_MS);
    expect(metadata).toMatchObject({ outcome, exitCode });
    expect(error === "").toBe(success);
  });

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
    const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs: PATIENT_MS });
    expect(metadata.outcome).toBe("output");
    await backend.release(slot, { resetWorkspace: true });
  });

  it("can't start programs that start programs to any depth", async () => {
    const slot = await backend.acquire();
    const box = new Box(backend, slot);
    await box.write(
      "again.js",
      "const { error } = require('node:child_process').spawnSync('node', ['again.js'], { stdio: 'inherit' }); if (error) console.log(error.code);",
    );
    const { stdout, exitCode } = await box.bash("node again.js", { timeoutMs: PATIENT_MS });
    expect([stdout, exitCode]).toEqual([expect.stringMatching(/^(?:ENOMEM|EAGAIN)\n$/), 0]);
    await backend.release(slot, { resetWorkspace: true });
  });
});
