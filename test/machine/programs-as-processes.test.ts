import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBackend, type Slot, type ToolBackend } from "../../src/index.ts";

let backend: ToolBackend;
let slot: Slot;

beforeAll(async () => {
  backend = await createBackend({
    workers: 1,
    template: { probe: readFileSync(new URL("../wasi/programs/probe.wasm", import.meta.url)) },
  });
  slot = await backend.acquire("processes");
  await run("chmod +x probe");
});
afterAll(() => backend.stop());

async function run(command: string, timeoutMs = 200_000) {
  const { metadata } = await backend.execute({ slot, tool: "bash", args: { command }, timeoutMs });
  const { outcome, stdout, stderr } = metadata;
  return { outcome, stdout, stderr };
}

const STATUSES = 'echo "${PIPESTATUS[@]}"';

describe("Python, Node and WASI programs stream", () => {
  it.each([
    ["an endless writer ends with its reader", `yes | python3 -c 'print(input())'; ${STATUSES}`, "y\n141 0\n"],
    [
      "also if that is Node",
      `yes | node -e 'process.stdin.once("data", () => process.exit())'; ${STATUSES}`,
      "141 0\n",
    ],
    [
      "a program learns that nobody reads it any more",
      `python3 -c 'import sys
try:
    while True: print(1)
except BrokenPipeError: sys.stderr.write("broken\\n"); import os; os._exit(3)' 2> err | head -1; ${STATUSES}; cat err`,
      "1\n3 0\nbroken\n",
    ],
    [
      "a WASI program is ended by it",
      `cat probe{,,,,}{,,,,} > big; ./probe upper < big | head -c 0; ${STATUSES}`,
      "141 0\n",
    ],
    [
      "three runtimes in a line",
      `node -e 'for (let i = 0; i < 50000; i++) console.log(i)' |
python3 -c 'import sys
for line in sys.stdin: print(int(line) * 2)' | ./probe upper | sort -n | tail -1`,
      "99998\n",
    ],
    [
      "more than a pipe holds, from Node to Node, which read and write synchronously",
      `node -e 'for (let i = 0; i < 30000; i++) console.log(i)' | node -p 'fs.readFileSync(0).length'`,
      "168890\n",
    ],
    ["two of one program at once", `./probe upper < <(echo a; sleep 0.01; echo b) | ./probe upper | tr -d '\\n'`, "AB"],
    [
      "they talk over two pipes",
      `coproc P { python3 -uc 'import sys
for line in sys.stdin: print(line.upper(), end="")'; }
for word in one two; do echo $word >&"\${P[1]}"; read -r answer <&"\${P[0]}"; echo "$answer"; done
exec {P[1]}>&-; wait $P_PID; echo $?`,
      "ONE\nTWO\n0\n",
    ],
    [
      "what both streams print stays in order",
      `python3 -c 'import sys
for i in range(3): print(i, flush=True); print(i, file=sys.stderr, flush=True)' 2>&1 | tr '\\n' ' '`,
      "0 0 1 1 2 2 ",
    ],
    [
      "what is printed to a file is there at once",
      `python3 -c 'print("a", flush=True); print(open("out").read())' > out; cat out`,
      "a\na\n\n",
    ],
    [
      "input that is a file goes on where it was left",
      `seq 3 > in; { read -r; python3 -c 'print(input())'; cat; } < in`,
      "2\n",
    ],
  ])("%s", async (_what, command, stdout) => {
    expect(await run(command)).toEqual({ outcome: "ok", stdout, stderr: "" });
  });
});

/** As CPython on Linux. */
describe("Python's children", () => {
  it.each([
    [
      "a conversation",
      `p = subprocess.Popen(["python3", "-uc", "import sys\\nfor l in sys.stdin: print(l.upper(), end=str())"], stdin=-1, stdout=-1, text=True)
for word in "one", "two":
    p.stdin.write(word + chr(10)); p.stdin.flush(); print(p.stdout.readline(), end="")
p.stdin.close(); print(p.wait())`,
      "ONE\nTWO\n0\n",
    ],
    [
      "one runs beside its parent",
      `p = subprocess.Popen(["sleep", "1000"]); print(p.poll()); p.terminate(); print(p.wait(), p.poll())`,
      "None\n-15 -15\n",
    ],
    ["more than pipes hold", `print(len(subprocess.run("cat", input=b"x" * 10**6, stdout=-1).stdout))`, "1000000\n"],
    [
      "limits of time",
      `try: subprocess.run(["sleep", "1000"], timeout=0.05)
except subprocess.TimeoutExpired as e: print(e.cmd)`,
      "['sleep', '1000']\n",
    ],
    [
      "a file that both write to",
      `with open("log", "w") as f:
    f.write("start\\n"); f.flush(); subprocess.run(["echo", "mid"], stdout=f); f.write("end\\n")
print(open("log").read(), end="")`,
      "start\nmid\nend\n",
    ],
    [
      "both streams, and errors into output",
      `print(subprocess.run("echo a; echo b >&2", shell=True, capture_output=True)); print(subprocess.run("echo a; echo b >&2", shell=True, stdout=-1, stderr=-2).stdout)`,
      "CompletedProcess(args='echo a; echo b >&2', returncode=0, stdout=b'a\\n', stderr=b'b\\n')\nb'a\\nb\\n'\n",
    ],
    [
      "os.system, os.popen, os.pipe",
      `import os
print(os.system("exit 3"), os.popen("echo p; exit 2").read(), os.popen("exit 2").close()); r, w = os.pipe(); os.write(w, b"x"); print(os.read(r, 9))`,
      "768 p\n 512\nb'x'\n",
    ],
    [
      "os.waitpid and os.kill",
      `import os, signal
p = subprocess.Popen(["sleep", "1000"]); print(os.waitpid(p.pid, os.WNOHANG)); os.kill(p.pid, signal.SIGKILL); _, s = os.waitpid(p.pid, 0); print(os.WIFSIGNALED(s), os.WTERMSIG(s))
try: os.waitpid(-1, 0)
except ChildProcessError: print("no more")`,
      "(0, 0)\nTrue 9\nno more\n",
    ],
    [
      "asyncio's",
      `import asyncio
async def main():
    p = await asyncio.create_subprocess_exec("cat", stdin=-1, stdout=-1); print(await p.communicate(b"x" * 300000) == (b"x" * 300000, None), p.returncode)
    a, b = [asyncio.create_subprocess_shell(f"sleep 0.0{i}; echo {i}; exit {i}", stdout=-1) for i in (2, 1)]
    for p in await a, await b: print(await p.stdout.read(), await p.wait())
asyncio.run(main())`,
      "True 0\nb'2\\n' 2\nb'1\\n' 1\n",
    ],
  ])("%s", async (_what, script, stdout) => {
    await backend.execute({
      slot,
      tool: "write_file",
      args: { path: "s.py", content: `import subprocess\n${script}` },
    });
    expect(await run("python3 s.py")).toEqual({ outcome: "ok", stdout, stderr: "" });
  });

  it("are a session's as well", async () => {
    const code = `import subprocess; subprocess.run("echo from the child >&2; cat", shell=True, input=b"in", stdout=-1).stdout`;
    const { metadata } = await backend.execute({ slot, tool: "python", args: { code }, timeoutMs: 200_000 });
    expect(metadata).toMatchObject({ outcome: "ok", stderr: "from the child\n" });
  });
});

describe("a program is a process", () => {
  it.each([
    [
      "that is waited for while it sleeps",
      `python3 -c 'import time; time.sleep(0.01); print(1)' & wait $!; echo $?`,
      "1\n0\n",
    ],
    [
      "that computes while others run, and is ended by a signal",
      `python3 -c 'while True: pass' & sleep 0.05; kill $!; wait $!; echo $?`,
      "143\n",
    ],
    ["that a signal ends", `python3 -c 'import time; time.sleep(1000)' & kill $!; wait $!; echo $?`, "143\n"],
    [
      "that timeout ends, with what it had printed kept",
      `timeout 5 python3 -c 'import time; print(1, flush=True); time.sleep(1000)'; echo $?`,
      "1\n124\n",
    ],
    ["beside others: each sleeps for itself", `for i in 3 1 2; do ./probe args $i & done; wait`, "[3]\n[1]\n[2]\n"],
    [
      "that gets its turn beside a shell that computes",
      `while :; do :; done & python3 -c 'import time; time.sleep(0.01); print(1)'; kill $!; wait $!; echo $?
python3 -c 'import subprocess
try: subprocess.run("while :; do :; done", shell=True, timeout=0.05)
except subprocess.TimeoutExpired: print("ended")'`,
      "1\n143\nended\n",
    ],
    [
      "that gets SIGHUP when its shell ends",
      `python3 -c 'import time; time.sleep(1000); print(1)' & echo over`,
      "over\n",
    ],
  ])("%s", async (_what, command, stdout) => {
    expect(await run(command)).toEqual({ outcome: "ok", stdout, stderr: "" });
  });

  it("a call's limit ends them all, with what they printed kept", async () => {
    const command = `python3 -c 'import time; print(1, flush=True); time.sleep(1000)' | cat`;
    expect(await run(command, 2_000)).toMatchObject({ outcome: "timeout", stdout: "1\n" });
  });

  it("sleeping costs no worker", async () => {
    const other = await backend.acquire("other");
    const sleeping = run(`echo | python3 -c 'import time; time.sleep(3)
print(open("go").read())'`);
    const { metadata } = await backend.execute({ slot: other, tool: "bash", args: { command: "echo awake" } });
    expect(metadata.stdout).toBe("awake\n");
    const wasPending = await Promise.race([sleeping.then(() => false), Promise.resolve(true)]);
    expect(wasPending).toBe(true);
    expect((await sleeping).stderr).toContain("FileNotFoundError");
    await backend.release(other);
  });
});
