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
    expect(await run("echo x > /proc/f; echo $?")).toEqual({
      stdout: "1\n",
      stderr: "bash: line 1: /proc/f: Read-only file system\n",
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

it("the tree outside of /workspace is the slot's, for every program, until a reset", async () => {
  await using backend = await createBackend({ workers: 2 });
  const slot = await backend.acquire();
  const run = async (command: string) =>
    (await backend.execute({ slot, tool: "bash", args: { command } })).metadata.stdout;
  await run("mkdir -p /app /home/user; echo sh > /app/sh; echo 127.0.0.1 me >> /etc/hosts; rm /etc/shells");
  await run(`cd /home/user && python3 -c "
import os
os.mkdir('/data'); open('/data/py', 'w').write('py'); os.rename('/app/sh', '/data/sh'); open('here', 'w').close()"`);
  await run(`node -e "const fs = require('fs'); fs.mkdirSync('/srv/a'); fs.writeFileSync('/app/js', 'js')"`);
  expect(await run("ls -d /app/* /data/* /home/user/* /srv/*; tail -1 /etc/hosts; ls /etc/shells 2>&1")).toBe(
    "/app/js\n/data/py\n/data/sh\n/home/user/here\n/srv/a\n127.0.0.1 me\nls: cannot access '/etc/shells': No such file or directory\n",
  );
  for (const list of ["ls /", `python3 -c "import os; print(*sorted(os.listdir('/')), sep='\\n')"`])
    expect(await run(`${list} | tr '\\n' ' '`)).toBe(
      "app bin boot data dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var workspace ",
    );
  await backend.release(slot, { resetWorkspace: true });
  const next = await backend.acquire();
  const { metadata } = await backend.execute({
    slot: next,
    tool: "bash",
    args: { command: "ls -d /app /data /home/* /etc/shells 2> /dev/null" },
  });
  expect(metadata.stdout).toBe("/etc/shells\n");
});
