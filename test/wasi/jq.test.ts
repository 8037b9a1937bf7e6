import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

interface Row {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const rows = JSON.parse(readFileSync(new URL("tables/jq.json", import.meta.url), "utf8")) as Row[];

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1 });
  slot = await backend.acquire("jq");
});
afterAll(() => backend.stop());

async function run(command: string, timeoutMs = 100_000) {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });
  const { outcome, stdout, stderr, exitCode } = metadata;
  return { outcome, stdout, stderr, exitCode };
}

describe("jq prints what jq 1.8.2 has printed", () => {
  it.each(rows)("$script", async ({ script, stdout, stderr, status }) => {
    const ran = await run(`export HOME=/root LC_ALL=C.UTF-8; rm -rf /tmp/row; mkdir /tmp/row; cd /tmp/row\n${script}`);
    expect({ stdout: ran.stdout, stderr: ran.stderr, status: ran.exitCode }).toEqual({ stdout, stderr, status });
  });
});

describe("jq", () => {
  it("is the program of other runtimes, too", async () => {
    const python = `import subprocess; print(subprocess.run(["jq", "-c", ".a"], input=b'{"a":[1]}', capture_output=True).stdout)`;
    const { stdout } = await run(
      `python3 -c '${python.replaceAll("'", "'\\''")}'; node -p 'child_process.execSync("jq -n 2").toString()'`,
    );
    expect(stdout).toBe("b'[1]\\n'\n2\n\n");
  });

  it("is ended in the middle of an endless loop", async () => {
    expect(await run("timeout 0.2 jq -n 'last(repeat(1))'; echo $?; jq -n 1")).toMatchObject({ stdout: "124\n1\n" });
    expect(await run("jq -n 'last(repeat(1))'", 300)).toMatchObject({ outcome: "timeout" });
  });

  it("prints as it reads", async () => {
    const { stdout } = await run(
      "(echo 1; sleep 0.05; echo 2) | jq --unbuffered . | while read -r x; do echo got $x; done",
    );
    expect(stdout).toBe("got 1\ngot 2\n");
  });

  it("has no more memory than other programs have", async () => {
    const { stdout, stderr, exitCode } = await run(`jq -n '[range(1e9)]|length'; echo $?`);
    expect([stdout, stderr, exitCode]).toEqual(["134\n", "jq: error: cannot allocate memory\n", 0]);
  });

  it("prints values that are nested as deep as most", async () => {
    expect((await run("jq -nc 'reduce range(3000) as $i (0; [.])' | wc -c")).stdout).toBe("6002\n");
  });
});
