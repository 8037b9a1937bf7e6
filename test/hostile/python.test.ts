import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({ workers: 1, limits: { maxMemoryMiB: 128, maxOutputBytes: 1 << 20 } });
  slot = await backend.acquire();
  await python("pass", 60_000);
}, 120_000);
afterAll(() => backend.stop());

async function python(script: string, timeoutMs = 20_000) {
  await backend.execute({ slot, tool: "write_file", args: { path: "s.py", content: script } });
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command: "python3 s.py" }, timeoutMs });
  return metadata;
}

it("JavaScript's side of it is a bare engine without memory that nobody counts", async () => {
  const { stdout, stderr } = await python(`import js, pyodide_js
names = ["process", "require", "WebAssembly", "SharedArrayBuffer", "Atomics", "fetch", "WebSocket", "read", "load"]
print([name for name in names if hasattr(js, name)])
print(js.Function.new("return typeof process + typeof require + typeof WebAssembly + typeof SharedArrayBuffer")())
print(js.Function.new("return typeof new ArrayBuffer(1).resize")())
try: pyodide_js.mountNodeFS("/mnt", "/"); print("left")
except Exception as error: print("stays")
print(js.Function.new("return this.constructor.constructor('return typeof process')()")())
`);
  expect([stdout, stderr]).toEqual(["[]\nundefinedundefinedundefinedundefined\nundefined\nstays\nundefined\n", ""]);
});

it("nothing of the host is in its files, environment or processes", async () => {
  const { stdout } = await python(`import os, ctypes
print(sorted(os.environ))
print(os.path.exists("/proc/self/environ"), os.path.exists("/proc/1/root"), os.path.exists("/home/pyodide"))
for path in ("/etc/shadow", "/workspace/../../../../etc/hostname", "${process.execPath}", "${process.cwd()}"):
    print(os.path.exists(path) and open(path).read().strip())
try: ctypes.CDLL("libc.so.6"); print("left")
except OSError: print("stays")
print(os.system("cat /proc/version"), os.getpid() > 0, os.uname().nodename)
`);
  expect(stdout?.replace(/\d+ True \w+\n$/, "")).toBe(
    "['HOME', 'HOSTNAME', 'LANG', 'LOGNAME', 'OLDPWD', 'PATH', 'PWD', 'SHELL', 'TERM', 'USER']\nFalse False False\nFalse\nslotbox\nFalse\nFalse\nstays\nLinux version 6.1.0-slotbox\n",
  );
});

it("links and .. stay inside", async () => {
  const { stdout } = await python(`import os
os.symlink("/", "root"); os.symlink("../../../..", "up")
print(sorted(os.listdir("root")) == sorted(os.listdir("/")) or sorted(os.listdir("root")), os.path.exists("up/etc/shadow"))
os.symlink("loop", "loop")
try: open("loop")
except OSError as error: print(error.strerror)
for act in (lambda: os.rename("/etc/hostname", "x"), lambda: os.unlink("/etc/hostname"), lambda: os.mkdir("/usr/x"), lambda: os.chmod("/etc/hostname", 0o777), lambda: open("/usr/bin/python3", "w")):
    try: act(); print("done")
    except OSError as error: print(error.strerror)
`);
  expect(stdout?.split("\n").slice(1)).toEqual([
    "Symbolic link loop",
    ...["Cross-device link", "Read-only file system", "Read-only file system", "Read-only file system"],
    ...["Read-only file system", ""],
  ]);
});

it.each([
  ["an endless loop", "while True: pass", 300, { outcome: "timeout" }],
  ["an endless loop in JavaScript", "import js; js.eval('for(;;);')", 300, { outcome: "timeout" }],
  ["a long sleep", "import time; time.sleep(99)", 300, { outcome: "timeout" }],
  ["a catastrophic pattern", "import re; re.match('(a+)+$', 'a' * 40 + 'b')", 500, { outcome: "timeout" }],
  [
    "too much memory",
    "x = bytearray(200 << 20)",
    20_000,
    { exitCode: 1, stderr: expect.stringMatching(/MemoryError\n$/) },
  ],
  ["a list without end", "l = []\nwhile True: l.append(bytearray(1 << 20))", 20_000, { exitCode: 1 }],
  ["a read beyond its memory", "import ctypes; ctypes.string_at(0xfffffff0, 9)", 20_000, { exitCode: 134 }],
  ["endless recursion", "def f(): return f()\nf()", 20_000, { stderr: expect.stringContaining("RecursionError") }],
  ["an abort", "import os; os.abort()", 20_000, { outcome: "exit", exitCode: 134 }],
] as const)("%s ends at its limit, and the next program runs", async (_, script, timeoutMs, metadata) => {
  expect(await python(script, timeoutMs)).toMatchObject(metadata);
  expect(await python("print('fine')")).toMatchObject({ outcome: "ok", stdout: "fine\n" });
  expect(backend.stats().workersReplaced).toBe(0);
});

it("a call too short for an interpreter to start times out, and loses no worker", async () => {
  await using hurried = await createBackend({ workers: 1, python: { ready: 0 } });
  const call = { slot: await hurried.acquire(), tool: "bash", args: { command: "python3 -c 'print(1)'" } };
  expect((await hurried.execute({ ...call, timeoutMs: 20 })).metadata.outcome).toBe("timeout");
  expect((await hurried.execute({ ...call, timeoutMs: 60_000 })).output).toBe("1");
  expect(hurried.stats().workersReplaced).toBe(0);
});

it("programs that start each other without end are stopped", async () => {
  const { stderr, outcome } = await python(
    "import subprocess, sys; subprocess.run([sys.executable, 's.py'], check=True)",
  );
  expect([outcome, stderr]).toEqual(["exit", expect.stringContaining("[Errno 48] Out of memory")]);
});

it.each([
  ["python3", "x = bytearray(88 << 20)\nimport subprocess\nsubprocess.run(['true'])", "OSError: [Errno 48]"],
  [
    "node",
    "import subprocess\nsubprocess.run(['node', '-e', 'const kept = Array.from({ length: 2e6 }, (_, i) => ({ i })); process.exitCode = child_process.spawnSync(`true`, { stdio: `inherit` }).status'])",
    "Cannot allocate memory",
  ],
])("programs that wait for others have no more memory together than the slot: %s", async (_name, script, fault) => {
  expect((await python(script)).stderr).toContain(fault);
});

it("a hundred runs over ten slots leave memory where it was", async () => {
  const slots = await Promise.all(Array.from({ length: 10 }, () => backend.acquire()));
  const runs = (count: number) =>
    backend.executeBatch(
      Array.from({ length: count }, (_, index) => ({
        slot: slots[index % 10] ?? slot,
        tool: "bash",
        args: { command: "python3 -c 'x = bytearray(20 << 20); print(1)'" },
        timeoutMs: 120_000,
      })),
    );
  await runs(20);
  const before = process.memoryUsage.rss();
  expect((await runs(100)).map(({ output }) => output)).toEqual(new Array(100).fill("1"));
  // A hundred interpreters would be six gigabytes.
  expect(process.memoryUsage.rss() - before).toBeLessThan(512 << 20);
}, 600_000);
